import { figureTable, moment, plural, printable, shellQuoted, table } from '../../../tools/text';

it('a table of figures sets the first column to the left and figures to the right, as wide as they need', () => {
  const rows = [
    ['a', '10'],
    ['longer', '5'],
  ];

  expect(figureTable(['name', 'ms'], rows)).toBe('name    ms\na       10\nlonger   5');
});

it('a table ends no line with a space', () => {
  expect(table([{ head: 'a' }, { head: 'b' }], [['x', '']])).toBe('a  b\nx\n');
});

it('what steers a terminal is replaced', () => {
  expect(printable('a\u001b[2J\n\u2028b')).toBe('a\uFFFD[2J\uFFFD\uFFFDb');
});

it.each([
  [0, '0 records'],
  [1, '1 record'],
  [2, '2 records'],
])('%d is counted as %s', (count, expected) => {
  expect(plural(count, 'record')).toBe(expected);
});

it('a time is in UTC, and says so', () => {
  expect(moment(Date.UTC(2026, 10, 22, 18, 3, 11, 999))).toBe('2026-11-22 18:03:11 UTC');
});

it.each([
  ['1001', "'1001'"],
  ["it's $HOME", "'it'\\''s $HOME'"],
])('%s is quoted for a shell', (text, quoted) => {
  expect(shellQuoted(text)).toBe(quoted);
});
