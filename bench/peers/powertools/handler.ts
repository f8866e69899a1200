import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { kafkaConsumer, SchemaType } from '@aws-lambda-powertools/kafka';
import type { ConsumerRecord, SchemaConfig } from '@aws-lambda-powertools/kafka/types';
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SESClient, SendEmailCommand } from '@aws-sdk/client-ses';
import type * as z from 'zod';
import { keyOf } from '../../../lib/notifications/key';
import { orderNotification } from '../../../lib/notifications/order';
import { mailFor } from '../mail-for';
import { sendEmailInput } from '../send-email';

/*
 * With Powertools for AWS Lambda: Kafka consumer with zod as its parser, Logger, Metrics, and Idempotency on DynamoDB
 * around each mail; all records at once. As the service, it writes a line a batch and one a failed record, and a
 * metric of every send's latency. Source: Powertools documentation, `features/kafka`, `features/idempotency`.
 */

type Message = z.infer<typeof orderNotification.schema>;

const logger = new Logger();
const metrics = new Metrics();
const dynamodb = new DynamoDBClient({});
const ses = new SESClient({});

const idempotency = {
  persistenceStore: new DynamoDBPersistenceLayer({
    tableName: process.env.IDEMPOTENCY_TABLE ?? '',
    awsSdkV3Client: dynamodb,
  }),
  config: new IdempotencyConfig({}),
};

/** What the service's log takes for the same mail. */
const notify = makeIdempotent(
  async (_key: object, message: Message): Promise<string | undefined> => {
    const { mail, recipient, tags } = await mailFor(dynamodb, message);
    const sentAt = performance.now();
    const { MessageId } = await ses.send(new SendEmailCommand(sendEmailInput(mail, recipient, tags)));
    metrics.addMetric('SendLatency', MetricUnit.Milliseconds, performance.now() - sentAt);
    return MessageId;
  },
  { ...idempotency, dataIndexArgument: 0 },
);

async function processRecord(record: ConsumerRecord<unknown, Message>): Promise<void> {
  const message = record.value;
  await notify(keyOf(orderNotification, message), message);
}

const schemas = {
  value: { type: SchemaType.JSON, parserSchema: orderNotification.schema },
} satisfies SchemaConfig;

export const handler = kafkaConsumer<unknown, Message>(async (event, context) => {
  logger.addContext(context);
  idempotency.config.registerLambdaContext(context);
  const results = await Promise.allSettled(event.records.map(processRecord));
  const batchItemFailures = event.records.flatMap(({ topic, partition, offset }, index) => {
    const result = results[index];
    if (result?.status !== 'rejected') return [];
    logger.error('record failed', { topic, partition, offset, error: result.reason });
    return [{ itemIdentifier: { partition: `${topic}-${partition}`, offset } }];
  });
  metrics.addMetric('Failed', MetricUnit.Count, batchItemFailures.length);
  metrics.addMetric('Sent', MetricUnit.Count, event.records.length - batchItemFailures.length);
  metrics.publishStoredMetrics();
  logger.info('batch finished', { records: event.records.length, failed: batchItemFailures.length });
  return { batchItemFailures };
}, schemas);
