import { headerOf } from './header';

/** W3C Trace Context, version 00: `00-<trace id>-<parent id>-<flags>`; a trace id of zeros is none. */
const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/;

/**
 * Reads the trace id in the `traceparent` header of a record, which joins a notification to the trace of its producer. A
 * malformed header counts as none.
 *
 * @example traceIdOf([{ traceparent: [48, 48, 45, 52, …] }]) // '4bf92f3577b34da6a3ce929d0e0e4736'
 */
export function traceIdOf(headers: unknown): string | undefined {
  return TRACEPARENT.exec(headerOf(headers, 'traceparent')?.toString('latin1') ?? '')?.[1];
}
