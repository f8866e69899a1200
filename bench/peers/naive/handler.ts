import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SESClient, SendEmailCommand } from '@aws-sdk/client-ses';
import type { MSKEvent, MSKRecord } from 'aws-lambda';
import { orderNotification } from '../../../lib/notifications/order';
import { mailFor } from '../mail-for';
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
  const { mail, recipient, tags } = await mailFor(dynamodb, message);
  await ses.send(new SendEmailCommand(sendEmailInput(mail, recipient, tags)));
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
