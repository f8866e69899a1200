import { isUtf8 } from 'node:buffer';
import { isObject } from './event';

/** What the bytes of a record are. */
export type DecodeResult =
  | { readonly kind: 'object'; readonly value: Readonly<Record<string, unknown>> }
  | { readonly kind: 'tombstone' }
  | { readonly kind: 'invalid'; readonly reason: string };

const invalid = (reason: string): DecodeResult => ({ kind: 'invalid', reason });

/** Tells the place of a syntax error, never the text around it: V8 quotes what it was given. */
function placeOf(error: unknown): string {
  const place =
    error instanceof Error && /at position (\d{1,9})(?: \(line \d+ column \d+\))?$/.exec(error.message);
  return place ? ` (at character ${place[1]})` : '';
}

/**
 * Decodes base64 → UTF-8 → JSON object, strictly. A value that is only nearly one of these is refused, because a lenient
 * decoder would mail the customer something that the producer did not write.
 */
export function decodeValue(value: unknown): DecodeResult {
  if (value === undefined || value === null) return { kind: 'tombstone' };
  if (typeof value !== 'string') return invalid('value: expected a base64 string');
  const bytes = Buffer.from(value, 'base64');
  // Buffer skips what is not base64; only canonical input survives the way back.
  if (bytes.toString('base64') !== value) return invalid('value: not valid base64');
  if (bytes.length === 0) return invalid('value: empty, expected a JSON object');
  if (!isUtf8(bytes)) return invalid('value: not valid UTF-8');
  const text = bytes.toString('utf8');
  if (text.startsWith('\uFEFF'))
    return invalid('value: starts with a byte order mark, expected JSON without one');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return invalid(`value: not valid JSON${placeOf(error)}`);
  }
  return isObject(json) ? { kind: 'object', value: json } : invalid('value: expected a JSON object');
}
