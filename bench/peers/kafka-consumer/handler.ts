import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as aws from '@aws-sdk/client-ses';
import type { MSKEvent } from 'aws-lambda';
import { type EachBatchPayload, Kafka } from 'kafkajs';
import { createTransport } from 'nodemailer';
import { brand } from '../../../lib/channels/brand';
import { orderNotification } from '../../../lib/notifications/order';
import { mailFor } from '../mail-for';

/*
 * Without Lambda: a kafkajs consumer and nodemailer's SES transport. Record after record, offset by offset, as kafkajs
 * documents `eachBatch`; no deduplication. nodemailer 6, since 7 sends by SES v2, which the local SES does not speak.
 */

const consumer = new Kafka({ clientId: 'notifications', brokers: ['localhost:9092'] }).consumer({
  groupId: 'notifications',
});
const dynamodb = new DynamoDBClient({});
const transport = createTransport({ SES: { ses: new aws.SESClient({}), aws } });
const from = { name: brand.name, address: process.env.SENDER_EMAIL ?? '' };

async function notify(value: Buffer | null): Promise<void> {
  if (value === null) return;
  const message = orderNotification.schema.parse(JSON.parse(value.toString('utf8')));
  const { mail, recipient, tags } = await mailFor(dynamodb, message);
  await transport.sendMail({
    from,
    to: recipient,
    ...mail,
    ses: { Tags: Object.entries(tags).map(([Name, Value]) => ({ Name, Value })) },
  });
}

type Batch = Pick<EachBatchPayload, 'batch' | 'resolveOffset' | 'heartbeat' | 'isRunning' | 'isStale'>;

async function eachBatch({ batch, resolveOffset, heartbeat, isRunning, isStale }: Batch): Promise<void> {
  for (const message of batch.messages) {
    if (!isRunning() || isStale()) break;
    await notify(message.value);
    resolveOffset(message.offset);
    await heartbeat();
  }
}

export async function start(): Promise<void> {
  await consumer.connect();
  await consumer.subscribe({ topics: [orderNotification.topic] });
  await consumer.run({ eachBatchAutoResolve: false, eachBatch });
}

/** In place of a broker: the records of a Lambda event as kafkajs hands them over. */
export const handler = async ({ records }: MSKEvent) => {
  for (const [partition, list] of Object.entries(records)) {
    const messages = list.map(({ key, value, timestamp, offset }) => ({
      key: Buffer.from(key, 'base64'),
      value: Buffer.from(value, 'base64'),
      timestamp: String(timestamp),
      attributes: 0,
      offset: String(offset),
      headers: {},
    }));
    const batch = {
      topic: orderNotification.topic,
      partition: Number(partition.slice(partition.lastIndexOf('-') + 1)),
      highWatermark: String(messages.length),
      messages,
      isEmpty: () => messages.length === 0,
      firstOffset: () => messages[0]?.offset ?? null,
      lastOffset: () => messages.at(-1)?.offset ?? '',
      offsetLag: () => '0',
      offsetLagLow: () => '0',
    };
    await eachBatch({
      batch,
      resolveOffset: () => {},
      heartbeat: async () => {},
      isRunning: () => true,
      isStale: () => false,
    });
  }
  return { batchItemFailures: [] };
};
