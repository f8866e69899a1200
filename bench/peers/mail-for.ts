import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type * as z from 'zod';
import { orderMail } from '../../lib/channels/email/order';
import type { Mail } from '../../lib/channels/email/template';
import { orderNotification } from '../../lib/notifications/order';

interface ReadyMail {
  readonly mail: Mail;
  readonly recipient: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** What every peer does before it sends: a GetItem of the contact, then the very mail that the service renders. */
export async function mailFor(
  dynamodb: DynamoDBClient,
  message: z.infer<typeof orderNotification.schema>,
): Promise<ReadyMail> {
  const { Item } = await dynamodb.send(
    new GetItemCommand({ TableName: process.env.CONTACTS_TABLE, Key: { user_id: { S: message.user_id } } }),
  );
  if (!Item) throw new Error(`No contact for user ${message.user_id}`);
  const { email, name, locale } = unmarshall(Item);
  return {
    mail: orderMail(message, { name, locale }),
    recipient: email,
    tags: { topic: orderNotification.topic, status: message.status, order_id: message.order_id },
  };
}
