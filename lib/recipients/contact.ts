import * as z from 'zod/mini';
import { nullAsAbsent, optional, tidy } from '../notifications/fields/optional';
import { line } from '../notifications/fields/text';
import { reasonOf } from '../runtime/validation';
import { devices } from './device';
import { type Preferences, preferences } from './preferences';

const known = new Map<string, boolean>();

/** Asking takes a tenth of a millisecond, and customers have few of them. */
function isTimeZone(name: string): boolean {
  const before = known.get(name);
  if (before !== undefined) return before;
  let is = true;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
  } catch {
    is = false;
  }
  if (known.size < 500) known.set(name, is);
  return is;
}

/** A contact as the user service writes it; unknown attributes are ignored. */
export const contactSchema = z.object({
  user_id: z.string(),
  /** As it is stored: it is checked when it is needed, since a message may bring its own. */
  email: optional(z.string({ error: 'a string' }), tidy),
  /** E.164; checked when it is needed. One that is no string never costs a customer the mail. */
  phone: z.catch(optional(z.string(), tidy), undefined),
  devices,
  // What only decorates a mail never costs a customer the mail.
  name: z.catch(optional(line(500), tidy), undefined),
  locale: z.catch(optional(z.string().check(z.maxLength(35)), tidy), undefined),
  /** A name of the IANA time zone database, such as `Europe/Berlin`. */
  timezone: z.catch(optional(z.string().check(z.refine(isTimeZone)), tidy), undefined),
  preferences: optional(preferences, nullAsAbsent),
});

type Attributes = z.infer<typeof contactSchema>;

export type Contact = Readonly<Partial<Omit<Attributes, 'preferences'>>> & {
  readonly preferences?: Preferences | undefined;
};

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
  /** IANA, such as `Europe/Berlin`; without it, moments are shown in that of the shop. */
  readonly timezone?: string | undefined;
  /** Where this customer chooses what they are told; only in a mail to their own address. */
  readonly preferencesUrl?: string | undefined;
}

/** Reads an item of the table as a contact. */
export function contactOf(item: Record<string, unknown>): ContactResult {
  const parsed = contactSchema.safeParse(item);
  return parsed.success
    ? { kind: 'contact', contact: parsed.data }
    : { kind: 'unreadable', reason: `contact: ${reasonOf(parsed.error, item)}` };
}
