import { type DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { nameOf } from '../../lib/runtime/errors';
import type { Answer, Item } from './knowledge';

/** Their names. */
export interface Tables {
  readonly contacts: string;
  readonly recipients: string;
}

async function itemOf(client: DynamoDBClient, table: string, userId: string): Promise<Item | undefined> {
  const { Item } = await client.send(
    new GetItemCommand({ TableName: table, Key: marshall({ user_id: userId }), ConsistentRead: true }),
  );
  // A number that JavaScript does not have is no reason to fail.
  return Item && unmarshall(Item, { wrapNumbers: (value) => Number(value) });
}

/** Asks both tables. Only that of contacts may fail: it may be of another account. */
export async function askTables(
  client: DynamoDBClient,
  { contacts, recipients }: Tables,
  userId: string,
): Promise<{ contact: Answer; recipient: Item | undefined }> {
  const [contact, recipient] = await Promise.all([
    itemOf(client, contacts, userId).then(
      (item): Answer => ({ item }),
      (error): Answer => ({ problem: `the table ${contacts} could not be asked (${nameOf(error)})` }),
    ),
    itemOf(client, recipients, userId),
  ]);
  return { contact, recipient };
}

/** What the table of recipients has of a customer, by attribute. */
export type Forgettable = 'bad_addresses' | 'gone_devices' | 'choices';

/** Removes what is known of these, also where it cannot be read. */
export async function forget(
  client: DynamoDBClient,
  { recipients }: Tables,
  userId: string,
  attributes: readonly Forgettable[],
): Promise<void> {
  await client.send(
    new UpdateItemCommand({
      TableName: recipients,
      Key: marshall({ user_id: userId }),
      UpdateExpression: `REMOVE ${attributes.join(', ')}`,
      // An update makes an item where there is none.
      ConditionExpression: 'attribute_exists(user_id)',
    }),
  );
}
