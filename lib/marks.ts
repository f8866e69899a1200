import { BatchWriteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { NotificationKey } from './notification';
import type { Entry } from './notification-log';
import { call } from './store';
import type { Clock, Timing } from './timing';

/** Entries of mails that SES accepted, on their way into the notification log; several travel in one request. */
export interface Marks {
  /** Takes an entry, which is written within `timing.mark`, or by `flush`. */
  add(entry: Entry): void;
  /** Whether an entry was taken and is not written yet. */
  has(key: NotificationKey): boolean;
  /** Writes what is not written yet, in the time of one call. Never throws: what could not be written stays. */
  flush(): Promise<void>;
  readonly unwritten: readonly Entry[];
}

/** Source: DynamoDB API reference, `BatchWriteItem`. */
const MOST = 25;

const idOf = (orderId: string | undefined, notification: string | undefined): string =>
  JSON.stringify([orderId, notification]);

export function marksIn(client: DynamoDBClient, table: string, clock: Clock, timing: Timing): Marks {
  const unwritten = new Map<string, Entry>();
  /** Of those, the ones that no request carries now. */
  const waiting = new Set<string>();
  const underWay = new Set<Promise<void>>();
  let timer: AbortController | undefined;

  async function write(ids: readonly string[]): Promise<void> {
    const puts = ids.map((id) => ({
      PutRequest: { Item: marshall(unwritten.get(id), { removeUndefinedValues: true }) },
    }));
    const request = new BatchWriteItemCommand({ RequestItems: { [table]: puts } });
    try {
      const { UnprocessedItems } = await call('notification log', timing, (options) =>
        client.send(request, options),
      );
      for (const { PutRequest } of UnprocessedItems?.[table] ?? [])
        waiting.add(idOf(PutRequest?.Item?.order_id?.S, PutRequest?.Item?.notification?.S));
    } catch {
      for (const id of ids) waiting.add(id);
    }
    for (const id of ids) if (!waiting.has(id)) unwritten.delete(id);
  }

  function start(): void {
    timer?.abort();
    timer = undefined;
    while (waiting.size > 0) {
      const ids = Array.from(waiting).slice(0, MOST);
      for (const id of ids) waiting.delete(id);
      const writing: Promise<void> = write(ids).finally(() => underWay.delete(writing));
      underWay.add(writing);
    }
  }

  async function startSoon(): Promise<void> {
    timer = new AbortController();
    const { signal } = timer;
    await clock.sleep(timing.mark, signal);
    if (!signal.aborted) start();
  }

  return {
    add(entry) {
      const id = idOf(entry.order_id, entry.notification);
      unwritten.set(id, entry);
      waiting.add(id);
      if (waiting.size >= MOST) start();
      else if (!timer) void startSoon();
    },
    has: ({ orderId, notification }) => unwritten.has(idOf(orderId, notification)),
    async flush() {
      start();
      await Promise.all(underWay);
    },
    get unwritten() {
      return [...unwritten.values()];
    },
  };
}
