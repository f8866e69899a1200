/** RFC 2047, 2: an encoded word has at most 75 characters, so at most 45 bytes of text in base64. */
const WORD_BYTES = 45;

/** Writes a display name for a header: quoted when ASCII (RFC 5322, 3.2.4), else as encoded words (RFC 2047). */
export function displayName(name: string): string {
  if (/^[\x20-\x7e]*$/.test(name)) return `"${name.replace(/["\\]/g, '\\$&')}"`;
  const words = [''];
  for (const character of name) {
    const last = words.at(-1) ?? '';
    if (Buffer.byteLength(last + character) > WORD_BYTES) words.push(character);
    else words[words.length - 1] = last + character;
  }
  return words.map((word) => `=?UTF-8?B?${Buffer.from(word).toString('base64')}?=`).join(' ');
}
