import { recordsOf } from '../../../../lib/kafka/event';
import { kafkaEvent } from '../../../../local/event';
import { MOST, nextBatch } from '../../../../ops/redrive/invoke';

const records = (...values: string[]) => recordsOf(kafkaEvent('orders', values));

describe('one invocation takes', () => {
  it('a hundred records at most', () => {
    expect(nextBatch(records(...Array.from({ length: 250 }, () => '{}')))).toHaveLength(100);
  });

  it('no more than fits into what Lambda takes', () => {
    // Base64 makes 3 bytes of 4.
    const megabyte = 'x'.repeat(750_000);
    const queue = records(...Array.from({ length: 8 }, () => megabyte));

    const batch = nextBatch(queue) ?? [];

    expect(batch).toHaveLength(5);
    expect(Buffer.byteLength(JSON.stringify({ records: { 'orders-0': batch } }))).toBeLessThan(MOST.bytes);
  });

  it('not one that alone is too much', () => {
    expect(nextBatch(records('x'.repeat(5_000_000), '{}'))).toBeUndefined();
  });
});
