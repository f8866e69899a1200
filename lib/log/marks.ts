import { BatchWriteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { call } from '../aws/store';
import type { NotificationKey } from '../notifications/key';
import type { Clock } from '../runtime/clock';
import { StoreUnavailableError } from '../runtime/errors';
import type { Timing } from '../runtime/timing';
import type { Entry } from './entry';

/** Entries of mails that SES accepted, on their way into the notification log; several travel in one request. */
export interface Marks {
  /** Takes an entry, which is written within `timing.mark`, or by `flush`; again and again where DynamoDB does not take it. */
  add(entry: Entry): void;
  /** Whether an entry was taken and is not written yet. */
  has(key: NotificationKey): boolean;
  /**
   * Until few are unwritten: a slow DynamoDB, or one that refuses, must not leave ever more mails unrecorded.
   *
   * @throws StoreUnavailableError where some could not be written, not even after a pause.
   */
  caughtUp(): Promise<void>;
  /** Writes what is not written yet. Never throws: what could not be written stays. */
  flush(): Promise<void>;
  readonly unwritten: readonly Entry[];
}

/** Source: DynamoDB API reference, `BatchWriteItem`. */
const MOST = 25;

/** Unwritten marks; while there are more, nothing new is claimed. */
const BEHIND = 50;

/** Between rounds of tries, in first ones: the claim must not expire meanwhile, or another instance sends again. */
const LONGEST_PAUSE = 4;

const idOf = (orderId: string | undefined, notification: string | undefined): string =>
  JSON.stringify([orderId, notification]);

export function marksIn(client: DynamoDBClient, table: string, clock: Clock, timing: Timing): Marks {
  const unwritten = new Map<string, Entry>();
  /** Of those, the ones that the next request carries, */
  const waiting = new Set<string>();
  /** and the ones that a request failed to write. They wait for one that succeeds, or for the next round of tries. */
  const failed = new Set<string>();
  const underWay = new Set<Promise<void>>();
  let timer: AbortController | undefined;
  let round: Promise<void> | undefined;
  let pause: AbortController | undefined;
  /** Rounds since a request wrote all that it carried. */
  let rounds = 0;
  /** From a flush to the next record: no round begins that Lambda could freeze. */
  let flushed = false;

  /** @returns those that DynamoDB did not write. */
  async function put(ids: readonly string[]): Promise<readonly string[]> {
    const puts = ids.map((id) => ({
      PutRequest: { Item: marshall(unwritten.get(id), { removeUndefinedValues: true }) },
    }));
    const request = new BatchWriteItemCommand({ RequestItems: { [table]: puts } });
    const { UnprocessedItems } = await call('notification log', timing, client.send(request));
    return (UnprocessedItems?.[table] ?? []).map(({ PutRequest }) =>
      idOf(PutRequest?.Item?.order_id?.S, PutRequest?.Item?.notification?.S),
    );
  }

  async function write(ids: readonly string[]): Promise<void> {
    const left = new Set(await put(ids).catch(() => ids));
    for (const id of ids) if (!left.has(id)) unwritten.delete(id);
    for (const id of left) failed.add(id);
    if (left.size > 0) return soonAgain();
    rounds = 0;
    if (failed.size > 0) startAll();
  }

  /** Those that failed as well. */
  function startAll(): void {
    pause?.abort();
    for (const id of failed) waiting.add(id);
    failed.clear();
    start();
  }

  function soonAgain(): void {
    if (failed.size > 0 && !flushed) round ??= tryAgain();
  }

  /** One try of all that failed, after a pause; whoever needs it waits for the same one. */
  async function tryAgain(): Promise<void> {
    pause = new AbortController();
    await clock.sleep(timing.backoff * Math.min(2 ** rounds, LONGEST_PAUSE), pause.signal);
    rounds++;
    startAll();
    await Promise.all(underWay);
    round = undefined;
    soonAgain();
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

  function soon(): void {
    if (waiting.size >= MOST) start();
    else if (!timer) void startLater();
  }

  async function startLater(): Promise<void> {
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
      flushed = false;
      soon();
    },
    has: ({ orderId, notification }) => unwritten.has(idOf(orderId, notification)),
    async caughtUp() {
      flushed = false;
      soonAgain();
      while (unwritten.size > BEHIND && failed.size === 0 && underWay.size > 0) await Promise.race(underWay);
      if (unwritten.size <= BEHIND) return;
      round ??= tryAgain();
      await round;
      if (unwritten.size <= BEHIND) return;
      throw new StoreUnavailableError('notification log: too many mails were sent that it did not record');
    },
    async flush() {
      flushed = true;
      startAll();
      while (underWay.size > 0) await Promise.all(underWay);
    },
    get unwritten() {
      return [...unwritten.values()];
    },
  };
}
