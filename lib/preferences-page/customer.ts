import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { call, fieldsOf } from '../aws/store';
import { type ContactResult, contactOf } from '../recipients/contact';
import type { Customer, CustomerTables } from '../recipients/customers';
import { NOTHING_LEARNED, recipientOf } from '../recipients/recipient-item';
import type { Timing } from '../runtime/timing';

const NO_CONTACT: ContactResult = { kind: 'none' };

/**
 * Reads one customer as they are now: whoever has just saved must see it.
 * @throws StoreUnavailableError
 */
export async function readCustomer(
  client: DynamoDBClient,
  { contacts, recipients }: CustomerTables,
  timing: Timing,
  userId: string,
): Promise<Customer> {
  async function itemOf(name: 'contacts' | 'recipients', table: string) {
    const Key = marshall({ user_id: userId });
    const request = new GetItemCommand({ TableName: table, Key, ConsistentRead: true });
    const { Item } = await call(name, timing, client.send(request));
    return Item && fieldsOf(Item);
  }

  const [contact, recipient] = await Promise.all([
    itemOf('contacts', contacts),
    itemOf('recipients', recipients),
  ]);
  return {
    contact: contact ? contactOf(contact) : NO_CONTACT,
    recipient: recipient ? recipientOf(recipient) : NOTHING_LEARNED,
  };
}
