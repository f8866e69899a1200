import { isUtf8 } from 'node:buffer';
import { isObject } from './event';

/** What the bytes of a record are. */
export type DecodeResult =
  | { readonly kind: 'object'; readonly value: Readonly<Record<string, unknown>> }
  | { readonly kind: 'tombstone' }
  | { readonly kind: 'invalid'; readonly reason: string };

export const invalid = (reason: string): DecodeResult => ({ kind: 'invalid', reason });

/** Tells the place of a syntax error, never the text around it: V8 quotes what it was given. */
function placeOf(error: unknown): string {
  const place =
    error instanceof Error && /at position (\d{1,9})(?: \(line \d+ column \d+\))?$/.exec(error.message);
  return place ? ` (at character ${place[1]})` : '';
}

/** Bytes that the serializer of a schema registry writes in front: a zero, and the id of the schema. Source: Confluent, "Wire format". */
const FRAME = 5;
/** The same of AWS Glue: version 3, whether the rest is compressed, and a UUID. Source: Glue Schema Registry library, `SerializationDataEncoder`. */
const isGlueFrame = (bytes: Buffer): boolean =>
  bytes[0] === 3 && (bytes[1] === 0 || bytes[1] === 5) && bytes.length >= 18;
export const PAGE = 'see docs/messages.md, "What a value may be"';

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What JSON is that holds a message, or may, but is none. */
function wrappingOf(json: unknown): string | undefined {
  if (typeof json === 'string') return isObject(parse(json)) ? 'a JSON string that holds JSON' : undefined;
  if (!isObject(json) || 'order_id' in json) return undefined;
  if ('schema' in json && 'payload' in json) return 'an envelope of Kafka Connect (schema, payload)';
  const payload = isObject(json.payload) ? json.payload : json;
  return 'op' in payload && ('after' in payload || 'before' in payload)
    ? 'a change event of Debezium (op, before, after)'
    : undefined;
}

/** Takes JSON for a message, unless something else holds the message. */
export function messageIn(json: unknown): DecodeResult {
  const wrapping = wrappingOf(json);
  if (wrapping) return invalid(`value: expected the message itself, found ${wrapping}; ${PAGE}`);
  return isObject(json) ? { kind: 'object', value: json } : invalid('value: expected a JSON object');
}

/**
 * Decodes base64 → UTF-8 → JSON object, strictly. A value that is only nearly one of these is refused, because a lenient
 * decoder would mail the customer something that the producer did not write. A byte order mark is skipped.
 */
export function decodeValue(value: unknown): DecodeResult {
  if (value === undefined || value === null) return { kind: 'tombstone' };
  if (typeof value !== 'string') return invalid('value: expected a base64 string');
  const bytes = Buffer.from(value, 'base64');
  // Buffer skips what is not base64; only canonical input survives the way back.
  if (bytes.toString('base64') !== value) return invalid('value: not valid base64');
  if (bytes.length === 0) return invalid('value: empty, expected a JSON object');
  if (bytes[0] === 0 && bytes.length >= FRAME) {
    const schema = bytes.readUInt32BE(1);
    return invalid(
      `value: expected JSON, found the frame of a schema registry (schema id ${schema}); ${PAGE}`,
    );
  }
  if (isGlueFrame(bytes)) {
    return invalid(`value: expected JSON, found the frame of the AWS Glue schema registry; ${PAGE}`);
  }
  if (!isUtf8(bytes)) return invalid('value: not valid UTF-8');
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString('utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    return invalid(`value: not valid JSON${placeOf(error)}`);
  }
  return messageIn(json);
}
