import { request } from 'node:http';
import {
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { type LocalDynamoDb, startDynamoDb, TABLES } from '../../local/dynamodb';

let local: LocalDynamoDb;
let client: DynamoDBClient;
beforeAll(async () => {
  local = await startDynamoDb();
  client = local.client;
});
afterAll(() => local.close());

/** Asks as anything may that can write any header. */
function scanStatus(headers: Readonly<Record<string, string>>): Promise<number> {
  const target = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'DynamoDB_20120810.Scan' };
  const authorization = 'AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=f, Signature=g';
  return new Promise((resolve, reject) => {
    const all = { ...target, authorization, 'x-amz-date': '1', ...headers };
    const outgoing = request(local.url, { method: 'POST', headers: all }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    outgoing.once('error', reject);
    outgoing.end(JSON.stringify({ TableName }));
  });
}

it('answers programs, and no web page', async () => {
  expect(await scanStatus({})).toBe(200);
  expect(await scanStatus({ origin: 'https://evil.example' })).toBe(403);
  expect(await scanStatus({ origin: 'null' })).toBe(403);
  expect(await scanStatus({ host: 'evil.example' })).toBe(403);
});

const TableName = TABLES.contacts;
const Key = { user_id: { S: 'held' } };
const Item = { ...Key, name: { S: 'Ada' } };
const ConditionExpression = 'attribute_not_exists(user_id)';

const OPERATIONS = {
  PutItem: (returned: object) =>
    client.send(new PutItemCommand({ TableName, Item: Key, ConditionExpression, ...returned })),
  UpdateItem: (returned: object) =>
    client.send(
      new UpdateItemCommand({
        TableName,
        Key,
        ConditionExpression,
        UpdateExpression: 'SET note = :note',
        ExpressionAttributeValues: { ':note': { S: 'x' } },
        ...returned,
      }),
    ),
  DeleteItem: (returned: object) =>
    client.send(new DeleteItemCommand({ TableName, Key, ConditionExpression, ...returned })),
} as const;

/** Source: DynamoDB API reference, `ConditionalCheckFailedException`. */
describe.each(Object.entries(OPERATIONS))('a condition of %s that does not hold', (_, send) => {
  beforeEach(() => client.send(new PutItemCommand({ TableName, Item })));

  it('is answered with the item that stands there, where that was asked for', async () => {
    await expect(send({ ReturnValuesOnConditionCheckFailure: 'ALL_OLD' })).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
      message: 'The conditional request failed',
      Item,
    });
  });

  it.each([{}, { ReturnValuesOnConditionCheckFailure: 'NONE' }])(
    'is answered without it otherwise: %j',
    async (asked) => {
      await expect(send(asked)).rejects.toEqual(expect.not.objectContaining({ Item: expect.anything() }));
    },
  );

  it('refuses another value, as DynamoDB does', async () => {
    await expect(send({ ReturnValuesOnConditionCheckFailure: 'ALL_NEW' })).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });
});

it('a condition that meets no item has none to answer with', async () => {
  const put = client.send(
    new PutItemCommand({
      TableName,
      Item: { user_id: { S: 'nobody-yet' } },
      ConditionExpression: 'attribute_exists(user_id)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    }),
  );

  await expect(put).rejects.toEqual(expect.not.objectContaining({ Item: expect.anything() }));
});
