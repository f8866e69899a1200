import * as fc from 'fast-check';
import type { BatchRecord } from '../../../lib/kafka/event';
import { responseOf } from '../../../lib/kafka/response';
import { fail, type Outcome, sent, skip } from '../../../lib/runtime/outcome';

const recordAt = (partitionKey: string, offset: number): BatchRecord => ({
  partitionKey,
  record: { topic: 'orders', partition: 0, offset },
});

const OUTCOMES = [
  sent('m-1'),
  skip('opted_out', 'opted out'),
  fail('throttled', 'SES: the sending rate was exceeded'),
  fail('rejected', 'SES: the message was rejected (MessageRejected)'),
  fail('message_invalid', 'status: expected "pending", found a string'),
  fail('no_answer', 'SES: no answer; the mail may have been sent'),
  fail('defect', 'a defect'),
] as const;

const batchOf = (...outcomes: readonly Outcome[]) =>
  new Map(outcomes.map((outcome, index) => [recordAt('orders-0', index), outcome]));

describe('the response to a batch', () => {
  it('reports what failed, whatever the failure, and nothing else', () => {
    expect(responseOf(batchOf(...OUTCOMES), false)).toEqual({
      batchItemFailures: [2, 3, 4, 5, 6].map((offset) => ({
        itemIdentifier: { partition: 'orders-0', offset },
      })),
    });
  });

  it('names a record by the very key it came under, not by its topic and partition', () => {
    const outcomes = new Map([[recordAt('a-b.c-1-7', 12), fail('throttled', '')]]);

    expect(responseOf(outcomes, false)).toEqual({
      batchItemFailures: [{ itemIdentifier: { partition: 'a-b.c-1-7', offset: 12 } }],
    });
  });

  it('tells two partitions with the same offsets apart', () => {
    const outcomes = new Map<BatchRecord, Outcome>([
      [recordAt('orders-0', 7), sent('m-1')],
      [recordAt('orders-1', 7), fail('throttled', '')],
    ]);

    expect(responseOf(outcomes, false).batchItemFailures).toEqual([
      { itemIdentifier: { partition: 'orders-1', offset: 7 } },
    ]);
  });

  it('is no failure at all for an empty batch', () => {
    expect(responseOf(new Map(), false)).toEqual({ batchItemFailures: [] });
  });

  it('has nothing more that Lambda would not know', () => {
    expect(Object.keys(responseOf(batchOf(...OUTCOMES), false))).toEqual(['batchItemFailures']);
  });

  it('reports each failed record once, in any batch', () => {
    const place = fc.tuple(fc.constantFrom('orders-0', 'orders-1', 'a-b-2'), fc.nat(50));
    const ended = fc.uniqueArray(fc.tuple(place, fc.constantFrom(...OUTCOMES)), {
      selector: ([[partition, offset]]) => `${partition}@${offset}`,
    });

    fc.assert(
      fc.property(ended, (all) => {
        const outcomes = new Map(all.map(([[key, offset], outcome]) => [recordAt(key, offset), outcome]));
        const failed = all.filter(([, { kind }]) => kind === 'failed').map(([found]) => found);

        const reported = responseOf(outcomes, false).batchItemFailures.map(
          ({ itemIdentifier: { partition, offset } }) => [partition, offset],
        );

        expect(reported).toEqual(failed);
      }),
    );
  });
});

describe('the response to a redrive', () => {
  it('says beside it how every record ended', () => {
    const response = responseOf(batchOf(OUTCOMES[0], OUTCOMES[1], OUTCOMES[2]), true);

    expect(response).toEqual({
      batchItemFailures: [{ itemIdentifier: { partition: 'orders-0', offset: 2 } }],
      outcomes: [
        { partition: 'orders-0', offset: 0, kind: 'sent', code: 'sent', messageId: 'm-1' },
        { partition: 'orders-0', offset: 1, kind: 'skipped', code: 'opted_out', reason: 'opted out' },
        {
          partition: 'orders-0',
          offset: 2,
          kind: 'failed',
          failure: 'transient',
          code: 'throttled',
          reason: 'SES: the sending rate was exceeded',
        },
      ],
    });
  });

  it('says so of an empty batch too, so that a redrive knows it was understood', () => {
    expect(responseOf(new Map(), true)).toEqual({ batchItemFailures: [], outcomes: [] });
  });
});
