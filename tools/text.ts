/** Replaces what could steer a terminal: keys of objects, topics and ids come from outside. */
export const printable = (text: string): string => text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '\uFFFD');

/** Quotes a word for a POSIX shell. @example shellQuoted('a b') // "'a b'" */
export const shellQuoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** @example plural(2, 'record') // 2 records */
export const plural = (count: number, one: string, digits = String(count)): string =>
  `${digits} ${count === 1 ? one : `${one}s`}`;

/** @example moment(0) // 1970-01-01 00:00:00 UTC */
export const moment = (ms: number): string =>
  new Date(ms)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ' UTC');

export interface Column {
  readonly head: string;
  readonly right?: boolean;
}

/** Sets rows under their heads, two spaces apart. */
export function table(columns: readonly Column[], rows: ReadonlyArray<readonly string[]>): string {
  const lines = [columns.map(({ head }) => head), ...rows.map((row) => row.map(printable))];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0)));
  const padded = lines.map((line) =>
    line.map((cell, index) => {
      const width = widths[index] ?? 0;
      return columns[index]?.right ? cell.padStart(width) : cell.padEnd(width);
    }),
  );
  return padded.map((line) => `${line.join('  ').trimEnd()}\n`).join('');
}

/** Sets figures in a table: the first column to the left, the others to the right. It ends without a line break. */
export const figureTable = (heads: readonly string[], rows: ReadonlyArray<readonly string[]>): string =>
  table(
    heads.map((head, index) => ({ head, right: index > 0 })),
    rows,
  ).trimEnd();
