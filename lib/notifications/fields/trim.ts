/** White space, a byte order mark, and characters without width: they come along when people copy and paste. */
const EDGE = /[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/;

/** Takes off what cannot be seen at either end. Not by one pattern, whose time grows with the square of a long gap. */
export function trim(value: string): string {
  let start = 0;
  let end = value.length;
  while (start < end && EDGE.test(value.charAt(start))) start++;
  while (end > start && EDGE.test(value.charAt(end - 1))) end--;
  return value.slice(start, end);
}
