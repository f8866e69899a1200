import { Problem } from '../../tools/command';
import { RefusedError } from './measure';

const TRIES = 3;

/** Runs up to three times: a crowded machine makes stores too slow for some subjects' time-outs. @returns nothing where no try counted. */
export async function retryRefused<T>(
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

/** Runs what cannot be done without. @throws Problem where no try counted. */
export async function requireResult<T>(what: string, run: () => Promise<T>): Promise<T> {
  const reasons: string[] = [];
  const result = await retryRefused(run, (reason) => reasons.push(reason));
  if (result === undefined) throw new Problem(`${what}: not measured:\n${reasons.join('\n')}`);
  return result;
}
