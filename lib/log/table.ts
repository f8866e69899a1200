import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { call, fieldsOf, type Item } from '../aws/store';
import type { NotificationKey } from '../notifications/key';
import type { Timing } from '../runtime/timing';
import { type Entry, entrySchema } from './entry';
import { type Expressions, expressions } from './expressions';

/** What must hold for a write to be done: one of these. */
export interface When {
  /** There is no entry. */
  readonly absent?: boolean;
  /** Nothing has happened to it since it was seen. */
  readonly seen?: readonly Entry[];
  /** One of these claims holds it. */
  readonly heldBy?: readonly string[];
  /** No claim holds it, it is not sent, and its last change was before this moment: milliseconds since the epoch. */
  readonly notHeldBefore?: number;
  /** It has not been sent, and one of these is among its unanswered claims. */
  readonly awaits?: readonly string[];
}

/** What a write changes; the rest of the entry stays. What is set to undefined is taken away. */
export interface Change {
  readonly set: Partial<Entry>;
  /** Where there is none yet. */
  readonly first?: Partial<Entry>;
  /** Whether the claim goes. */
  readonly release?: boolean;
  /** Those leave the unanswered claims. */
  readonly without?: readonly string[];
  /** A state of its own, though nothing is set that could be told from the one before. */
  readonly later?: boolean;
}

/** A write whose condition did not hold, with the entry that stands there; `gone` where there is none meanwhile. */
export type Refusal =
  | { readonly kind: 'entry'; readonly entry: Entry }
  | { readonly kind: 'gone' }
  | { readonly kind: 'unreadable' };

/** The table of the notification log: what the protocol needs of DynamoDB. Each is one request. */
export interface Table {
  /** Writes the whole entry. @returns the refusal, where `when` does not hold. @throws StoreUnavailableError */
  put(entry: Entry, when?: When): Promise<Refusal | undefined>;
  /** Changes an entry, which it makes where there is none. @returns the refusal. @throws StoreUnavailableError */
  update(key: NotificationKey, change: Change, when: When): Promise<Refusal | undefined>;
}

function conditionOf(when: When, { name, value, absent, equals }: Expressions): string {
  const any = [
    ...(when.absent ? [absent('order_id')] : []),
    ...(when.seen ?? []).map(({ status, updated_at, claimed_by }) =>
      [equals('status', status), equals('updated_at', updated_at), equals('claimed_by', claimed_by)].join(
        ' AND ',
      ),
    ),
    ...(when.heldBy ?? []).map((id) => equals('claimed_by', id)),
    ...(when.notHeldBefore === undefined
      ? []
      : [
          [
            absent('claimed_by'),
            `${name('status')} <> ${value('sent')}`,
            `${name('updated_at')} < ${value(when.notHeldBefore)}`,
          ].join(' AND '),
        ]),
    ...(when.awaits ?? []).map(
      (id) => `${name('status')} <> ${value('sent')} AND contains(${name('unanswered')}, ${value(id)})`,
    ),
  ];
  return any.map((one) => `(${one})`).join(' OR ');
}

function updateOf(change: Change, { name, value }: Expressions): string {
  const given = Object.entries(change.set);
  const set = [
    ...given.flatMap(([attribute, to]) => (to === undefined ? [] : `${name(attribute)} = ${value(to)}`)),
    ...Object.entries(change.first ?? {}).map(
      ([attribute, to]) => `${name(attribute)} = if_not_exists(${name(attribute)}, ${value(to)})`,
    ),
    ...(change.later ? [`${name('updated_at')} = ${name('updated_at')} + ${value(1)}`] : []),
  ];
  const remove = [
    ...given.flatMap(([attribute, to]) => (to === undefined ? name(attribute) : [])),
    ...(change.release ? [name('claimed_by'), name('claim_expires_at')] : []),
  ];
  const gone = change.without ? [`${name('unanswered')} ${value(new Set(change.without))}`] : [];
  return [
    ...(set.length > 0 ? [`SET ${set.join(', ')}`] : []),
    ...(remove.length > 0 ? [`REMOVE ${remove.join(', ')}`] : []),
    ...(gone.length > 0 ? [`DELETE ${gone.join(', ')}`] : []),
  ].join(' ');
}

/** An entry as it stands there; somebody may have changed it by hand, also to a number that JavaScript does not have. */
function entryOf(item: Item): Refusal {
  const { data } = entrySchema.safeParse(fieldsOf(item));
  return data ? { kind: 'entry', entry: data } : { kind: 'unreadable' };
}

const filled = <T extends object>(fields: T): T | undefined =>
  Object.keys(fields).length > 0 ? fields : undefined;

const REMOVE_UNDEFINED = { removeUndefinedValues: true };

export function dynamoTable(client: DynamoDBClient, table: string, timing: Timing): Table {
  /** With the entry that a refused write met. Source: DynamoDB API reference, `ReturnValuesOnConditionCheckFailure`. */
  async function refusalOf(answer: Promise<unknown>): Promise<Refusal | undefined> {
    try {
      await call('notification log', timing, answer);
      return undefined;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      if (!error.Item) return { kind: 'gone' };
      return entryOf(error.Item);
    }
  }

  const conditionsOf = (made: Expressions, when: When) => ({
    ConditionExpression: conditionOf(when, made),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
    ExpressionAttributeNames: filled(made.names),
    ExpressionAttributeValues: filled(marshall(made.values)),
  });

  return {
    put(entry, when) {
      const request = new PutItemCommand({
        TableName: table,
        Item: marshall(entry, REMOVE_UNDEFINED),
        ...(when && conditionsOf(expressions(), when)),
      });
      return refusalOf(client.send(request));
    },

    update({ orderId, notification }, change, when) {
      const made = expressions();
      const request = new UpdateItemCommand({
        TableName: table,
        Key: marshall({ order_id: orderId, notification }),
        UpdateExpression: updateOf(change, made),
        ...conditionsOf(made, when),
      });
      return refusalOf(client.send(request));
    },
  };
}
