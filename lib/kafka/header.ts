import { isObject } from './event';

/**
 * Reads a header of a record, as bytes. The last of several counts, as in Kafka's own `Headers.lastHeader`; one that is no list of bytes
 * counts as none.
 */
export function headerOf(headers: unknown, name: string): Buffer | undefined {
  if (!Array.isArray(headers)) return undefined;
  const bytes = headers.findLast((header) => isObject(header) && Object.hasOwn(header, name))?.[name];
  // Signed or unsigned: Buffer.from takes each number modulo 256.
  return Array.isArray(bytes) ? Buffer.from(bytes) : undefined;
}
