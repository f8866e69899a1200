import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { SESClient, SendEmailCommand } from '@aws-sdk/client-ses';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { MSKEvent, MSKRecord } from 'aws-lambda';
import { orderNotification } from '../../../lib/notifications/order';
import { sendEmailInput } from '../send-email';

/*
 * As the AWS documentation has it: one record after the other, a GetItem and a SendEmail each, no deduplication, and
 * the records that failed reported. Source: Lambda developer guide, `with-msk`, `kafka-retry-configurations`.
 */

const dynamodb = new DynamoDBClient({});
const ses = new SESClient({});

async function notify(record: MSKRecord): Promise<void> {
  const value = JSON.parse(Buffer.from(record.value, 'base64').toString('utf8'));
  const message = orderNotification.schema.parse(value);
  const { Item } = await dynamodb.send(
    new GetItemCommand({ TableName: process.env.CONTACTS_TABLE, Key: { user_id: { S: message.user_id } } }),
  );
  if (!Item) throw new Error(`No contact for user ${message.user_id}`);
  const contact = unmarshall(Item);
  const mail = orderNotification.render(message, { name: contact.name, locale: contact.locale });
  const tags = { topic: orderNotification.topic, status: message.status, order_id: message.order_id };
  await ses.send(new SendEmailCommand(sendEmailInput(mail, contact.email, tags)));
}

export const handler = async (event: MSKEvent) => {
  const batchItemFailures = [];
  for (const [partition, records] of Object.entries(event.records)) {
    for (const record of records) {
      try {
        await notify(record);
      } catch (error) {
        // biome-ignore lint/suspicious/noConsole: it is how this peer logs
        console.error('Failed to process record', { partition, offset: record.offset, error });
        batchItemFailures.push({ itemIdentifier: { partition, offset: record.offset } });
      }
    }
  }
  return { batchItemFailures };
};
