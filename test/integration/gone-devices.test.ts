import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Device } from '../../lib/recipients/device';
import { goneDevicesIn, isGone, MOST_GONE_DEVICES } from '../../lib/recipients/gone-devices';
import { recipientOf } from '../../lib/recipients/recipient-item';
import { TIMING } from '../../lib/runtime/timing';
import { type LocalDynamoDb, startDynamoDb, TABLES } from '../../local/dynamodb';

let dynamodb: LocalDynamoDb;
let client: DynamoDBClient;
beforeAll(async () => {
  dynamodb = await startDynamoDb();
  client = new DynamoDBClient({
    endpoint: dynamodb.url,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
});
afterAll(() => dynamodb.close());

const PHONE: Device = { token: 'phone-1', seen_at: undefined };
const at = (wall: number) => goneDevicesIn(client, TABLES.recipients, { wall: () => wall }, TIMING);

async function itemOf(userId: string) {
  const request = new GetItemCommand({ TableName: TABLES.recipients, Key: { user_id: { S: userId } } });
  const { Item = {} } = await client.send(request);
  const result = recipientOf(unmarshall(Item));
  if (result.kind !== 'recipient') throw new Error(result.reason);
  return result.recipient.gone_devices;
}

it('a device that is gone is known as gone, and its token is not told', async () => {
  await at(100).add('1', PHONE);

  const gone = await itemOf('1');
  expect(isGone('1', PHONE, gone)).toBe(true);
  expect(isGone('1', { token: 'phone-2', seen_at: undefined }, gone)).toBe(false);
  expect(JSON.stringify(gone)).not.toContain('phone');
});

it('the last time counts, so that one seen in between is not asked for ever', async () => {
  await at(100).add('2', PHONE);
  await at(300).add('2', PHONE);

  expect(isGone('2', { ...PHONE, seen_at: 200 }, await itemOf('2'))).toBe(true);
  expect(isGone('2', { ...PHONE, seen_at: 301 }, await itemOf('2'))).toBe(false);
});

it('a user who many guests share does not fill its item', async () => {
  for (let index = 0; index < MOST_GONE_DEVICES; index++)
    await at(1).add('3', { token: String(index), seen_at: undefined });

  expect(await at(1).add('3', PHONE)).toBe('full');
  expect(Object.keys((await itemOf('3')) ?? {})).toHaveLength(MOST_GONE_DEVICES);
  expect(await at(2).add('3', { token: '0', seen_at: undefined })).toBe('added');
});
