/** Keys of objects, topics and ids come from outside: nothing of them may steer a terminal. */
export const printable = (text: string): string => text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '\uFFFD');

export const plural = (count: number, one: string): string => `${count} ${count === 1 ? one : `${one}s`}`;

/** `2026-11-22 18:03:11 UTC` */
export const moment = (ms: number): string =>
  new Date(ms)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ' UTC');

export interface Column {
  readonly head: string;
  readonly right?: boolean;
}

/** Rows under their heads, two spaces apart. */
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
