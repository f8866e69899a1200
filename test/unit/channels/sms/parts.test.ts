import * as fc from 'fast-check';
import { partsOf } from '../../../../lib/channels/sms/parts';

const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const EXTENSION = '\f^{}\\[~]|€';

it('knows all 127 characters of the default alphabet but the escape, and the ten of its extension', () => {
  expect(Array.from(BASIC)).toHaveLength(127);
  expect(partsOf(BASIC)).toEqual({ encoding: 'GSM-7', units: 127, parts: 1 });
  expect(partsOf(EXTENSION)).toEqual({ encoding: 'GSM-7', units: 20, parts: 1 });
});

it.each(['ç', '’', '–', '\u00a0', '…', 'ş', 'م', '😀', '`', '\t', '\u2068', '\x1b'])(
  'takes UCS-2 for %j',
  (character) => {
    expect(partsOf(character).encoding).toBe('UCS-2');
  },
);

it.each<readonly [string, string, number]>([
  ['nothing', '', 1],
  ['160 septets', 'a'.repeat(160), 1],
  ['161 septets', 'a'.repeat(161), 2],
  ['306 septets', 'a'.repeat(306), 2],
  ['307 septets', 'a'.repeat(307), 3],
  ['80 characters of the extension', '€'.repeat(80), 1],
  ['306 septets, with an escape at the 153rd', `${'a'.repeat(152)}€${'a'.repeat(152)}`, 3],
  ['305 septets, with an escape at the 153rd', `${'a'.repeat(152)}€${'a'.repeat(151)}`, 2],
  ['70 code units', 'م'.repeat(70), 1],
  ['71 code units', 'م'.repeat(71), 2],
  ['134 code units', 'م'.repeat(134), 2],
  ['135 code units', 'م'.repeat(135), 3],
  ['134 code units, with a pair at the 67th', `${'م'.repeat(66)}😀${'م'.repeat(66)}`, 3],
])('counts the parts of %s', (_, text, parts) => {
  expect(partsOf(text).parts).toBe(parts);
});

/** Writes a message septet by septet or unit by unit, and cuts a part where the next character has no room. */
function slowly(text: string): number {
  const characters = Array.from(text);
  const gsm = characters.every((character) => (BASIC + EXTENSION).includes(character));
  const written = characters.map((character) => {
    if (!gsm) return Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
    return EXTENSION.includes(character) ? [0x1b, EXTENSION.indexOf(character)] : [BASIC.indexOf(character)];
  });
  if (written.flat().length <= (gsm ? 160 : 70)) return 1;
  const parts: number[][] = [[]];
  for (const units of written) {
    const last = parts.at(-1) ?? [];
    if (last.length + units.length > (gsm ? 153 : 67)) parts.push([...units]);
    else last.push(...units);
  }
  return parts.length;
}

it.each([
  ['GSM-7', fc.string({ unit: fc.constantFrom(...BASIC, ...EXTENSION), maxLength: 700 })],
  ['GSM-7 with many escapes', fc.string({ unit: fc.constantFrom('a', '€', '['), maxLength: 700 })],
  ['anything', fc.string({ unit: 'binary', maxLength: 300 })],
  ['letters and pairs', fc.string({ unit: fc.constantFrom('م', '😀', '\ud800', 'a'), maxLength: 300 })],
])('agrees with a slow count: %s', (_, texts) => {
  fc.assert(
    fc.property(texts, (text) => {
      expect(partsOf(text).parts).toBe(slowly(text));
    }),
    { numRuns: 500 },
  );
});
