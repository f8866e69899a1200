import type { BookedRecord } from '../../../../local/kafka/record-book';
import { newJournal } from '../../../../local/page/journal';
import { shown } from '../../../../local/page/topics';

const RECORD: BookedRecord = {
  topic: 'order_notification',
  partition: 0,
  offset: 7,
  timestamp: 1_000,
  key: '1',
  value: '{"order_id":1}',
  state: 'ended',
  invocations: 1,
  trouble: undefined,
  condition: undefined,
};

const lineOf = (outcome: 'skipped' | 'failed', code: string, orderId = '1') => ({
  ...{ '@timestamp': '2026-11-26T12:00:00.000Z', 'log.level': 'INFO', 'ecs.version': '8', message: '' },
  ...{ 'event.action': `record_${outcome}`, 'kafka.topic': 'order_notification' },
  ...{ 'kafka.partition': 0, 'kafka.offset': 7, 'labels.outcome': outcome, 'labels.order_id': orderId },
  ...{ 'event.code': code, 'event.reason': 'because' },
});

/** What is shown of the record, once a function has told this of it. */
function shownAs(record: Partial<BookedRecord>, line?: ReturnType<typeof lineOf>) {
  const journal = newJournal();
  if (line) journal.line(line);
  const { outcome, why, orderId } = shown({ ...RECORD, ...record }, journal);
  return { outcome, why, orderId };
}

describe('how a record ended, on the page', () => {
  it.each([
    ['it has ended, and no line tells of it', {}, undefined, 'sent', undefined],
    ['a line says that it was skipped', {}, lineOf('skipped', 'opted_out'), 'skipped', 'opted_out: because'],
    ['it was sent by a later try', { invocations: 2 }, lineOf('failed', 'throttled'), 'sent', undefined],
    [
      'it is to be retried',
      { state: 'to be retried' },
      lineOf('failed', 'throttled'),
      'failed',
      'throttled: because',
    ],
    [
      'it was given up',
      { state: 'given up', condition: 'RetryAttemptsExhausted' },
      lineOf('failed', 'no_answer'),
      'failed',
      'no_answer: because; RetryAttemptsExhausted',
    ],
    [
      'the function failed',
      { state: 'to be retried', trouble: 'error' },
      undefined,
      'failed',
      'the function failed',
    ],
    ['it waits', { state: 'waiting' }, undefined, undefined, undefined],
    ['it is at work', { state: 'at work' }, lineOf('failed', 'throttled'), undefined, undefined],
  ] as const)('where %s', (_, record, line, outcome, why) => {
    expect(shownAs(record, line)).toMatchObject({ outcome, why });
  });

  it('is not that of another order, whose record of an earlier run stood at the same place', () => {
    expect(shownAs({}, lineOf('skipped', 'already_sent', 'other'))).toEqual({
      outcome: 'sent',
      why: undefined,
      orderId: '1',
    });
  });

  it('names the order that the function has read, where the message is not all there', () => {
    expect(shownAs({ value: '{"message":"xxx' }, lineOf('skipped', 'opted_out'))).toMatchObject({
      orderId: '1',
    });
  });
});

describe('the journal', () => {
  it('remembers orders, the last one last, and tells of each line', () => {
    const journal = newJournal();
    const heard: number[] = [];
    const stop = journal.onChange(() => heard.push(journal.orders.size));

    for (const orderId of ['a', 'b', 'a']) journal.line(lineOf('failed', 'throttled', orderId));
    stop();
    journal.changed();

    expect([...journal.orders.keys()]).toEqual(['b', 'a']);
    expect(heard).toEqual([1, 2, 2]);
  });
});
