import { randomUUID } from 'node:crypto';
import { GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { chosenCellsIn } from '../../lib/recipients/choices';
import { StoreUnavailableError } from '../../lib/runtime/errors';
import { localClient, TABLES } from '../../local/dynamodb';
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
  const client = localClient(stack.dynamodb.url);
  const forget = new UpdateItemCommand({
    TableName: TABLES.recipients,
    Key: marshall({ user_id: userId }),
    UpdateExpression: 'REMOVE choices',
  });
  let writes = 0;
  client.middlewareStack.add(
    (next) => async (args) => {
      if (before.includes(++writes)) await stack.dynamodb.client.send(forget);
      return next(args);
    },
    { step: 'initialize' },
  );
  await chosenCellsIn(client, TABLES.recipients, clock, QUICK).save(userId, new Map([['email', false]]));
}

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
