import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { TABLES } from '../dynamodb';
import { dynamodb } from './connections';

const FILLED = 'expected 1 to 500 characters';
const filled = z.string(FILLED).trim().min(1, FILLED).max(500, FILLED);

/** What the form of the page asks for. An address may be wrong: that is something to try, too. */
const REQUEST = z.strictObject({
  user_id: filled,
  email: filled,
  name: filled.optional(),
  locale: filled.optional(),
});

/** Writes a contact as the user service would; what the form does not name stays as it was. */
export async function saveContact(json: unknown): Promise<{ said: string }> {
  const { user_id, ...fields } = REQUEST.parse(json);
  const named = Object.entries(fields).filter(([, value]) => value !== undefined);
  await dynamodb.send(
    new UpdateItemCommand({
      TableName: TABLES.contacts,
      Key: marshall({ user_id }),
      UpdateExpression: `SET ${named.map(([name]) => `#${name} = :${name}`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(named.map(([name]) => [`#${name}`, name])),
      ExpressionAttributeValues: marshall(
        Object.fromEntries(named.map(([name, value]) => [`:${name}`, value])),
      ),
    }),
  );
  return {
    said: `Contact ${user_id} saved. The functions remember contacts that they have read for a minute.`,
  };
}
