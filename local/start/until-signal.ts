import { type EventEmitter, once } from 'node:events';

export interface Closable {
  close(): Promise<void>;
}

/** Opens what is closed when the command ends, however it ends. */
export type Open = <T extends Closable>(start: () => Promise<T>) => Promise<T>;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Does the work until it ends or a signal comes, then closes what it opened, the last first.
 *
 * @returns the exit code of the work, or `interrupted`.
 */
export async function untilSignal(
  interrupted: number,
  work: (open: Open) => Promise<number>,
  signals: EventEmitter = process,
): Promise<number> {
  const ending = new AbortController();
  for (const signal of SIGNALS) signals.on(signal, () => ending.abort());
  const signalled = once(ending.signal, 'abort').then(() => interrupted);
  const opened: Array<Promise<Closable>> = [];
  const open: Open = (start) => {
    ending.signal.throwIfAborted();
    const opening = start();
    opened.push(opening);
    return opening;
  };
  try {
    return await Promise.race([work(open), signalled]);
  } finally {
    ending.abort();
    for (const opening of opened.reverse()) {
      const closable = await opening.catch(() => undefined);
      await closable?.close();
    }
  }
}
