import type { SecretsManagerClientConfig } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';
import { connectSecrets, secretOf } from '../aws/secrets';
import type { Clock } from '../runtime/clock';
import { nameOf, SecretUnavailableError } from '../runtime/errors';
import { withTimeout } from '../runtime/timeout';
import type { Timing } from '../runtime/timing';

/** The first signs. */
export type Keys = readonly [string, ...string[]];

export interface KeyRing {
  /** Reads the keys once, and keeps them. @throws SecretUnavailableError */
  keys(): Promise<Keys>;
  /** Reads them anew, where they were read some minutes ago: they may have been rotated since. @throws SecretUnavailableError */
  newKeys(): Promise<Keys>;
}

/** As many characters as a SHA-256 has bytes. Source: RFC 2104, 3: a shorter key makes the signature weaker. */
const SHORTEST = 32;

/** `{"current": "…", "previous": "…"}`: the first signs, and what the second has signed is still good. */
const secretSchema = () => {
  const key = z.string().check(z.minLength(SHORTEST));
  return z.object({ current: key, previous: z.optional(key) });
};

/** Reads the value of a secret. It never quotes it. @throws SecretUnavailableError */
export function keysOf(value: string | undefined): Keys {
  try {
    const { current, previous } = z.parse(secretSchema(), JSON.parse(value ?? ''));
    return previous === undefined ? [current] : [current, previous];
  } catch {
    // Without the cause: an error of JSON quotes what it was given.
    throw new SecretUnavailableError(
      `secret of the preference page: expected {"current": "…", "previous": "…"}, keys of at least ${SHORTEST} characters each`,
    );
  }
}

/** @param secretId name or ARN */
export function keyRing(
  secretId: string,
  clock: Clock,
  timing: Timing,
  overrides?: SecretsManagerClientConfig,
): KeyRing {
  const client = connectSecrets(timing.storeAttempt, timing, overrides);
  let known: Promise<Keys> | undefined;
  let readAt = 0;

  async function read(): Promise<Keys> {
    let value: string | undefined;
    try {
      value = await withTimeout(timing.secretCall, secretOf(client, secretId));
    } catch (error) {
      const problem = `secret of the preference page: Secrets Manager failed (${nameOf(error)})`;
      throw new SecretUnavailableError(problem, { cause: error });
    }
    return keysOf(value);
  }

  function keys(): Promise<Keys> {
    if (known) return known;
    readAt = clock.wall();
    const reading = read();
    known = reading;
    reading.catch(() => {
      if (known === reading) known = undefined;
    });
    return reading;
  }

  return {
    keys,
    async newKeys() {
      if (clock.wall() - readAt <= timing.keysAgain) return keys();
      const before = known;
      known = undefined;
      try {
        return await keys();
      } catch (error) {
        // Those that are known are as good as they were.
        if (!before) throw error;
        known = before;
        return before;
      }
    },
  };
}
