import { randomUUID } from 'node:crypto';
import { GetItemCommand, type UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { chosenCellsIn } from '../../lib/recipients/choices';
import { StoreUnavailableError } from '../../lib/runtime/errors';
import { localClient, TABLES } from '../../local/dynamodb';
import { SOURCES } from '../../tools/stacks/deployments';
import { resourcesOf } from '../support/computed-stack';
import { forgetting } from '../support/forgetting';
import { QUICK } from '../support/service';
import { useStack } from '../support/stack';

const stack = useStack();
const clock = { wall: () => 7 };

let userId: string;
beforeEach(() => {
  userId = randomUUID();
});

/** Saves, while all is forgotten before the writes of these numbers. */
async function saveWhileForgotten(before: readonly number[]): Promise<void> {
  const client = forgetting(stack.dynamodb.url, userId, 'choices', before);
  await chosenCellsIn(client, TABLES.recipients, clock, QUICK).save(userId, new Map([['email', false]]));
}

/** The condition of the compiled role under which the page may write. */
function conditionOfRole() {
  const role = resourcesOf({ ...SOURCES.msk, preferencesPage: 'true' }).PreferencesRole?.Properties as {
    Policies: Array<{ PolicyDocument: { Statement: Array<{ Action: unknown; Condition?: object }> } }>;
  };
  const allowed = role.Policies[0]?.PolicyDocument.Statement.filter(
    ({ Action }) => Action === 'dynamodb:UpdateItem',
  );
  expect(allowed).toHaveLength(1);
  return allowed?.[0]?.Condition;
}

/** Names the attributes of an item that a request is about, as DynamoDB counts them: of its key, of what it writes, of its condition. */
function attributesOf({
  Key = {},
  UpdateExpression = '',
  ConditionExpression = '',
  ExpressionAttributeNames = {},
}: UpdateItemCommandInput): string[] {
  const paths = `${UpdateExpression} ${ConditionExpression}`.matchAll(/(?<![.#\w])(#\w+)/g);
  const named = Array.from(paths, ([name]) => ExpressionAttributeNames[name] ?? name);
  return [...new Set([...Object.keys(Key), ...named])];
}

it('is written by requests that the role of the page allows, and says nothing of other attributes', async () => {
  const client = localClient(stack.dynamodb.url);
  const requests: UpdateItemCommandInput[] = [];
  client.middlewareStack.add(
    (next) => (args) => {
      requests.push(args.input as UpdateItemCommandInput);
      return next(args);
    },
    { step: 'initialize' },
  );
  const cells = new Map([['email', false] as const, ['order_notification sms', true] as const]);
  await chosenCellsIn(client, TABLES.recipients, clock, QUICK).save(userId, cells);

  expect(requests).toHaveLength(2);
  for (const request of requests) {
    const { ReturnValues = 'NONE' } = request;
    expect(conditionOfRole()).toEqual({
      'ForAllValues:StringEquals': { 'dynamodb:Attributes': attributesOf(request) },
      StringEqualsIfExists: { 'dynamodb:ReturnValues': ReturnValues },
    });
    expect(request).not.toHaveProperty('ReturnValuesOnConditionCheckFailure');
  }
});

describe('what a customer chose', () => {
  it('is saved, though all is forgotten while it is written', async () => {
    await saveWhileForgotten([2]);

    const { Item = {} } = await stack.dynamodb.client.send(
      new GetItemCommand({ TableName: TABLES.recipients, Key: marshall({ user_id: userId }) }),
    );
    expect(unmarshall(Item).choices).toEqual({ email: { wanted: false, at: 7 } });
  });

  it('is never said to be saved when it is not', async () => {
    await expect(saveWhileForgotten([2, 4])).rejects.toThrow(StoreUnavailableError);
  });
});
