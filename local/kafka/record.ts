/** A record as it lies in a topic. */
export interface TopicRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** Milliseconds since the epoch; -1 where there is none. */
  readonly timestamp: number;
  readonly timestampType: 'CREATE_TIME' | 'LOG_APPEND_TIME';
  readonly key: Buffer | null;
  /** Null is a tombstone. */
  readonly value: Buffer | null;
  readonly headers: ReadonlyArray<{ readonly name: string; readonly value: Buffer }>;
}

/** A record as it stands in the event; `key` and `value` are base64, absent where the record has none. */
export interface EventRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly timestamp: number;
  readonly timestampType: 'CREATE_TIME' | 'LOG_APPEND_TIME';
  readonly key?: string;
  readonly value?: string;
  readonly headers: ReadonlyArray<Readonly<Record<string, readonly number[]>>>;
}

/** How an event, a batch response and a destination's document name a partition. */
export const partitionKey = ({ topic, partition }: { readonly topic: string; readonly partition: number }) =>
  `${topic}-${partition}`;

/**
 * Source: Lambda developer guide, `with-msk`, `with-kafka`, `kafka-filtering`. Bytes of headers are signed, as
 * those of Java are.
 */
export function toEventRecord(record: TopicRecord): EventRecord {
  const { topic, partition, offset, timestamp, timestampType, key, value, headers } = record;
  return {
    topic,
    partition,
    offset,
    timestamp,
    timestampType,
    ...(key && { key: key.toString('base64') }),
    ...(value && { value: value.toString('base64') }),
    headers: headers.map(({ name, value: bytes }) => ({
      [name]: Array.from(bytes, (byte) => (byte << 24) >> 24),
    })),
  };
}

/** Where an event says that it comes from. */
export interface EventOrigin {
  /** Of Amazon MSK; self-managed Kafka has none. */
  readonly eventSourceArn?: string;
  readonly bootstrapServers: string;
}

/** Of the mapping's properties, and of where its records come from. */
export const originOf = (
  { eventSourceArn }: { readonly eventSourceArn: string | undefined },
  { bootstrapServers }: { readonly bootstrapServers: string },
): EventOrigin => ({ ...(eventSourceArn !== undefined && { eventSourceArn }), bootstrapServers });

/** What a function is invoked with; records that come again may come alone. */
export interface InvokeEvent extends Partial<EventOrigin> {
  readonly eventSource?: 'aws:kafka' | 'SelfManagedKafka';
  readonly records: Readonly<Record<string, readonly EventRecord[]>>;
}

/** Records by partition, in the order they are given in. */
export function byPartition(records: readonly EventRecord[]): InvokeEvent['records'] {
  const partitions: Record<string, EventRecord[]> = {};
  for (const record of records) {
    const key = partitionKey(record);
    const partition = partitions[key];
    if (partition) partition.push(record);
    else partitions[key] = [record];
  }
  return partitions;
}

/** The event that a function is invoked with at first. */
export const toEvent = (origin: EventOrigin, records: readonly EventRecord[]): InvokeEvent => ({
  eventSource: origin.eventSourceArn === undefined ? 'SelfManagedKafka' : 'aws:kafka',
  ...origin,
  records: byPartition(records),
});
