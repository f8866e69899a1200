import type { NotificationKey } from '../notifications/key';
import type { ChannelName } from '../notifications/notification';
import type { Reach } from '../recipients/decide';
import type { Failure, Sent, Skip } from '../runtime/outcome';
import type { Pace } from './pace';

/**
 * What a provider said to one attempt.
 * - `throttled`, `transient`: not sent, worth another try; `throttled` also asks for a slower pace.
 * - `rejected`: not sent, this message alone, for good.
 * - `declined`: not sent, and that is no failure: the customer told the provider so (opted out, took the app off every device).
 * - `halted`: not sent, and no other message of this batch would be.
 * - `unknown`: no answer; the message may be on its way.
 */
export type Answer =
  | { readonly kind: 'sent'; readonly outcome: Sent }
  | { readonly kind: 'declined'; readonly outcome: Skip }
  | {
      readonly kind: 'throttled' | 'transient' | 'rejected' | 'halted' | 'unknown';
      readonly outcome: Failure;
    };

/** Which entry of the notification log a message is of, and for whom: what its later events must tell (bounces, deliveries). */
export interface Reference {
  readonly key: NotificationKey;
  readonly userId: string;
  /** When the message is too old to be shown: milliseconds since the epoch; undefined: never. */
  readonly expiresAt?: number | undefined;
  /** Of the producer's trace, which the events of the message carry on. */
  readonly traceId?: string | undefined;
}

/**
 * A way to reach customers: the port between the core and a provider. `Content` is what is sent, made by a notification; `Where` is
 * what the provider sends it to.
 */
export interface Channel<Content = unknown, Where = unknown> {
  readonly name: ChannelName;
  /** Most attempts under way at once in one batch; at least 1. */
  readonly places: number;
  /** Milliseconds after which an attempt has ended for certain. */
  readonly slowestAnswer: number;
  readonly pace: Pace;
  /** Until when the provider asked not to be asked: milliseconds of `clock.now`. Absent where it never does. */
  restsUntil?(): number;
  /** Tells where a customer is reached. Pure. */
  readonly reach: Reach<Where>;
  /**
   * Makes the request for one message. Pure; throws only for a defect. What it returns sends the request, once; it never
   * throws, and what it says is safe to log. `tell` is told what a person must look at, in words that are safe to log.
   */
  prepare(
    content: Content,
    address: Where,
    reference: Reference,
    tell?: (message: string) => void,
  ): () => Promise<Answer>;
}
