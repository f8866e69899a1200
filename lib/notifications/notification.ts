import type * as z from 'zod/mini';
import { type Problem, problemsOf, reasonOf } from '../runtime/validation';
import { email } from './fields/email';
import { id } from './fields/id';
import { decoration, isDecoration, optional, tidy } from './fields/optional';
import { line, text } from './fields/text';

/** Fields that every message has, whatever its topic. Unknown fields are ignored. */
export const messageFields = {
  order_id: id,
  user_id: id,
  message: decoration(text(10_000)),
  /** Replaces the contact's address for this mail. */
  email: optional(email, tidy),
  /** Replaces the contact's name for this mail. */
  name: decoration(line(200)),
};

/** What all messages have in common once parsed; ids are strings, whatever they were in the JSON. */
export interface Message {
  readonly order_id: string;
  readonly user_id: string;
  readonly status: string;
  readonly message: string | undefined;
  readonly email?: string | undefined;
  readonly name?: string | undefined;
}

/** A way to reach a customer. */
export type ChannelName = 'email' | 'sms' | 'push';

type Schema<M> = z.ZodMiniType<M> & { readonly shape: Readonly<Record<string, z.core.$ZodType>> };

/** What one topic is about: which messages it takes, and which notification a message asks for. */
export interface Notification<M extends Message = Message> {
  /** Its name in logs, metrics, SES tags, preferences and the notification log, whatever Kafka calls the topic. */
  readonly topic: string;
  readonly schema: Schema<M>;
  /** Statuses that the customer must know of, whatever they said of the topic. */
  readonly mandatory?: readonly string[];
  /** Returns what tells two notifications of one order and status apart: a payment id, a tracking number. */
  discriminator(message: M): string | undefined;
}

export type ParseResult<M> =
  | {
      readonly kind: 'message';
      readonly message: M;
      /** Fields that were left out, since they could not be read. */
      readonly ignored: readonly Problem[];
      /** Names of the fields that the message has in another way than they were written. */
      readonly normalised: readonly string[];
    }
  | { readonly kind: 'invalid'; readonly reason: string };

/** Reads a decoded value as a message of this notification, or tells why its producer has to mend it. */
export function parseMessage<M extends Message>({ schema }: Notification<M>, value: unknown): ParseResult<M> {
  const ignored: Problem[] = [];
  // One field may be of no use without another, so what is left is read anew; each time it is less.
  for (let rest = value; ; rest = without(rest, ignored)) {
    const parsed = schema.safeParse(rest);
    if (parsed.success) {
      const message = parsed.data;
      return { kind: 'message', message, ignored, normalised: normalisedFields(message, rest) };
    }
    const decorations = problemsOf(parsed.error, rest).filter(({ field }) =>
      isDecoration(schema.shape[field]),
    );
    if (decorations.length === 0) return { kind: 'invalid', reason: reasonOf(parsed.error, rest) };
    ignored.push(...decorations);
  }
}

function without(value: unknown, fields: readonly Problem[]): unknown {
  const names = new Set(fields.map(({ field }) => field));
  return Object.fromEntries(Object.entries(value ?? {}).filter(([name]) => !names.has(name)));
}

const normalisedFields = (message: Message, value: unknown): string[] =>
  Object.entries(message)
    .filter(([name, read]) => read !== undefined && !isSame(Reflect.get(Object(value), name), read))
    .map(([name]) => name);

const compact = (value: unknown): string => String(value).replace(/\s+/g, '');

/** White space and the zeros of a number make no difference: producers differ in them every day. */
const isSame = (written: unknown, read: unknown): boolean =>
  written === read || compact(written) === compact(read) || Number(written) === Number(read);
