import * as z from 'zod/mini';
import { reasonOf } from '../runtime/validation';
import { email, id, line, optional, text } from './fields';

/** Fields that every message has, whatever its topic. Unknown fields are ignored. */
export const messageFields = {
  order_id: id,
  user_id: id,
  message: z.pipe(
    text(10_000),
    z.transform((message) => message.trim()),
  ),
  /** Replaces the contact's address for this mail. */
  email: optional(email),
  /** Replaces the contact's name for this mail. */
  name: optional(line(200)),
};

/** What all messages have in common once parsed; ids are strings, whatever they were in the JSON. */
export interface Message {
  readonly order_id: string;
  readonly user_id: string;
  readonly status: string;
  readonly message: string;
  readonly email?: string | undefined;
  readonly name?: string | undefined;
}

/** A way to reach a customer. */
export type ChannelName = 'email' | 'sms' | 'push';

/** What one topic is about: which messages it takes, and which notification a message asks for. */
export interface Notification<M extends Message = Message> {
  /** Its name in logs, metrics, SES tags, preferences and the notification log, whatever Kafka calls the topic. */
  readonly topic: string;
  readonly schema: z.ZodMiniType<M>;
  /** Returns what tells two notifications of one order and status apart: a payment id, a tracking number. */
  discriminator(message: M): string | undefined;
}

export type ParseResult<M> =
  | { readonly kind: 'message'; readonly message: M }
  | { readonly kind: 'invalid'; readonly reason: string };

/** Reads a decoded value as a message of this notification, or tells why its producer has to mend it. */
export function parseMessage<M extends Message>(
  notification: Notification<M>,
  value: unknown,
): ParseResult<M> {
  const parsed = notification.schema.safeParse(value);
  return parsed.success
    ? { kind: 'message', message: parsed.data }
    : { kind: 'invalid', reason: reasonOf(parsed.error, value) };
}
