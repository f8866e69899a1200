import { RefusedError } from './measure';

const TRIES = 3;

/** A crowded machine makes stores too slow for some subjects' time-outs. @returns nothing where no try counted. */
export async function again<T>(
  run: () => Promise<T>,
  onRefused: (reason: string) => void,
): Promise<T | undefined> {
  for (let tries = 1; tries <= TRIES; tries++) {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      onRefused(error.message);
    }
  }
  return undefined;
}
