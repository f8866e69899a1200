import { BatchGetItemCommand, DynamoDBClient, paginateQuery } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { type Entry, entrySchema, judge, type Takeover, unansweredOf } from '../lib/log/entry';
import { isMailStatusKey, type MailStatus, mailStatusSchema } from '../lib/log/mail-status';
import { idOf, type NotificationKey } from '../lib/notifications/key';
import { backoff } from '../lib/runtime/backoff';
import type { Clock } from '../lib/runtime/clock';
import { clientConfig, type Place, tableOf } from './place';

/** All that the log knows of one order. */
export interface OrderLog {
  readonly entries: readonly Entry[];
  /** What became of its mails; each names the entry that it is of. */
  readonly mails: readonly MailStatus[];
  /** What cannot be read, by its sort key. */
  readonly unreadable: readonly string[];
}

/** The notification log, read only. */
export interface Entries {
  readonly table: string;
  /** Those that there are, by `idOf`; `undefined` for one that cannot be read. */
  of(keys: readonly NotificationKey[]): Promise<Map<string, Entry | undefined>>;
  ofOrder(orderId: string): Promise<OrderLog>;
}

/** BatchGetItem takes a hundred keys. Source: DynamoDB API reference, `BatchGetItem`. */
const CHUNK = 100;
/** Pauses while the table is busy, in milliseconds. */
const PAUSE = { first: 200, most: 5_000 };

export function entriesIn(client: DynamoDBClient, table: string, clock: Clock): Entries {
  async function readChunk(keys: readonly NotificationKey[], into: Map<string, Entry | undefined>) {
    let wanted = keys.map(({ orderId, notification }) => marshall({ order_id: orderId, notification }));
    for (let tries = 0; wanted.length > 0; tries++) {
      // Keys left over mean that the table is busy.
      if (tries > 0) await clock.sleep(backoff(tries, PAUSE, clock));
      const request = new BatchGetItemCommand({
        RequestItems: { [table]: { Keys: wanted, ConsistentRead: true } },
      });
      const { Responses, UnprocessedKeys } = await client.send(request);
      for (const item of Responses?.[table] ?? []) {
        const fields = unmarshall(item);
        const id = idOf({ orderId: String(fields.order_id), notification: String(fields.notification) });
        into.set(id, entrySchema.safeParse(fields).data);
      }
      wanted = (UnprocessedKeys?.[table]?.Keys ?? []) as typeof wanted;
    }
  }

  return {
    table,
    async of(keys) {
      const unique = [...new Map(keys.map((key) => [idOf(key), key])).values()];
      const found = new Map<string, Entry | undefined>();
      for (let start = 0; start < unique.length; start += CHUNK) {
        await readChunk(unique.slice(start, start + CHUNK), found);
      }
      return found;
    },
    async ofOrder(orderId) {
      const entries: Entry[] = [];
      const mails: MailStatus[] = [];
      const unreadable: string[] = [];
      const query = {
        TableName: table,
        KeyConditionExpression: 'order_id = :order',
        ExpressionAttributeValues: { ':order': { S: orderId } },
        ConsistentRead: true,
      };
      for await (const { Items = [] } of paginateQuery({ client }, query)) {
        for (const item of Items) {
          const fields = unmarshall(item);
          const key = String(fields.notification);
          const entry = isMailStatusKey(key) ? undefined : entrySchema.safeParse(fields).data;
          const mail = isMailStatusKey(key) ? mailStatusSchema.safeParse(fields).data : undefined;
          if (entry) entries.push(entry);
          else if (mail) mails.push(mail);
          else unreadable.push(key);
        }
      }
      return { entries, mails, unreadable };
    },
  };
}

/** Connects to the notification log. @throws Problem when the local stack, or the table in AWS, is not there. */
export async function connectEntries(place: Place, clock: Clock): Promise<Entries> {
  const table = await tableOf(place, 'notification-log');
  return entriesIn(new DynamoDBClient(clientConfig(place, 'dynamodb')), table, clock);
}

const NO_CLAIMS: ReadonlySet<string> = new Set();

/** What an entry allows, seen by somebody who only reads the log and so has no claims of their own. */
export const allowedBy = (entry: Entry, now: number, takeover?: Takeover) =>
  judge(entry, NO_CLAIMS, now, takeover);

/** How many sends there were, or may have been; of what was not sent, those that are not known to be over. */
export const sendsOf = (entry: Entry): number =>
  entry.status === 'sent' ? Number(entry.attempts ?? 1) : unansweredOf(entry).size;
