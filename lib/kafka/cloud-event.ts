import type { EventName } from '../runtime/outcome';
import type { KafkaRecord } from './event';
import { headerOf } from './header';
import { type DecodeResult, decodeValue, invalid, messageIn, PAGE } from './value';

/** Source: CloudEvents 1.0, Kafka protocol binding, 3: what the content type begins with says that the value is the whole event. */
const STRUCTURED = /^application\/cloudevents(?![\w-])/i;

/** ASCII without blanks, and without the @ of an address or of a password in a URL: more may not be in a log. */
const SAFE = /^[!-?A-~]{1,256}$/;
const safe = (text: unknown): string | undefined =>
  typeof text === 'string' && SAFE.test(text) ? text : undefined;

/** Names the event of a record in binary mode, where the value is the data and the headers are the rest. Source: the same, 3.2. */
export function eventOf(headers: unknown): EventName | undefined {
  const id = safe(headerOf(headers, 'ce_id')?.toString());
  const source = safe(headerOf(headers, 'ce_source')?.toString());
  return id || source ? { id, source } : undefined;
}

const isThere = (value: unknown): boolean => value !== undefined && value !== null;

/** Source: CloudEvents 1.0, JSON event format, 3.1: data is `data`, a JSON value, or `data_base64`. */
function dataOf({ data, data_base64: base64 }: Readonly<Record<string, unknown>>): DecodeResult {
  if (isThere(data) === isThere(base64)) {
    const found = isThere(data) ? 'both' : 'neither';
    return invalid(`value: expected data or data_base64 in the CloudEvent, found ${found}; ${PAGE}`);
  }
  if (isThere(data)) return messageIn(data);
  const decoded = decodeValue(base64);
  return decoded.kind === 'invalid' ? invalid(decoded.reason.replace('value', 'data_base64')) : decoded;
}

/**
 * Decodes the value of a record. Where a header or the value itself declares a CloudEvent in structured mode, what it holds is its data;
 * nothing else that wraps a message is opened.
 */
export function decodeRecord({ value, headers }: Pick<KafkaRecord, 'value' | 'headers'>): {
  readonly decoded: DecodeResult;
  /** Of a CloudEvent in structured mode. */
  readonly event?: EventName;
} {
  const decoded = decodeValue(value);
  if (decoded.kind !== 'object') return { decoded };
  const envelope = decoded.value;
  const declared =
    ('specversion' in envelope && !('order_id' in envelope)) ||
    STRUCTURED.test(headerOf(headers, 'content-type')?.toString() ?? '');
  if (!declared) return { decoded };
  return { decoded: dataOf(envelope), event: { id: safe(envelope.id), source: safe(envelope.source) } };
}
