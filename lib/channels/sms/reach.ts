import * as z from 'zod/mini';
import type { Reach } from '../../recipients/decide';
import type { Clock } from '../../runtime/clock';
import { fail, skip } from '../../runtime/outcome';
import { remember } from '../format';

/** E.164: a plus, the country's code and the rest, 15 digits at most. Source: ITU-T E.164. */
export const phone = z.string().check(z.regex(/^\+[1-9]\d{6,14}$/));

/** Tells whether a number is allowed. `allowed`: numbers, beginnings such as `+49*`, or `*` for everybody. */
export const isAllowed = (number: string, allowed: ReadonlySet<string>): boolean =>
  allowed.has('*') ||
  allowed.has(number) ||
  [...allowed].some((pattern) => /^\+\d+\*$/.test(pattern) && number.startsWith(pattern.slice(0, -1)));

/** Texts go out from this hour until the other. */
const DAY = { from: 8, until: 21 };

const NO_ZONE = { format: () => undefined };

const formats = remember((locale, timeZone) => {
  try {
    return new Intl.DateTimeFormat(locale, { hour: '2-digit', hourCycle: 'h23', timeZone });
  } catch {
    // A time zone that nobody knows is as none.
    return NO_ZONE;
  }
});

/** Gives the hour of a moment in a time zone, from 0 to 23; nothing where there is no such zone. */
export function hourIn(timeZone: string, moment: number): number | undefined {
  const hour = formats('en-GB', timeZone).format(moment);
  return hour === undefined ? undefined : Number(hour);
}

/**
 * Finds the telephone number of a customer. On a stage that is not open to all, only some numbers get texts; and nobody gets one at
 * night: by the customer's time zone, else by `timeZone`, the shop's; but what is to be told at any hour.
 */
export const reachBySms =
  (allowed: ReadonlySet<string>, timeZone: string, clock: Pick<Clock, 'wall'>): Reach<string> =>
  (_, contact, _recipient, atAnyHour) => {
    if (contact?.phone === undefined) return skip('not_reachable', 'no telephone number');
    const parsed = phone.safeParse(contact.phone);
    if (!parsed.success)
      return fail('address_invalid', 'contact: phone: expected a telephone number like +4915112345678');
    if (!isAllowed(parsed.data, allowed)) return skip('recipient_not_allowed', 'recipient not allowed');
    const own = contact.timezone === undefined ? undefined : hourIn(contact.timezone, clock.wall());
    const hour = own ?? hourIn(timeZone, clock.wall()) ?? DAY.from;
    const isNight = hour < DAY.from || hour >= DAY.until;
    if (isNight && !atAnyHour) return skip('quiet_hours', 'quiet hours');
    return { kind: 'address', address: parsed.data };
  };
