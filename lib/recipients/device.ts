import * as z from 'zod/mini';
import { nullAsAbsent, optional } from '../notifications/fields/optional';

/** What FCM has given out is shorter; the limit keeps a request small. */
const address = z.string().check(z.minLength(1), z.maxLength(1_024));

/** A moment: milliseconds since the epoch, or ISO 8601. */
const moment = z.pipe(
  z.union([z.int(), z.string()]),
  z.transform((value) => (typeof value === 'number' ? value : Date.parse(value))),
);

/** When the app was last seen there. Left out where it cannot be read. */
const seen_at = z.catch(optional(moment.check(z.refine(Number.isFinite)), nullAsAbsent), undefined);

const device = z.union([
  /** A registration token of FCM. */
  z.object({ token: address, seen_at }),
  /** A Firebase installation id. */
  z.object({ fid: address, seen_at }),
]);

/** A device on which the customer has the app. */
export type Device = z.infer<typeof device>;

/** The devices of a contact; one that cannot be read is left out, and the others are told. */
export const devices = z.catch(
  optional(
    z.pipe(
      z.array(z.unknown()),
      z.transform((list) =>
        list.flatMap((one) => {
          const parsed = device.safeParse(one);
          return parsed.success ? [parsed.data] : [];
        }),
      ),
    ),
    nullAsAbsent,
  ),
  undefined,
);

/** What FCM knows a device by. */
export const addressOf = (one: Device): string => ('token' in one ? one.token : one.fid);
