import * as z from 'zod/mini';
import { RedriveOptionsError } from '../runtime/errors';
import { reasonOf } from '../runtime/validation';

const AGE = 'a whole number of seconds, 0 for no limit';
const MOMENT = 'milliseconds since the epoch';

/**
 * What stands beside `records` in an event that a person invokes a function with. No event source mapping ever sets it, so
 * the schema is made only when it is needed, and no delivery waits for that.
 */
const schemaOf = () =>
  z.strictObject(
    {
      /** Instead of MAX_NOTIFICATION_AGE. */
      maxAgeSeconds: z.int({ error: AGE }).check(z.minimum(0, { error: AGE })),
      /** When a person decided to send once more what may have been sent; without it, that is left alone. */
      resendUnknownBefore: z.optional(z.int({ error: MOMENT }).check(z.minimum(0, { error: MOMENT }))),
    },
    {
      error:
        'an object with maxAgeSeconds and, to send what may have been sent, resendUnknownBefore; nothing else',
    },
  );

export type Redrive = z.infer<ReturnType<typeof schemaOf>>;

/**
 * Reads the options of a redrive. @returns undefined for a delivery by an event source mapping
 *
 * @throws RedriveOptionsError that names the field, before any record is touched.
 */
export function redriveOf(event: object): Redrive | undefined {
  if (!('redrive' in event)) return undefined;
  const parsed = z.object({ redrive: schemaOf() }).safeParse(event);
  if (parsed.success) return parsed.data.redrive;
  throw new RedriveOptionsError(reasonOf(parsed.error, event));
}
