import { MAXIMUM_PAYLOAD, nextBatch, type Waiting } from './next-batch';
import { type EventRecord, partitionKey } from './record';
import { byPlace, byTime, replayed, retryLimit } from './retries';
import type { RetrySettings } from './settings';

/** What the mapping's state needs to know of its configuration. */
export interface MappingLimits {
  /** Most records of an invocation. */
  readonly batchSize: number;
  /** How long records are collected, in milliseconds. */
  readonly batchingWindow: number;
  /** -1 is for ever. */
  readonly maximumRetryAttempts: number;
  /** Milliseconds; -1 is any. */
  readonly maximumRecordAge: number;
  readonly bisectBatchOnFunctionError: boolean;
  readonly hasDestination: boolean;
  /** Most invocations under way at once. */
  readonly maximumConcurrency: number;
}

/** Records that are invoked, retried or given up together. */
export interface Batch {
  readonly id: number;
  /** The id of the batch that its records were first invoked in. */
  readonly origin: number;
  readonly records: readonly EventRecord[];
  /** What its records were first invoked with. */
  readonly first: readonly EventRecord[];
  /** Retries that are used up. */
  readonly retries: number;
  /** How often a function was invoked with these records. */
  readonly invocations: number;
  /** Not to be invoked earlier, in milliseconds since the epoch. */
  readonly notBefore: number;
}

/** Why records are given up; as `kafka-on-failure` has them, and the age as the Kinesis and DynamoDB mappings do. */
export type Condition = 'RetryAttemptsExhausted' | 'RecordAgeExceeded' | 'MaximumPayloadSizeExceeded';

export type Action =
  | { readonly do: 'invoke'; readonly batch: Batch }
  | { readonly do: 'discard'; readonly batch: Batch; readonly condition: Condition };

/** What an invocation means for its batch; see `verdict.ts`. */
export type Verdict =
  /** Every record has ended but those that are reported. */
  | { readonly kind: 'answered'; readonly failed: ReadonlySet<EventRecord> }
  /** A function error or a time-out: the whole batch has failed. */
  | { readonly kind: 'error' }
  /** The response names a record that was not in the event: the whole batch has failed. */
  | { readonly kind: 'invalid' }
  /** The function was not invoked at all: the batch waits, which is no retry. */
  | { readonly kind: 'throttled' };

export interface Position {
  readonly topic: string;
  readonly partition: number;
  /** The next offset to be read. */
  readonly offset: number;
}

interface Partition {
  readonly topic: string;
  readonly partition: number;
  /** Received, and not yet invoked. */
  fresh: Waiting[];
  /** Offsets of those received and not yet ended, lowest first, and their bytes. */
  readonly open: Map<number, number>;
  openBytes: number;
  /** One beyond the last record received; undefined before the first. */
  next: number | undefined;
  committed: number | undefined;
}

/** Of one partition, in batches; what is beyond stays in the topic until there is room. */
const BACKLOG = 10;

const bytesOf = (record: EventRecord): number => Buffer.byteLength(JSON.stringify(record)) + 1;

/**
 * The state of one event source mapping, between two rebalances: which records wait, are under way, are to be
 * retried or have ended, and what may be committed. It does nothing by itself: `poller.ts` asks it what is to be
 * done and tells it what came of it. Rules and the AWS page behind each: docs/local-kafka.md.
 */
export class Mapping {
  readonly #limits: MappingLimits;
  readonly #settings: RetrySettings;
  #partitions = new Map<string, Partition>();
  #retries: Batch[] = [];
  #discards: Array<{ readonly batch: Batch; readonly condition: Condition }> = [];
  /** Given to the destination, whose answer is not here yet. */
  #handedOut = new Set<Batch>();
  #underWay = new Map<number, Batch>();
  #lastId = 0;

  constructor(limits: MappingLimits, settings: RetrySettings) {
    this.#limits = limits;
    this.#settings = settings;
  }

