import * as z from 'zod/mini';
import { nullAsAbsent, optional, tidy } from '../notifications/fields/optional';
import { line } from '../notifications/fields/text';
import { reasonOf } from '../runtime/validation';
import { devices } from './device';
import { preferences } from './preferences';

/** A contact as the user service writes it; unknown attributes are ignored. */
export const contactSchema = z.object({
  user_id: z.string(),
  /** As it is stored: it is checked when it is needed, since a message may bring its own. */
  email: optional(z.string({ error: 'a string' }), tidy),
  /** E.164; checked when it is needed. One that is no string never costs a customer the mail. */
  phone: z.catch(optional(z.string(), tidy), undefined),
  devices,
  /** Of the IANA, such as `Europe/Vienna`. */
  timezone: z.catch(optional(z.string().check(z.maxLength(64)), tidy), undefined),
  // What only decorates a mail never costs a customer the mail.
  name: z.catch(optional(line(500), tidy), undefined),
  locale: z.catch(optional(z.string().check(z.maxLength(35)), tidy), undefined),
  preferences: optional(preferences, nullAsAbsent),
});

export type Contact = z.infer<typeof contactSchema>;

/** No contact, or one that cannot be read; preferences that cannot be read are never guessed. */
export type ContactResult =
  | { readonly kind: 'contact'; readonly contact: Contact }
  | { readonly kind: 'none' }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** Whom a message greets. */
export interface Reader {
  readonly name?: string | undefined;
  /** BCP 47, such as `de-AT`. */
  readonly locale?: string | undefined;
}

/** Reads an item of the table as a contact. */
export function contactOf(item: Record<string, unknown>): ContactResult {
  const parsed = contactSchema.safeParse(item);
  return parsed.success
    ? { kind: 'contact', contact: parsed.data }
    : { kind: 'unreadable', reason: `contact: ${reasonOf(parsed.error, item)}` };
}
