import { isGsm, septetsOf } from './gsm';

/** How a text message is sent, and so what it costs. */
export interface Parts {
  readonly encoding: 'GSM-7' | 'UCS-2';
  /** Septets of GSM-7, or code units of UCS-2. */
  readonly units: number;
  readonly parts: number;
}

/**
 * How much one message holds, and each part of several: of 140 bytes, a part of several gives six to the header that joins them.
 *
 * Source: 3GPP TS 23.040, 9.2.3.24.1; AWS End User Messaging SMS, "SMS character limits".
 */
const ROOM = {
  'GSM-7': { alone: 160, joined: 153 },
  'UCS-2': { alone: 70, joined: 67 },
} as const;

/** Counts the parts of a text message. No part ends within a character: not between an escape and its septet, nor between surrogates. */
export function partsOf(text: string): Parts {
  const encoding = isGsm(text) ? 'GSM-7' : 'UCS-2';
  const sizes = Array.from(text, (character) =>
    encoding === 'GSM-7' ? (septetsOf(character) ?? 0) : character.length,
  );
  const units = sizes.reduce((sum, size) => sum + size, 0);
  const { alone, joined } = ROOM[encoding];
  if (units <= alone) return { encoding, units, parts: 1 };
  let parts = 1;
  let filled = 0;
  for (const size of sizes) {
    if (filled + size > joined) {
      parts++;
      filled = 0;
    }
    filled += size;
  }
  return { encoding, units, parts };
}
