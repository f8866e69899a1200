import { type Action, Mapping, type MappingLimits } from '../../../../local/kafka/mapping';
import { MAXIMUM_PAYLOAD } from '../../../../local/kafka/next-batch';
import { RETRIES, type RetrySettings } from '../../../../local/kafka/settings';
import { eventRecord as record } from '../../../support/event-record';

const LIMITS: MappingLimits = {
  batchSize: 4,
  batchingWindow: 0,
  maximumRetryAttempts: 2,
  maximumRecordAge: -1,
  bisectBatchOnFunctionError: true,
  hasDestination: true,
  maximumConcurrency: 5,
};
const IN_PLACE: RetrySettings = { ...RETRIES, order: 'in place', gap: 10, throttleGap: 10 };
const P0 = { topic: 't', partition: 0 };
const P1 = { topic: 't', partition: 1 };

function mappingOf(limits: Partial<MappingLimits> = {}, settings: Partial<RetrySettings> = {}) {
  const mapping = new Mapping({ ...LIMITS, ...limits }, { ...IN_PLACE, ...settings });
  mapping.assigned([P0, P1]);
  return mapping;
}

const places = (actions: readonly Action[]) =>
  actions.map(({ batch }) =>
    batch.records.map(({ partition, offset }) => `${partition}@${offset}`).join(' '),
  );

const idOf = (actions: readonly Action[], place: string) => {
  const found = actions.find((action) => places([action])[0] === place);
  if (!found) throw new Error(`${place} is not among ${places(actions)}`);
  return found.batch.id;
};

describe('a partition', () => {
  it('waits for what failed in it, whatever other partitions are retried meanwhile', () => {
    const mapping = mappingOf();
    mapping.received(
      [0, 1, 2, 3].map((offset) => record(0, offset)),
      0,
    );
    const first = mapping.due(0);
    mapping.received([record(1, 0)], 0);
    const other = mapping.due(0);
    mapping.concluded(idOf(first, '0@0 0@1 0@2 0@3'), { kind: 'error' }, 0);
    mapping.concluded(idOf(other, '1@0'), { kind: 'error' }, 5);

    const again = mapping.due(10);
    expect(places(again)).toEqual(['0@0 0@1']);
    mapping.concluded(
      idOf(again, '0@0 0@1'),
      { kind: 'answered', failed: new Set(again[0]?.batch.records) },
      10,
    );

    expect(places(mapping.due(10))).toEqual([]);
    expect(places(mapping.due(20))).toEqual(['0@0 0@1', '1@0']);
  });
});

describe('what is given up', () => {
  /** A batch of one has failed for good; another record waits behind it. */
  function givenUp(order: RetrySettings['order']) {
    const mapping = mappingOf({ batchSize: 1, maximumRetryAttempts: 0 }, { order });
    mapping.received([record(0, 0), record(0, 1)], 0);
    const [first] = mapping.due(0);
    if (!first) throw new Error('nothing is due');
    mapping.concluded(first.batch.id, { kind: 'answered', failed: new Set(first.batch.records) }, 0);
    return { mapping, actions: mapping.due(0) };
  }

  it.each(['in place', 'pessimistic'] as const)(
    'keeps its partition until it is handed over: %s',
    (order) => {
      const { mapping, actions } = givenUp(order);
      expect(actions).toMatchObject([{ do: 'discard' }]);
      expect(mapping.due(0)).toEqual([]);

      if (actions[0]) mapping.discarded(actions[0].batch);

      expect(places(mapping.due(0))).toEqual(['0@1']);
    },
  );

  it('does not where it may be overtaken', () => {
    expect(places(givenUp('overtaken').actions)).toEqual(['0@1', '0@0']);
  });

  it('keeps its partition when it is too large, too', () => {
    const mapping = mappingOf();
    mapping.received([{ ...record(0, 0), value: 'x'.repeat(MAXIMUM_PAYLOAD) }, record(0, 1)], 0);

    const actions = mapping.due(0);

    expect(actions).toMatchObject([{ do: 'discard', condition: 'MaximumPayloadSizeExceeded' }]);
    if (actions[0]) mapping.discarded(actions[0].batch);
    expect(places(mapping.due(0))).toEqual(['0@1']);
  });
});

