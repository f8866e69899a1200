import { createInterface } from 'node:readline';
import { UsageError } from './command';

/** One line that is kept up to date on a terminal; elsewhere a line every now and then. */
export interface Progress {
  show(text: string): void;
  /** Before anything else is written. */
  clear(): void;
}

/** Between two lines where there is no terminal, in milliseconds. */
const EVERY = 10_000;

export function progressOn(
  stream: { readonly isTTY?: boolean; write(text: string): unknown },
  clock: { now(): number } = performance,
): Progress {
  let shownAt = Number.NEGATIVE_INFINITY;
  return {
    show(text) {
      if (stream.isTTY) stream.write(`\r\u001b[K${text}`);
      else if (clock.now() - shownAt >= EVERY) {
        shownAt = clock.now();
        stream.write(`${text}\n`);
      }
    },
    clear() {
      if (stream.isTTY) stream.write('\r\u001b[K');
    },
  };
}

/** Asks the person at the terminal; Ctrl-C and Ctrl-D are no. @throws UsageError where there is nobody to ask */
export async function confirm(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new UsageError(
      'Nothing was sent: there is no terminal to ask on. Add --yes to go ahead, or --dry-run to look only.',
    );
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await new Promise<string>((resolve) => {
    terminal.once('close', () => {
      // Nobody has pressed Enter.
      process.stderr.write('\n');
      resolve('');
    });
    terminal.question(`${question} [y/N] `, (line) => {
      terminal.removeAllListeners('close').close();
      resolve(line);
    });
  });
  return /^y(es)?$/i.test(answer.trim());
}
