import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { call } from '../aws/store';
import type { NotificationKey } from '../notifications/key';
import type { Clock } from '../runtime/clock';
import type { Timing } from '../runtime/timing';
import { expiresAt } from './entry';
import { type Expressions, expressions } from './expressions';

/**
 * What may become of a mail after SES took it, the last word first: events come twice, late and in any order, and a bounce may
 * follow a delivery. So the rank decides, and not the time.
 */
export const MAIL_STATES = [
  'complained',
  'bounced',
  'rejected',
  'suppressed',
  'delivered',
  'delayed',
] as const;

export type MailState = (typeof MAIL_STATES)[number];

/** A word of a provider, such as `Permanent`; never an address. */
const word = z.string().check(z.regex(/^[\w -]{1,64}$/));

/** What one event said. What it has beside `at` depends on the state; all of it is safe to show. */
const happening = z.object({
  /** When it happened, as SES says: milliseconds since the epoch. */
  at: z.int(),
  /** Of a bounce: `Permanent`, `Transient` or `Undetermined`. Of a complaint, a delay: what SES calls it. Of a suppression: `Bounce` or `Complaint`. */
  type: z.optional(word),
  sub_type: z.optional(word),
  /** Enhanced status code of the remote server, such as `5.1.1` (RFC 3463). */
  status: z.optional(z.string().check(z.regex(/^[245]\.\d{1,3}\.\d{1,3}$/))),
  /** Its SMTP reply, such as 550 (RFC 5321, 4.2). */
  reply: z.optional(z.int()),
  /** Of a delivery: milliseconds from when SES took the mail until the remote server had it. */
  took: z.optional(z.int()),
});

export type Happening = z.infer<typeof happening>;

/** Beside the entries of its order: the item of one mail, by its message id. Each state that was told is an attribute of its own. */
export const mailStatusSchema = z.lazy(() =>
  z.object({
    order_id: z.string(),
    /** `["mail", message id]`; no topic has that name. */
    notification: z.string(),
    message_id: z.string(),
    /** Sort key of the entry that this mail is of. */
    entry: z.string(),
    user_id: z.string(),
    /** When SES took it: milliseconds since the epoch. */
    sent_at: z.int(),
    complained: z.optional(happening),
    bounced: z.optional(happening),
    rejected: z.optional(happening),
    suppressed: z.optional(happening),
    delivered: z.optional(happening),
    delayed: z.optional(happening),
    /** TTL, in seconds since the epoch. */
    expires_at: z.int(),
  }),
);

export type MailStatus = z.infer<typeof mailStatusSchema>;

/** The key of the item of a mail: in the partition of its order, so that the query of an order finds it. */
export const mailStatusKey = ({ orderId }: NotificationKey, messageId: string): NotificationKey => ({
  orderId,
  notification: JSON.stringify(['mail', messageId]),
});

export const isMailStatusKey = (notification: string): boolean => notification.startsWith('["mail",');

/** Tells what became of a mail. @returns undefined where nothing is known yet */
export const stateOf = (
  status: { readonly [State in MailState]?: Happening | undefined },
): MailState | undefined => MAIL_STATES.find((state) => status[state] !== undefined);

/** One event of one mail, and whose mail it is. */
export interface MailStatusChange {
  readonly key: NotificationKey;
  readonly userId: string;
  readonly messageId: string;
  /** Milliseconds since the epoch. */
  readonly sentAt: number;
  readonly state: MailState;
  readonly happening: Happening;
}

export interface MailStatuses {
  /**
   * Writes what happened beside the entry of the mail, whatever is known of it already. Of two events of the same state the later
   * counts, of two bounces the one for good, and of two deliveries the earlier, since a reader may say much later that it is no spam.
   * So the same events end as the same item, in whatever order they come and however often.
   *
   * @returns whether it was new; not where the answer to an earlier try got lost. @throws StoreUnavailableError
   */
  add(change: MailStatusChange): Promise<boolean>;
}

/** SES's word for a bounce after which the address gets no more mail. */
const FOR_GOOD = 'Permanent';

/** When an event replaces what an earlier one of its state wrote. */
function conditionOf(state: MailState, { at, type }: Happening, { name, value }: Expressions): string {
  const own = name(state);
  const earlier = (than: '<' | '>') => `${own}.${name('at')} ${than} ${value(at)}`;
  const isFirst = `attribute_not_exists(${own})`;
  if (state === 'delivered') return `${isFirst} OR ${earlier('>')}`;
  if (state !== 'bounced') return `${isFirst} OR ${earlier('<')}`;
  const isNotForGood = `NOT ${own}.${name('type')} = ${value(FOR_GOOD)}`;
  return type === FOR_GOOD
    ? `${isFirst} OR ${isNotForGood} OR ${earlier('<')}`
    : `${isFirst} OR (${isNotForGood} AND ${earlier('<')})`;
}

export function mailStatusesIn(
  client: DynamoDBClient,
  table: string,
  ttlDays: number,
  clock: Pick<Clock, 'wall'>,
  timing: Timing,
): MailStatuses {
  return {
    async add({ key, userId, messageId, sentAt, state, happening }) {
      const { orderId, notification } = mailStatusKey(key, messageId);
      const fields = {
        message_id: messageId,
        entry: key.notification,
        user_id: userId,
        sent_at: sentAt,
        [state]: happening,
        expires_at: expiresAt(clock.wall(), ttlDays),
      };
      const made = expressions();
      const set = Object.entries(fields).map(
        ([attribute, to]) => `${made.name(attribute)} = ${made.value(to)}`,
      );
      const request = new UpdateItemCommand({
        TableName: table,
        Key: marshall({ order_id: orderId, notification }),
        UpdateExpression: `SET ${set.join(', ')}`,
        ConditionExpression: conditionOf(state, happening, made),
        ExpressionAttributeNames: made.names,
        ExpressionAttributeValues: marshall(made.values, { removeUndefinedValues: true }),
      });
      try {
        await call('notification log', timing, client.send(request));
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },
  };
}
