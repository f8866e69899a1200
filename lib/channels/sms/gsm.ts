/**
 * The characters of a text message in GSM-7: the default alphabet, a septet each.
 *
 * Source: 3GPP TS 23.038 (GSM 03.38), 6.2.1.
 */
const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
  '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';

/** Its extension: an escape and a septet each. Source: the same, 6.2.1.1. */
const EXTENSION = '\f^{}\\[~]|€';

/** Counts the septets of a character; undefined for one that GSM-7 does not have. */
export const septetsOf = (character: string): 1 | 2 | undefined =>
  BASIC.includes(character) ? 1 : EXTENSION.includes(character) ? 2 : undefined;

export const isGsm = (text: string): boolean =>
  Array.from(text).every((character) => septetsOf(character) !== undefined);

/** What typesetters and Intl write, and the character of GSM-7 that says the same. */
const PLAIN: ReadonlyArray<readonly [RegExp, string]> = [
  [/[\u2018\u2019\u201a\u2032]/g, "'"],
  [/[\u201c-\u201e\u2033\u00ab\u00bb]/g, '"'],
  [/[\u2010-\u2015\u2212]/g, '-'],
  [/[\u00a0\u2000-\u200a\u202f\t]/g, ' '],
  [/[\u00ad\u200b]/g, ''],
  [/…/g, '..'],
];

/** Writes a text in GSM-7 where plain quotes, hyphens and spaces are all that it takes; else it stays as it is. */
export function plainly(text: string): string {
  const plain = PLAIN.reduce((written, [typeset, character]) => written.replace(typeset, character), text);
  return isGsm(plain) ? plain : text;
}
