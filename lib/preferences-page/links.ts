import type { Clock } from '../runtime/clock';
import { SecretUnavailableError } from '../runtime/errors';
import type { About, BatchTelemetry } from '../runtime/telemetry';
import type { KeyRing } from './keys';
import { tokenOf, VALID_FOR } from './link';

/** Makes the link of one customer; undefined while the key cannot be read. */
export type LinkFor = (userId: string, about: About) => Promise<string | undefined>;

export interface PreferenceLinks {
  /** For one batch: that the key cannot be read is told once, by the first record that goes without its link. */
  open(telemetry: Pick<BatchTelemetry, 'error'>): LinkFor;
}

export const urlOf = (page: string, userId: string, now: number, key: string): string =>
  `${page}/${tokenOf(userId, now + VALID_FOR, key)}`;

/** @param page where the page is, without a slash at the end */
export const preferenceLinks = (
  page: string,
  ring: KeyRing,
  clock: Pick<Clock, 'wall'>,
): PreferenceLinks => ({
  open(telemetry) {
    let failed = false;
    return async (userId, about) => {
      if (failed) return undefined;
      try {
        const [key] = await ring.keys();
        return urlOf(page, userId, clock.wall(), key);
      } catch (error) {
        if (!(error instanceof SecretUnavailableError)) throw error;
        if (!failed)
          telemetry.error(`mails of this batch go without their preference link: ${error.message}`, about);
        failed = true;
        return undefined;
      }
    };
  },
});
