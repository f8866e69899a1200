import type { KafkaEvent } from '../../lib/kafka/event';

export interface DocumentOptions {
  readonly functionArn?: string;
  readonly timestamp?: string;
  readonly condition?: string;
  /** As S3 has it, an escaped JSON string; or as a Kafka destination has it, an object. */
  readonly payload?: 'string' | 'object';
}

export const arnOf = (name: string, qualifier = ''): string =>
  `arn:aws:lambda:eu-central-1:123456789012:function:${name}${qualifier && `:${qualifier}`}`;

/** What Lambda writes to an on-failure bucket. Source: Lambda developer guide, `kafka-on-failure`. */
export function failureDocument(event: KafkaEvent, options: DocumentOptions = {}): Record<string, unknown> {
  const {
    functionArn = arnOf('notification-service-dev-orderNotification'),
    timestamp = new Date().toISOString(),
    condition = 'RetryAttemptsExhausted',
    payload = 'string',
  } = options;
  const records = Object.values(event.records ?? {}).flat();
  return {
    requestContext: {
      requestId: '316aa6d0-8154-4c4b-9af7-85d5f4a6bc81',
      functionArn,
      condition,
      approximateInvokeCount: 6,
    },
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: null },
    version: '1.0',
    timestamp,
    KafkaBatchInfo: {
      batchSize: records.length,
      eventSourceArn: 'arn:aws:kafka:eu-central-1:123456789012:cluster/shop/1',
      bootstrapServers: event.bootstrapServers,
      payloadSize: JSON.stringify(event).length,
    },
    payload: payload === 'string' ? JSON.stringify(event) : event,
  };
}
