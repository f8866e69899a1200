import fc from 'fast-check';
import { type Action, type Batch, Mapping, type MappingLimits } from '../../../../local/kafka/mapping';
import { type EventRecord, partitionKey } from '../../../../local/kafka/record';
import type { RetrySettings } from '../../../../local/kafka/settings';
import { seededRandom } from '../../../../local/ses/faults';
import { eventRecord as record } from '../../../support/event-record';
import { playsOf } from '../../../support/plays';

const SEED = Number(process.env.SEED ?? 5);
const RECORDS = 24;
/** Far more than any run needs; one that gets there is stuck. */
const STEPS = 5_000;

interface Setup {
  readonly seed: number;
  readonly partitions: number;
  readonly rebalances: number;
  readonly limits: MappingLimits;
  readonly settings: RetrySettings;
}

const setups: fc.Arbitrary<Setup> = fc.record({
  seed: fc.nat(),
  partitions: fc.integer({ min: 1, max: 5 }),
  rebalances: fc.integer({ min: 0, max: 3 }),
  limits: fc.record({
    batchSize: fc.integer({ min: 1, max: 8 }),
    batchingWindow: fc.constantFrom(0, 10, 30),
    maximumRetryAttempts: fc.integer({ min: 0, max: 3 }),
    maximumRecordAge: fc.constant(-1),
    bisectBatchOnFunctionError: fc.boolean(),
    hasDestination: fc.constant(true),
    maximumConcurrency: fc.integer({ min: 1, max: 3 }),
  }),
  settings: fc.record({
    order: fc.constantFrom('in place', 'overtaken', 'pessimistic'),
    gap: fc.constantFrom(0, 20, 50),
    throttleGap: fc.constantFrom(0, 20),
    splitsCount: fc.boolean(),
    event: fc.constant('records'),
  }),
});

const nameOf = ({ partition, offset }: EventRecord) => `${partition}@${offset}`;

/** Cheaper than `expect`, in the millions. */
function must(holds: boolean, rule: string): void {
  if (!holds) throw new Error(rule);
}

/** What became of a record since the last rebalance. */
interface Fate {
  invoked: boolean;
  /** Invocations that ended in its failure, splits that used up no retry left out. */
  failures: number;
  ended: boolean;
}

