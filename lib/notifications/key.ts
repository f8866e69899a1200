import type { Message, Notification } from './notification';

/** Names the mail a message asks for, whichever record carries it: never the offset, which a redrive changes. */
export interface NotificationKey {
  readonly orderId: string;
  /** JSON array `[topic, status, discriminator?]`. */
  readonly notification: string;
}

export function keyOf<M extends Message>(notification: Notification<M>, message: M): NotificationKey {
  const parts = [notification.topic, message.status, notification.discriminator(message)];
  return {
    orderId: message.order_id,
    notification: JSON.stringify(parts.filter((part) => part !== undefined)),
  };
}
