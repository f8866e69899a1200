import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { localClient, TABLES } from '../../local/dynamodb';

/** A client that meets a row of recipients whose attribute somebody removes before the requests of these numbers. */
export function forgetting(
  url: string,
  userId: string,
  attribute: 'choices' | 'bad_addresses',
  before: readonly number[],
): DynamoDBClient {
  const client = localClient(url);
  const other = localClient(url);
  const forget = new UpdateItemCommand({
    TableName: TABLES.recipients,
    Key: marshall({ user_id: userId }),
    UpdateExpression: `REMOVE ${attribute}`,
  });
  let requests = 0;
  client.middlewareStack.add(
    (next) => async (args) => {
      if (before.includes(++requests)) await other.send(forget);
      return next(args);
    },
    { step: 'initialize' },
  );
  return client;
}
