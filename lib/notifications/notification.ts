import { email } from './fields/email';
import { id } from './fields/id';
import { decoration, optional, tidy } from './fields/optional';
import { line, text } from './fields/text';
import { type ObjectSchema, type Report, read } from './read';

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

/** What one topic is about: which messages it takes, and which notification a message asks for. */
export interface Notification<M extends Message = Message> {
  /** Its name in logs, metrics, SES tags, preferences and the notification log, whatever Kafka calls the topic. */
  readonly topic: string;
  readonly schema: ObjectSchema<M>;
  /** Statuses that the customer must know of, whatever they said of the topic. */
  readonly mandatory?: readonly string[];
  /** Returns what tells two notifications of one order and status apart: `byStatus` names the field for each status. */
  discriminator(message: M): string | undefined;
}

export interface ParsedMessage<M> extends Report {
  readonly kind: 'message';
  readonly message: M;
}

export type ParseResult<M> = ParsedMessage<M> | { readonly kind: 'invalid'; readonly reason: string };

/** Reads a decoded value as a message of this notification, or tells why its producer has to mend it. */
export function parseMessage<M extends Message>({ schema }: Notification<M>, value: unknown): ParseResult<M> {
  const result = read(schema, value);
  if (result.kind === 'invalid') return result;
  const { value: message, ignored, normalised } = result;
  return { kind: 'message', message, ignored, normalised };
}
