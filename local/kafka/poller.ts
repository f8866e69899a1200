import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../ses/faults';
import type { Invoke } from './lambda';
import { type Action, type Batch, Mapping } from './mapping';
import type { Deliver } from './on-failure';
import type { MappingProperties } from './properties';
import { byPartition, type EventRecord, originOf, partitionKey, toEvent, toEventRecord } from './record';
import type { RecordBook } from './record-book';
import type { FaultSettings, RetrySettings } from './settings';
import type { RecordSource, TopicPartition } from './source';
import { type Invocation, verdictOf } from './verdict';

/** What a poller has to say; `topic`, `partition` and `offset` where it is about records, never what is in them. */
export type Report = (level: 'info' | 'warn' | 'error', message: string) => void;

export interface Poller {
  /** Ends what is under way, commits what has ended, and leaves the group. */
  stop(): Promise<void>;
}

export interface PollerOptions {
  readonly properties: MappingProperties;
  readonly source: RecordSource;
  readonly invoke: Invoke;
  /** None: what is given up is dropped. */
  readonly deliver: Deliver | undefined;
  readonly retries: RetrySettings;
  readonly faults: FaultSettings;
  readonly report: Report;
  /** Told of what happens to each record. */
  readonly book?: RecordBook;
  readonly now?: () => number;
}

/** After a commit that failed, in milliseconds. */
const COMMIT_AGAIN = 500;

/** A rebalance fault that is not over by then holds no answer back any longer; the broker may be away. In milliseconds. */
const REBALANCE_PATIENCE = 15_000;

const placesOf = ({ records }: Pick<Batch, 'records'>): string => {
  const shown = records.slice(0, 3).map((record) => `${partitionKey(record)}@${record.offset}`);
  return records.length > shown.length
    ? `${shown.join(', ')} and ${records.length - shown.length} more`
    : shown.join(', ');
};

/** Runs one event source mapping: feeds `Mapping` from the source and does what it says. */
export async function startPoller(options: PollerOptions): Promise<Poller> {
  const { properties, source, invoke, deliver, retries, faults, report, book, now = Date.now } = options;
  const { limits, functionName } = properties;
  const origin = originOf(properties, source);
  const mapping = new Mapping(limits, retries);
  const random = seededRandom(faults.seed);
  const happens = (share: number) => share > 0 && random() < share;
  const paused = new Map<string, TopicPartition>();
  const works = new Set<Promise<void>>();
  /** Records whose last invocation ended in a function error, for the destination's document. */
  const inError = new WeakSet<EventRecord>();
  let timer: NodeJS.Timeout | undefined;
  let committing: Promise<void> | undefined;
  let stopping = false;

  function track(work: Promise<void>): void {
    works.add(work);
    void work.catch((error) => report('error', `mapping: ${error}`)).finally(() => works.delete(work));
  }

  function pump(): void {
    clearTimeout(timer);
    if (!stopping) {
      // One moment for both: what is not due yet must be woken for, even if it is due by now.
      const moment = now();
      for (const action of mapping.due(moment)) track(act(action));
      const wakeAt = mapping.wakeAt(moment);
      if (wakeAt !== undefined) timer = setTimeout(pump, Math.max(1, wakeAt - now()));
    }
    flow();
    commit();
  }

  /** Reads no further than there is use for. */
  function flow(): void {
    for (const [key, partition] of paused) {
      if (mapping.isFull(key)) continue;
      paused.delete(key);
      source.resume(partition);
    }
  }

  function commit(): void {
    committing ??= (async () => {
      for (let positions = mapping.commits(); positions.length > 0; positions = mapping.commits()) {
        try {
          await source.commit(positions);
          mapping.committed(positions);
        } catch {
          // The group rebalances, or the broker is away. Either the records come again, or this does.
          if (stopping) return;
          await sleep(COMMIT_AGAIN);
        }
      }
    })().finally(() => {
      committing = undefined;
    });
  }

  async function act(action: Action): Promise<void> {
    if (action.do === 'invoke') await invokeWith(action.batch);
    else await discard(action);
    pump();
  }

  async function invokeWith(batch: Batch): Promise<void> {
    const alone = batch.invocations > 1 && retries.event === 'records';
    book?.invoked(batch);
    const event = alone ? { records: byPartition(batch.records) } : toEvent(origin, batch.records);
    if (faults.slow > 0) await sleep(faults.slow);
    const fate = {
      duplicate: happens(faults.duplicate),
      rebalance: happens(faults.rebalance),
      crash: happens(faults.crash),
    };
    if (fate.rebalance)
      report('info', `fault: a rebalance while ${functionName} works on ${placesOf(batch)}`);
    if (fate.duplicate) report('info', `fault: ${functionName} gets ${placesOf(batch)} twice`);
    const [answer] = await Promise.all([
      invoke(functionName, event),
      fate.duplicate ? invoke(functionName, event) : undefined,
      fate.rebalance ? rebalance() : undefined,
    ]);
    if (fate.crash) {
      report('info', `fault: a crash before ${placesOf(batch)} could be committed`);
      await source.crash();
      return;
    }
    conclude(batch, answer);
  }

  /** However quickly the function answers: its answer comes when the partitions have changed hands. */
  async function rebalance(): Promise<void> {
    const work = source.rebalance();
    track(work);
    await Promise.race([work.catch(() => {}), sleep(REBALANCE_PATIENCE, undefined, { ref: false })]);
  }

  function conclude(batch: Batch, answer: Invocation): void {
    const verdict = verdictOf(answer, batch.records, properties.reportsBatchItemFailures);
    if (verdict.kind !== 'throttled') {
      for (const record of batch.records) inError[verdict.kind === 'error' ? 'add' : 'delete'](record);
    }
    if (verdict.kind === 'error') report('warn', `${functionName} failed with ${placesOf(batch)}`);
    if (verdict.kind === 'invalid')
      report(
        'warn',
        `${functionName} reported what was not in its event; the whole batch has failed: ${placesOf(batch)}`,
      );
    if (verdict.kind === 'throttled')
      report('warn', `${functionName} could not be invoked (${answer.status}); waiting`);
    book?.concluded(batch, verdict);
    mapping.concluded(batch.id, verdict, now());
  }

  async function discard({ batch, condition }: Extract<Action, { do: 'discard' }>): Promise<void> {
    const what = `${condition}: ${placesOf(batch)}`;
    try {
      await deliver?.({
        batch,
        condition,
        at: new Date(now()),
        functionError: batch.records.some((record) => inError.has(record)),
      });
      report(
        'warn',
        deliver
          ? `${what}; handed to the on-failure destination`
          : `${what}; dropped, there is no on-failure destination`,
      );
    } catch (error) {
      // As AWS does: `DestinationDeliveryFailures`, and the records are gone.
      report('error', `${what}; LOST, the on-failure destination did not take it: ${error}`);
    }
    book?.discarded(batch, condition);
    mapping.discarded(batch);
  }

  await source.start({
    assigned(partitions) {
      paused.clear();
      mapping.assigned(partitions);
      pump();
    },
    received(records) {
      const [first] = records;
      if (!first) return;
      const events = records.map(toEventRecord);
      book?.received(events);
      mapping.received(events, now());
      const key = partitionKey(first);
      if (mapping.isFull(key) && !paused.has(key)) {
        paused.set(key, first);
        source.pause(first);
      }
      pump();
    },
  });

  return {
    async stop() {
      stopping = true;
      clearTimeout(timer);
      while (works.size > 0) await Promise.allSettled(works);
      await committing;
      await source.commit(mapping.commits()).catch(() => {});
      await source.stop();
    },
  };
}
