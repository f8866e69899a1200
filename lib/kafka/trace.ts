import { isObject } from './event';

/** W3C Trace Context, version 00: `00-<trace id>-<parent id>-<flags>`; a trace id of zeros is none. */
const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/;

/**
 * Reads the trace id in the `traceparent` header of a record, which joins a notification to the trace of its producer. The last of
 * several headers counts, as in Kafka's own `Headers.lastHeader`. A malformed header counts as none.
 *
 * @example traceIdOf([{ traceparent: [48, 48, 45, 52, …] }]) // '4bf92f3577b34da6a3ce929d0e0e4736'
 */
export function traceIdOf(headers: unknown): string | undefined {
  if (!Array.isArray(headers)) return undefined;
  const bytes = headers.findLast(
    (header) => isObject(header) && Object.hasOwn(header, 'traceparent'),
  )?.traceparent;
  if (!Array.isArray(bytes)) return undefined;
  // Signed or unsigned: Buffer.from takes each number modulo 256.
  return TRACEPARENT.exec(Buffer.from(bytes).toString('latin1'))?.[1];
}