  /** A rebalance: whatever was not committed will be received again, so all else is forgotten. */
  assigned(partitions: ReadonlyArray<{ readonly topic: string; readonly partition: number }>): void {
    this.#partitions = new Map(
      partitions.map(({ topic, partition }) => [
        partitionKey({ topic, partition }),
        { topic, partition, fresh: [], open: new Map(), openBytes: 0, next: undefined, committed: undefined },
      ]),
    );
    this.#retries = [];
    this.#discards = [];
    this.#handedOut = new Set();
    this.#underWay = new Map();
  }

  /** Records of assigned partitions, in offset order. */
  received(records: readonly EventRecord[], now: number): void {
    for (const record of records) {
      const partition = this.#partitions.get(partitionKey(record));
      if (!partition || record.offset < (partition.next ?? 0)) continue;
      partition.next = record.offset + 1;
      const bytes = bytesOf(record);
      partition.open.set(record.offset, bytes);
      partition.openBytes += bytes;
      partition.fresh.push({ record, bytes, since: now });
    }
  }

  /** Everything that is to be done now. What is handed out counts as under way until it is concluded or discarded. */
  due(now: number): Action[] {
    const actions: Action[] = [];
    const overtaken = this.#settings.order === 'overtaken';
    const blocked = this.#busyPartitions();
    this.#retries.sort(overtaken ? byTime : byPlace);
    for (const retry of [...this.#retries]) {
      const keys = [...keysOf(retry)];
      const free = retry.notBefore <= now && this.#hasRoom() && keys.every((key) => !blocked.has(key));
      // One that is due keeps its partitions from being taken again before it had its turn.
      if (retry.notBefore <= now || !overtaken) for (const key of keys) blocked.add(key);
      if (!free) continue;
      this.#retries.splice(this.#retries.indexOf(retry), 1);
      this.#start(retry, now, actions);
    }
    this.#refuseTooLarge(now, blocked);
    while (this.#hasRoom()) {
      const records = nextBatch(this.#free(blocked), this.#limits, now).flatMap(({ queue, count }) =>
        queue.fresh.splice(0, count).map(({ record }) => record),
      );
      if (records.length === 0) break;
      const batch = this.#batch({ records, first: records, retries: 0, invocations: 0, notBefore: now });
      for (const key of keysOf(batch)) blocked.add(key);
      this.#start(batch, now, actions);
    }
    for (const { batch, condition } of this.#discards.splice(0)) {
      this.#handedOut.add(batch);
      actions.push({ do: 'discard', batch, condition });
    }
    return actions;
  }

  /** What came of an invocation. One that began before the last rebalance is of no interest any more. */
  concluded(id: number, verdict: Verdict, now: number): void {
    const batch = this.#underWay.get(id);
    if (!batch) return;
    this.#underWay.delete(id);
    switch (verdict.kind) {
      case 'throttled':
        this.#retries.push({
          ...batch,
          invocations: batch.invocations - 1,
          notBefore: now + this.#settings.throttleGap,
        });
        return;
      case 'answered':
        this.#settle(batch, verdict.failed, now);
        return;
      case 'invalid':
        this.#settle(batch, new Set(batch.records), now);
        return;
      case 'error':
        if (this.#limits.bisectBatchOnFunctionError && batch.records.length > 1) this.#split(batch, now);
        else this.#settle(batch, new Set(batch.records), now);
    }
  }

  /**
   * A batch was handed to the destination, or dropped where there is none. One from before the last rebalance is of
   * no interest any more: its records were received again.
   */
  discarded(batch: Batch): void {
    if (this.#handedOut.delete(batch)) this.#end(batch.records);
  }

  /** Offsets that may be committed and are not: every record before them has ended. */
  commits(): Position[] {
    const positions: Position[] = [];
    for (const { topic, partition, open, next, committed } of this.#partitions.values()) {
      if (next === undefined) continue;
      const [lowest = next] = open.keys();
      if (lowest !== committed) positions.push({ topic, partition, offset: lowest });
    }
    return positions;
  }

  committed(positions: readonly Position[]): void {
    for (const position of positions) {
      const partition = this.#partitions.get(partitionKey(position));
      if (partition) partition.committed = position.offset;
    }
  }

  /** When `due` might have more to say without anything else happening; milliseconds since the epoch. */
  wakeAt(now: number): number | undefined {
    const moments = this.#retries.map(({ notBefore }) => notBefore);
    for (const { fresh } of this.#partitions.values()) {
      if (fresh[0]) moments.push(fresh[0].since + this.#limits.batchingWindow);
    }
    const future = moments.filter((moment) => moment > now);
    return future.length > 0 ? Math.min(...future) : undefined;
  }

  /** Whether enough of a partition is here; by count and by bytes, so that large records do not fill the memory. */
  isFull(key: string): boolean {
    const partition = this.#partitions.get(key);
    return (
      partition !== undefined &&
      (partition.open.size >= BACKLOG * this.#limits.batchSize ||
        partition.openBytes >= BACKLOG * MAXIMUM_PAYLOAD)
    );
  }

  get underWay(): number {
    return this.#underWay.size;
  }

  #hasRoom(): boolean {
    return this.#underWay.size < this.#limits.maximumConcurrency;
  }

  /** What is given up has not ended before it is handed over, and is overtaken only where that is the order. */
  #busyPartitions(): Set<string> {
    const busy = [...this.#underWay.values()];
    if (this.#settings.order !== 'overtaken')
      busy.push(...this.#handedOut, ...this.#discards.map(({ batch }) => batch));
    return new Set(busy.flatMap((batch) => [...keysOf(batch)]));
  }

  #batch(batch: Omit<Batch, 'id' | 'origin'> & { readonly origin?: number }): Batch {
    const id = ++this.#lastId;
    return { origin: id, ...batch, id };
  }

  /** Too old is too old whether a record is to be invoked for the first time or again. */
  #start(batch: Batch, now: number, actions: Action[]): void {
    const { maximumRecordAge } = this.#limits;
    const isTooOld = ({ timestamp }: EventRecord) =>
      maximumRecordAge >= 0 && timestamp >= 0 && now - timestamp > maximumRecordAge;
    const tooOld = batch.records.filter(isTooOld);
    if (tooOld.length > 0) {
      this.#discards.push({ batch: { ...batch, records: tooOld }, condition: 'RecordAgeExceeded' });
    }
    const records = batch.records.filter((record) => !isTooOld(record));
    if (records.length === 0) return;
    const started = { ...batch, records, invocations: batch.invocations + 1 };
    this.#underWay.set(batch.id, started);
    actions.push({ do: 'invoke', batch: started });
  }

  #free(blocked: ReadonlySet<string>): Partition[] {
    return [...this.#partitions.values()].filter(
      (partition) => partition.fresh.length > 0 && !blocked.has(partitionKey(partition)),
    );
  }

  /** Records that fit into no invocation, once they are the first of their partition. */
  #refuseTooLarge(now: number, blocked: Set<string>): void {
    const isTooLarge = ({ fresh: [first] }: Partition) =>
      first !== undefined && first.bytes > MAXIMUM_PAYLOAD;
    for (;;) {
      const partition = this.#free(blocked).find(isTooLarge);
      const records = partition?.fresh.splice(0, 1).map(({ record }) => record);
      if (!partition || !records) return;
      const batch = this.#batch({ records, first: [], retries: 0, invocations: 0, notBefore: now });
      this.#discards.push({ batch, condition: 'MaximumPayloadSizeExceeded' });
      if (this.#settings.order !== 'overtaken') blocked.add(partitionKey(partition));
    }
  }

  /** What has failed is retried or, its retries being used up, given up; all else has ended. */
  #settle(batch: Batch, failed: ReadonlySet<EventRecord>, now: number): void {
    const isFailed = (record: EventRecord) => failed.has(record);
    const exhausted = batch.retries >= retryLimit(this.#limits);
    const comesAgain = exhausted ? isFailed : replayed(failed, this.#settings.order);
    this.#end(batch.records.filter((record) => !comesAgain(record)));
    if (failed.size === 0) return;
    if (exhausted) {
      const records = batch.records.filter(isFailed);
      this.#discards.push({ batch: { ...batch, records }, condition: 'RetryAttemptsExhausted' });
      return;
    }
    const records = batch.records.filter(comesAgain);
    this.#retries.push(
      this.#batch({ ...batch, records, retries: batch.retries + 1, notBefore: now + this.#settings.gap }),
    );
  }

  #split(batch: Batch, now: number): void {
    const retries = batch.retries + (this.#settings.splitsCount ? 1 : 0);
    if (retries > retryLimit(this.#limits)) {
      this.#discards.push({ batch, condition: 'RetryAttemptsExhausted' });
      return;
    }
    const middle = Math.ceil(batch.records.length / 2);
    for (const records of [batch.records.slice(0, middle), batch.records.slice(middle)]) {
      this.#retries.push(this.#batch({ ...batch, records, retries, notBefore: now + this.#settings.gap }));
    }
  }

  #end(records: readonly EventRecord[]): void {
    for (const record of records) {
      const partition = this.#partitions.get(partitionKey(record));
      if (!partition) continue;
      partition.openBytes -= partition.open.get(record.offset) ?? 0;
      partition.open.delete(record.offset);
    }
  }
}

const keysOf = ({ records }: Batch): Set<string> => new Set(records.map(partitionKey));
