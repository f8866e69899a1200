import type { EventRecord } from '../../local/kafka/record';

/** A record of which only its place matters. */
export const eventRecord = (partition: number, offset: number): EventRecord => ({
  topic: 't',
  partition,
  offset,
  timestamp: 0,
  timestampType: 'CREATE_TIME',
  headers: [],
});
