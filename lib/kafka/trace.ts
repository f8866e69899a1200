import { isObject } from './event';

/** W3C Trace Context, version 00. */
const TRACEPARENT = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/**
 * The record's `traceparent` header, for the log line that joins a notification to the producer's trace.
 * The last of several counts, as Kafka's own `Headers.lastHeader` has it; one that is malformed is none.
 */
export function traceparentOf(headers: unknown): string | undefined {
  if (!Array.isArray(headers)) return undefined;
  const bytes = headers.findLast(
    (header) => isObject(header) && Object.hasOwn(header, 'traceparent'),
  )?.traceparent;
  if (!Array.isArray(bytes)) return undefined;
  // Signed or unsigned: Buffer.from takes each number modulo 256.
  const text = Buffer.from(bytes).toString('latin1');
  return TRACEPARENT.test(text) ? text : undefined;
}
