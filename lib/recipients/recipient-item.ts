import * as z from 'zod/mini';
import { reasonOf } from '../runtime/validation';
import { badAddresses } from './bad-addresses';
import { choices } from './choices';
import { goneDevices } from './gone-devices';

/** An item of the table of recipients, by `user_id`: what this service itself has learned of a customer, and what they chose. */
export const recipientItem = z.object({
  bad_addresses: z.optional(badAddresses),
  choices: z.optional(choices),
  gone_devices: z.optional(goneDevices),
});

export type RecipientItem = z.infer<typeof recipientItem>;

/** An item that somebody has changed by hand is never guessed. */
export type RecipientResult =
  | { readonly kind: 'recipient'; readonly recipient: RecipientItem }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** Of most customers there is no item. */
export const NOTHING_LEARNED: RecipientResult = { kind: 'recipient', recipient: {} };

/** Reads an item of the table. */
export function recipientOf(item: Record<string, unknown>): RecipientResult {
  const parsed = recipientItem.safeParse(item);
  return parsed.success
    ? { kind: 'recipient', recipient: parsed.data }
    : { kind: 'unreadable', reason: `recipients: ${reasonOf(parsed.error, item)}` };
}
