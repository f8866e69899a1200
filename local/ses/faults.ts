import { newCountdown } from '../taking';
import { SesError } from './protocol';

/** What the local SES does to a mail for one of these recipients at `faults.local`. */
export type Fault =
  /** The answer is this error; the mail is not taken. */
  | { readonly kind: 'error'; readonly error: (source: string) => SesError }
  /** The mail is taken, the answer comes late. */
  | { readonly kind: 'slow'; readonly delayMs: number }
  /** The mail is taken, the connection ends before the answer. */
  | { readonly kind: 'lost' }
  /** The mail is taken, the answer never comes. */
  | { readonly kind: 'silent' };

const error = (code: string, message: string, status?: number): Fault => ({
  kind: 'error',
  error: () => new SesError(code, message, status),
});

const FAULTS: Readonly<Record<string, Fault>> = {
  throttled: error('Throttling', 'Maximum sending rate exceeded.'),
  quota: error('Throttling', 'Daily message quota exceeded.'),
  // As in the sandbox, where recipients must be verified too. An address on the suppression list is accepted.
  rejected: error(
    'MessageRejected',
    'Email address is not verified. The following identities failed the check in region EU-CENTRAL-1: rejected@faults.local',
  ),
  error500: error('InternalFailure', 'The request processing has failed because of an unknown error.', 500),
  paused: error('AccountSendingPausedException', 'Sending is disabled for your account.'),
  configset: error('ConfigurationSetDoesNotExist', 'Configuration set does not exist.'),
  unverified: {
    kind: 'error',
    error: (source) =>
      new SesError(
        'MessageRejected',
        `Email address is not verified. The following identities failed the check in region EU-CENTRAL-1: ${source}`,
      ),
  },
  slow: { kind: 'slow', delayMs: 3_000 },
  lost: { kind: 'lost' },
  silent: { kind: 'silent' },
};

/**
 * `lost@faults.local`: always. `lost+2@faults.local`: for the first two calls, then the mail goes through.
 * `lost+2.ada@faults.local`: the same, counted for this address alone.
 */
const ADDRESS = /^([a-z0-9]+)(?:\+(\d{1,4})(?:\.[a-z0-9-]+)?)?@faults\.local$/i;

export class Faults {
  readonly #countdown = newCountdown();

  of(recipient: string): Fault | undefined {
    const [, name, times] = ADDRESS.exec(recipient) ?? [];
    const fault = name === undefined ? undefined : FAULTS[name.toLowerCase()];
    if (!fault || times === undefined) return fault;
    return this.#countdown.isAmongFirst(Number(times), recipient) ? fault : undefined;
  }

  reset(): void {
    this.#countdown.reset();
  }
}

/** A small, well-known generator (mulberry32): the same seed fails the same calls. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
