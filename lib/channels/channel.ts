import type { ChannelName } from '../notifications/notification';
import type { Reach } from '../recipients/decide';
import type { Failure, Sent } from '../runtime/outcome';
import type { Pace } from './pace';

/**
 * What a provider said to one attempt.
 * - `throttled`, `transient`: not sent, worth another try; `throttled` also asks for a slower pace.
 * - `rejected`: not sent, this message alone, for good.
 * - `halted`: not sent, and no other message of this batch would be.
 * - `unknown`: no answer; the message may be on its way.
 */
export type Answer =
  | { readonly kind: 'sent'; readonly outcome: Sent }
  | {
      readonly kind: 'throttled' | 'transient' | 'rejected' | 'halted' | 'unknown';
      readonly outcome: Failure;
    };

/** What later events of a message carry (bounces, deliveries), by name. */
export type Tags = Readonly<Record<string, string>>;

/** A way to reach customers: the port between the core and a provider. `Content` is what is sent, made by a notification. */
export interface Channel<Content = unknown> {
  readonly name: ChannelName;
  /** Most attempts under way at once in one batch; at least 1. */
  readonly places: number;
  /** Milliseconds after which an attempt has ended for certain. */
  readonly slowestAnswer: number;
  readonly pace: Pace;
  /** Tells where a customer is reached. Pure. */
  readonly reach: Reach;
  /**
   * Makes the request for one message. Pure; throws only for a defect. What it returns sends the request, once; it never
   * throws, and what it says is safe to log.
   */
  prepare(content: Content, address: string, tags: Tags): () => Promise<Answer>;
}
