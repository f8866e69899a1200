import * as fc from 'fast-check';
import { type Config, readConfig } from '../../lib/config';
import type { Message } from '../../lib/notifications/notification';
import type { Contact } from '../../lib/recipients/contact';
import { LEAST_ENVIRONMENT } from './environment';

/** A configuration of all channels, on a stage that is open to all. */
export const configOf = (variables: Record<string, string> = {}): Config =>
  readConfig({
    ...LEAST_ENVIRONMENT,
    ...variables,
  });

export const MESSAGE: Message = { order_id: '123', user_id: '42', status: 'pending', message: undefined };

export const contactOf = (fields: Partial<Contact> = {}): Contact => ({
  user_id: '42',
  email: undefined,
  phone: undefined,
  devices: undefined,
  timezone: undefined,
  name: undefined,
  locale: undefined,
  preferences: undefined,
  ...fields,
});

export const REFERENCE = {
  key: { orderId: '123', notification: '["sms","order_notification","pending"]' },
  userId: '42',
};

/** Texts short and very long, of any characters, lone surrogates and control characters among them. */
export const anyText = fc
  .tuple(
    fc.string({ unit: fc.nat({ max: 0xffff }).map((code) => String.fromCharCode(code)), maxLength: 40 }),
    fc.nat({ max: 200 }),
  )
  .map(([text, times]) => text.repeat(times));
