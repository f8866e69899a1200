import { type Clock, systemClock } from '../../lib/runtime/clock';

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
  clock: Pick<Clock, 'now'> = systemClock,
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
