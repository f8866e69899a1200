import type { Batch } from '../../../../local/kafka/mapping';
import type { EventRecord } from '../../../../local/kafka/record';
import { recordBook } from '../../../../local/kafka/record-book';

const recordAt = (offset: number, value = '{"order_id":1}'): EventRecord => ({
  topic: 'orders',
  partition: 0,
  offset,
  timestamp: 1_000,
  timestampType: 'CREATE_TIME',
  key: Buffer.from('1').toString('base64'),
  value: Buffer.from(value).toString('base64'),
  headers: [],
});

const batchOf = (records: readonly EventRecord[], invocations = 1): Batch => ({
  ...{ id: 1, origin: 1, records, first: records, retries: 0, notBefore: 0 },
  invocations,
});

/** A book that knows of these records. */
function bookOf(...records: readonly EventRecord[]) {
  const book = recordBook();
  book.received(records);
  return book;
}

describe('the records as the page lists them', () => {
  it('wait at first, with what is in them; the one that came last comes first', () => {
    const [last, first] = bookOf(recordAt(0), recordAt(1)).list();

    expect(last).toMatchObject({ offset: 1, state: 'waiting', invocations: 0, key: '1' });
    expect(first).toMatchObject({ offset: 0, value: '{"order_id":1}' });
  });

  it('end, or come again, as the function answers', () => {
    const [good, bad] = [recordAt(0), recordAt(1)];
    const book = bookOf(good, bad);

    book.invoked(batchOf([good, bad]));
    expect(book.list().map(({ state }) => state)).toEqual(['at work', 'at work']);

    book.concluded(batchOf([good, bad]), { kind: 'answered', failed: new Set([bad]) });
    expect(book.list().map(({ state }) => state)).toEqual(['to be retried', 'ended']);
  });

  it.each(['error', 'invalid'] as const)(
    'come again after an answer that is an %s, which is told',
    (kind) => {
      const record = recordAt(0);
      const book = bookOf(record);

      book.concluded(batchOf([record]), { kind });

      expect(book.list()).toMatchObject([{ state: 'to be retried', trouble: kind }]);
    },
  );

  it('wait while their function is throttled', () => {
    const record = recordAt(0);
    const book = bookOf(record);

    book.invoked(batchOf([record]));
    book.concluded(batchOf([record]), { kind: 'throttled' });

    expect(book.list()).toMatchObject([{ state: 'waiting' }]);
  });

  it('are given up with the reason and the number of tries', () => {
    const record = recordAt(0);
    const book = bookOf(record);

    book.invoked(batchOf([record], 6));
    book.discarded(batchOf([record], 6), 'RetryAttemptsExhausted');

    expect(book.list()).toMatchObject([
      { state: 'given up', invocations: 6, condition: 'RetryAttemptsExhausted' },
    ]);
  });

  it('are a thousand at most, with the beginning of what is in them', () => {
    const book = bookOf(
      ...Array.from({ length: 1_200 }, (_, offset) => recordAt(offset, 'x'.repeat(10_000))),
    );

    const all = book.list();

    expect(all).toHaveLength(1_000);
    expect(all[0]).toMatchObject({ offset: 1_199, value: 'x'.repeat(3_000) });
  });

  it('are no others after a rebalance, and may be tombstones', () => {
    const { value: _, key: __, ...tombstone } = recordAt(0);
    const book = bookOf(tombstone, tombstone);

    expect(book.list()).toMatchObject([{ key: null, value: null }]);
  });
});