/** Plays broker, function and destination at random, and holds every rule at every step. */
function play({ seed, partitions, rebalances, limits, settings }: Setup): void {
  const random = seededRandom(seed);
  const below = (count: number) => Math.floor(random() * count);
  const mapping = new Mapping(limits, settings);
  const committed = Array.from({ length: partitions }, () => 0);
  let read: number[] = [];
  let fates = new Map<string, Fate>();
  let underWay: Batch[] = [];
  let givenUp: Batch[] = [];
  let left = rebalances;
  let now = 0;

  function fateOf(one: EventRecord): Fate {
    const fate = fates.get(nameOf(one)) ?? { invoked: false, failures: 0, ended: false };
    fates.set(nameOf(one), fate);
    return fate;
  }

  function rebalance(): void {
    read = [...committed];
    fates = new Map();
    underWay = [];
    givenUp = [];
    mapping.assigned(committed.map((_, partition) => ({ topic: 't', partition })));
  }

  function receive(): void {
    const partition = below(partitions);
    const from = read[partition] ?? 0;
    if (mapping.isFull(partitionKey({ topic: 't', partition }))) return;
    const count = Math.min(RECORDS - from, 1 + below(10));
    mapping.received(
      Array.from({ length: count }, (_, index) => record(partition, from + index)),
      now,
    );
    read[partition] = from + count;
  }

  function invoked(batch: Batch): void {
    const busy = new Set(underWay.flatMap(({ records }) => records.map(partitionKey)));
    must(!batch.records.some((one) => busy.has(partitionKey(one))), 'no partition in two invocations');
    must(batch.records.length <= limits.batchSize, 'no more than the batch size');
    const mine = new Set(batch.records.map(nameOf));
    const last = new Map<number, number>();
    for (const one of batch.records) {
      const { partition, offset } = one;
      must(!fateOf(one).ended, 'nothing that has ended again');
      must(offset > (last.get(partition) ?? -1), 'order within a batch');
      last.set(partition, offset);
      for (let before = committed[partition] ?? 0; before < offset; before++) {
        const other = record(partition, before);
        const mayFollow = fateOf(other).ended || mine.has(nameOf(other));
        // Overtaken: what waits for a retry may be passed, but what was never invoked may not.
        must(
          mayFollow || (settings.order === 'overtaken' && fateOf(other).invoked),
          'order within a partition',
        );
      }
    }
    for (const one of batch.records) fateOf(one).invoked = true;
    underWay.push(batch);
    must(underWay.length <= limits.maximumConcurrency, 'no more than the concurrency');
  }

  function did(actions: readonly Action[]): void {
    for (const action of actions) {
      if (action.do === 'invoke') invoked(action.batch);
      else givenUp.push(action.batch);
    }
  }

  /** The records that failed, and with them whatever is replayed. */
  function failsIn({ records, retries }: Batch): [ReadonlySet<EventRecord>, ReadonlySet<EventRecord>] {
    const failed = new Set(records.filter(() => random() < 0.25));
    if (settings.order !== 'pessimistic' || retries === limits.maximumRetryAttempts) return [failed, failed];
    const replayed = records.filter(({ partition, offset }) =>
      [...failed].some((one) => one.partition === partition && one.offset <= offset),
    );
    return [failed, new Set(replayed)];
  }

  function answer(): void {
    const [batch] = underWay.splice(below(underWay.length), 1);
    if (!batch) return;
    const { id, records } = batch;
    const kind = (['throttled', 'error', 'invalid'] as const)[below(12)];
    if (kind === undefined) {
      const [failed, again] = failsIn(batch);
      for (const one of records) {
        if (again.has(one)) fateOf(one).failures++;
        else fateOf(one).ended = true;
      }
      mapping.concluded(id, { kind: 'answered', failed }, now);
      return;
    }
    const split = kind === 'error' && limits.bisectBatchOnFunctionError && records.length > 1;
    if (kind !== 'throttled' && (!split || settings.splitsCount))
      for (const one of records) fateOf(one).failures++;
    mapping.concluded(id, { kind }, now);
  }

  function handOver(): void {
    const batch = givenUp.shift();
    if (!batch) return;
    for (const one of batch.records) {
      // The first attempt is no retry.
      must(fateOf(one).failures === limits.maximumRetryAttempts + 1, 'every retry before it is given up');
      must(!fateOf(one).ended, 'nothing that has ended given up');
      fateOf(one).ended = true;
    }
    mapping.discarded(batch);
  }

  function commit(): void {
    const positions = mapping.commits();
    for (const { partition, offset } of positions) {
      const from = committed[partition] ?? 0;
      must(offset >= from, 'no commit goes back');
      for (let before = from; before < offset; before++)
        must(fateOf(record(partition, before)).ended, 'no commit before the end');
      committed[partition] = offset;
    }
    mapping.committed(positions);
  }

  rebalance();
  for (let step = 0; committed.some((offset) => offset < RECORDS); step++) {
    must(step < STEPS, 'nothing is stuck');
    now += below(20);
    if (random() < 0.5) receive();
    did(mapping.due(now));
    const idle = underWay.length + givenUp.length === 0;
    const waits = committed.some((offset, partition) => offset < (read[partition] ?? 0));
    must(!idle || !waits || mapping.wakeAt(now) !== undefined, 'something to wake up for');
    if (random() < 0.5) handOver();
    if (random() < 0.6) answer();
    commit();
    if (left > 0 && random() < 0.02) {
      left--;
      rebalance();
    }
  }
}

describe('whatever happens to a mapping', () => {
  it('commits nothing too early, keeps order and limits, counts retries, and comes to an end', () => {
    fc.assert(fc.property(setups, play), { seed: SEED, numRuns: playsOf(300) });
  });
});