describe('a batch', () => {
  it('is collected until it is full or the batching window of its first record is over', () => {
    const mapping = mappingOf({ batchSize: 2, batchingWindow: 100 });
    mapping.received([record(0, 0)], 0);

    expect(mapping.due(99)).toEqual([]);
    expect(mapping.wakeAt(99)).toBe(100);
    expect(places(mapping.due(100))).toEqual(['0@0']);

    mapping.received([record(1, 0), record(1, 1), record(1, 2)], 100);
    expect(places(mapping.due(100))).toEqual(['1@0 1@1']);
  });

  it('leaves its partitions to no other batch that is due at the same time', () => {
    const mapping = mappingOf({ batchSize: 2 });
    mapping.received(
      [0, 1, 2, 3].map((offset) => record(0, offset)),
      0,
    );

    expect(places(mapping.due(0))).toEqual(['0@0 0@1']);
  });

  it('that is to be replayed has not ended behind the record that failed (pessimistic)', () => {
    const mapping = mappingOf({}, { order: 'pessimistic' });
    const records = [0, 1, 2].map((offset) => record(0, offset));
    mapping.received(records, 0);
    const [first] = mapping.due(0);
    mapping.concluded(first?.batch.id ?? 0, { kind: 'answered', failed: new Set(records.slice(1, 2)) }, 0);
    expect(mapping.commits()).toEqual([{ ...P0, offset: 1 }]);

    const [again] = mapping.due(10);
    mapping.concluded(again?.batch.id ?? 0, { kind: 'answered', failed: new Set(records.slice(2)) }, 10);

    expect(mapping.commits()).toEqual([{ ...P0, offset: 2 }]);
  });
});

describe('what is read ahead', () => {
  const key = 't-0';

  it('is ten batches of a partition, until some of it has ended', () => {
    const mapping = mappingOf({ batchSize: 1 });
    mapping.received(
      Array.from({ length: 9 }, (_, offset) => record(0, offset)),
      0,
    );
    expect(mapping.isFull(key)).toBe(false);
    mapping.received([record(0, 9)], 0);
    expect(mapping.isFull(key)).toBe(true);
    expect(mapping.isFull('t-1')).toBe(false);

    const [action] = mapping.due(0);
    mapping.concluded(action?.batch.id ?? 0, { kind: 'answered', failed: new Set() }, 0);

    expect(mapping.isFull(key)).toBe(false);
  });

  it('is ten payloads at most, however few records that are', () => {
    const mapping = mappingOf({ batchSize: 1_000 });
    const large = (offset: number) => ({ ...record(0, offset), value: 'x'.repeat(MAXIMUM_PAYLOAD / 2) });
    for (let offset = 0; offset < 19; offset++) mapping.received([large(offset)], 0);
    expect(mapping.isFull(key)).toBe(false);
    mapping.received([large(19)], 0);
    expect(mapping.isFull(key)).toBe(true);

    const [action] = mapping.due(0);
    mapping.concluded(action?.batch.id ?? 0, { kind: 'answered', failed: new Set() }, 0);

    expect(mapping.isFull(key)).toBe(false);
  });
});

describe('the next batch', () => {
  it('begins with the partition that has waited longest', () => {
    const mapping = mappingOf({ batchSize: 1 });
    mapping.received([record(1, 0)], 5);
    mapping.received([record(0, 0)], 6);

    expect(places(mapping.due(6))).toEqual(['1@0', '0@0']);
  });
});

describe('a throttled function', () => {
  it('was not invoked, and is not asked again before its gap is over', () => {
    const mapping = mappingOf();
    mapping.received([record(0, 0)], 0);
    const [action] = mapping.due(0);
    mapping.concluded(action?.batch.id ?? 0, { kind: 'throttled' }, 0);

    expect(mapping.due(9)).toEqual([]);
    expect(mapping.due(10)[0]?.batch).toMatchObject({ invocations: 1, retries: 0 });
  });
});

describe('a rebalance', () => {
  it('forgets what was being given up: the records are received again', () => {
    const mapping = mappingOf({ maximumRecordAge: 5 });
    mapping.received([{ ...record(0, 0), timestamp: 1 }], 100);
    const [given] = mapping.due(100);
    mapping.assigned([P0, P1]);
    mapping.received([record(0, 0)], 100);

    if (given) mapping.discarded(given.batch);

    expect(given?.do).toBe('discard');
    expect(mapping.commits()).toEqual([{ ...P0, offset: 0 }]);
  });

  it('does not count an answer from before it', () => {
    const mapping = mappingOf();
    mapping.received([record(0, 0)], 0);
    const [action] = mapping.due(0);
    mapping.assigned([P0, P1]);

    expect(() => mapping.concluded(action?.batch.id ?? 0, { kind: 'error' }, 0)).not.toThrow();
    expect(mapping.underWay).toBe(0);
  });
});

describe('a record', () => {
  it('that is received twice is invoked once', () => {
    const mapping = mappingOf();
    mapping.received([record(0, 0)], 0);
    mapping.received([record(0, 0), record(0, 1)], 0);

    expect(places(mapping.due(0))).toEqual(['0@0 0@1']);
  });

  it('that is too old is given up at a later try as well', () => {
    const mapping = mappingOf({ maximumRecordAge: 50 });
    mapping.received([{ ...record(0, 0), timestamp: 1 }], 1);
    const [action] = mapping.due(1);
    mapping.concluded(action?.batch.id ?? 0, { kind: 'error' }, 45);

    expect(mapping.due(55)).toMatchObject([{ do: 'discard', condition: 'RecordAgeExceeded' }]);
  });
});
