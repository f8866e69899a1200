import { createHash } from 'node:crypto';

/** Names what these parts say together, without telling it: 128 bits of SHA-256 in base64url, 22 characters. */
export const shortHash = (...parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest().subarray(0, 16).toString('base64url');
