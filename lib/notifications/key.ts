import type { ChannelName, Message, Notification } from './notification';

/** Names one delivery of what a message asks for, whichever record carries it: never the offset, which a redrive changes. */
export interface NotificationKey {
  readonly orderId: string;
  /** JSON array `[topic, status, discriminator?]`; for other channels than e-mail with the channel in front. */
  readonly notification: string;
}

/** The fields of a message that can tell two of one order and status apart. */
type IdField<M> = {
  [Field in keyof M]-?: M[Field] extends string | undefined ? Field : never;
}[keyof M];

/**
 * Makes a discriminator of a table that names, for each status, the field that tells two notifications of one order apart: a payment
 * id, a tracking number. `undefined`: an order has one notification of this status.
 *
 * @example discriminator: byStatus({ success: 'payment_id', refunded: 'refund_id' })
 */
export const byStatus =
  <M extends Message>(fields: { readonly [Status in M['status']]: IdField<M> | undefined }) =>
  (message: M): string | undefined => {
    const field: IdField<M> | undefined = fields[message.status as M['status']];
    const value: unknown = field && message[field];
    return typeof value === 'string' ? value : undefined;
  };

/** Makes the key of the mail. @example keyOf(paymentNotification, message).notification // '["payment_notification","success","P-7"]' */
export function keyOf<M extends Message>(notification: Notification<M>, message: M): NotificationKey {
  const parts = [notification.topic, message.status, notification.discriminator(message)];
  return {
    orderId: message.order_id,
    notification: JSON.stringify(parts.filter((part) => part !== undefined)),
  };
}

/** Makes one string of a key, for maps. */
export const idOf = ({ orderId, notification }: NotificationKey): string =>
  JSON.stringify([orderId, notification]);

/** Makes the key on another channel. The log had entries of mails before there were channels, so the keys of mails stay as they are. */
export function keyOn(channel: ChannelName, key: NotificationKey): NotificationKey {
  if (channel === 'email') return key;
  return { ...key, notification: `["${channel}",${key.notification.slice(1)}` };
}
