import * as fc from 'fast-check';
import {
  CODES,
  type FailureCode,
  fail,
  type Outcome,
  type ReasonCode,
  type SkipCode,
  sent,
  skip,
} from '../../../lib/runtime/outcome';
import { type About, type BatchTelemetry, batchTelemetry, quantiles } from '../../../lib/runtime/telemetry';
import { problemsOf } from '../../support/ecs';

const NOW = Date.UTC(2026, 10, 24, 12);
const position = { topic: 'orders', partition: 3, offset: 42 };
const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const about: About = { position, orderId: '123' };

/** What every line of the batch begins with. */
const COMMON = {
  '@timestamp': '2026-11-24T12:00:00.000Z',
  'ecs.version': '8.11.0',
  timestamp: '2026-11-24T12:00:00.000Z',
  'service.name': 'shop',
  'service.environment': 'test',
  'event.dataset': 'shop.log',
  'faas.name': 'shop-test-orderNotification',
  'faas.execution': 'request-1',
};

function recording(namespace = 'shop/test') {
  const lines: string[] = [];
  // Neither has anything to do with the other: the clock of durations begins anywhere.
  let monotonic = 77_000;
  const telemetry = batchTelemetry(
    {
      topic: 'order_notification',
      requestId: 'request-1',
      namespace,
      functionName: 'shop-test-orderNotification',
      clock: { now: () => monotonic, wall: () => NOW },
    },
    (line) => void lines.push(line),
  );
  return {
    telemetry,
    lines,
    logged: () => lines.map((line) => JSON.parse(line)),
    pass: (ms: number) => {
      monotonic += ms;
    },
  };
}

describe('the line of a record', () => {
  it('is not written for a mail that was sent', () => {
    const { telemetry, lines } = recording();

    telemetry.ended(about, sent('m-1'));

    expect(lines).toEqual([]);
  });

  it('says which record was skipped and why', () => {
    const { telemetry, logged, pass } = recording();
    pass(5);

    telemetry.ended(about, skip('opted_out', 'opted out'));

    expect(logged()).toEqual([
      {
        ...COMMON,
        'log.level': 'INFO',
        level: 'INFO',
        message: 'record skipped: opted out',
        'event.action': 'record_skipped',
        'event.outcome': 'success',
        'event.code': 'opted_out',
        'event.reason': 'opted out',
        'event.duration': 5_000_000,
        'kafka.topic': 'orders',
        'kafka.partition': 3,
        'kafka.offset': 42,
        'labels.order_id': '123',
        'labels.outcome': 'skipped',
      },
    ]);
  });

  it('warns of a record that failed, with its kind and its trace', () => {
    const { telemetry, logged } = recording();

    telemetry.ended({ ...about, traceId }, fail('throttled', 'SES: busy'));

    expect(logged()).toMatchObject([
      {
        'log.level': 'WARN',
        level: 'WARN',
        message: 'record failed: SES: busy',
        'event.action': 'record_failed',
        'event.outcome': 'failure',
        'event.code': 'throttled',
        'event.reason': 'SES: busy',
        'labels.outcome': 'failed',
        'labels.failure': 'transient',
        'trace.id': traceId,
      },
    ]);
  });

  it('has its duration in nanoseconds, whole ones', () => {
    const { telemetry, logged, pass } = recording();
    pass(1.234_567_8);

    telemetry.ended(about, fail('throttled', 'SES: busy'));

    expect(logged()).toMatchObject([{ 'event.duration': 1_234_568 }]);
  });

  it('is one line, whatever is in it', () => {
    const { telemetry, lines } = recording();

    telemetry.ended({ position, orderId: '1\n2' }, fail('message_invalid', 'a\nb\u2028c'));

    expect(lines.join('')).not.toContain('\n');
  });

  it('has no environment where the namespace names no stage', () => {
    const { telemetry, logged } = recording('notification-service');

    telemetry.ended(about, skip('opted_out', 'opted out'));

    expect(logged()).toMatchObject([
      { 'service.name': 'notification-service', 'event.dataset': 'notification_service.log' },
    ]);
    expect(logged()[0]).not.toHaveProperty(['service.environment']);
  });
});

describe('an error', () => {
  const message = 'notification log: DynamoDB failed (TimeoutError)';

  it('names its record', () => {
    const { telemetry, logged } = recording();

    telemetry.error(message, { position, orderId: '123', traceId });

    expect(logged()).toEqual([
      {
        ...COMMON,
        'log.level': 'ERROR',
        level: 'ERROR',
        message,
        'event.action': 'error',
        'kafka.topic': 'orders',
        'kafka.partition': 3,
        'kafka.offset': 42,
        'labels.order_id': '123',
        'trace.id': traceId,
      },
    ]);
  });

  it('names no order where none is known', () => {
    const { telemetry, logged } = recording();

    telemetry.error(message, { position });

    expect(logged()).toMatchObject([{ 'kafka.offset': 42 }]);
    expect(logged()[0]).not.toHaveProperty(['labels.order_id']);
  });
});

describe('a send that could not be recorded', () => {
  it('is an error that names its record, its order and its mail', () => {
    const { telemetry, logged } = recording();

    telemetry.unrecorded('m-1', { ...about, traceId });

    expect(logged()).toEqual([
      {
        ...COMMON,
        'log.level': 'ERROR',
        level: 'ERROR',
        message: 'sent, but could not be recorded as sent',
        'event.action': 'sent_unrecorded',
        'kafka.topic': 'orders',
        'kafka.partition': 3,
        'kafka.offset': 42,
        'labels.order_id': '123',
        'labels.message_id': 'm-1',
        'trace.id': traceId,
      },
    ]);
  });

  it('is counted beside its record, which was sent', () => {
    const { telemetry, logged } = recording();

    telemetry.unrecorded('m-1', about);
    telemetry.ended(about, sent('m-1'));
    telemetry.finish();

    expect(logged().at(-1)).toMatchObject({ Records: 1, Sent: 1, SentUnrecorded: 1, SentAgain: 0 });
  });
});

describe('a mail that may be the second one', () => {
  it('names its record, its order and how many sends came before, and is no error', () => {
    const { telemetry, logged } = recording();

    telemetry.sentAgain(1, { ...about, traceId });

    expect(logged()).toEqual([
      {
        ...COMMON,
        'log.level': 'INFO',
        level: 'INFO',
        message: 'sent again: an earlier send may have been made',
        'event.action': 'sent_again',
        'kafka.topic': 'orders',
        'kafka.partition': 3,
        'kafka.offset': 42,
        'labels.order_id': '123',
        'labels.earlier_sends': '1',
        'trace.id': traceId,
      },
    ]);
  });

  it('is counted beside its record, which was sent', () => {
    const { telemetry, logged } = recording();

    telemetry.sentAgain(1, about);
    telemetry.ended(about, sent('m-2'));
    telemetry.finish();

    expect(logged().at(-1)).toMatchObject({ Records: 1, Sent: 1, SentUnrecorded: 0, SentAgain: 1 });
  });
});

describe('a field that was left out', () => {
  const problem = (field: string) => ({ field, reason: `${field}: expected a string, found a number` });

  it('is warned of, with its record, its order and its name', () => {
    const { telemetry, logged } = recording();

    telemetry.fields({ ...about, traceId }, [problem('carrier')], []);

    expect(logged()).toEqual([
      {
        ...COMMON,
        'log.level': 'WARN',
        level: 'WARN',
        message: 'field left out: carrier: expected a string, found a number',
        'event.action': 'field_ignored',
        'event.reason': 'carrier: expected a string, found a number',
        'kafka.topic': 'orders',
        'kafka.partition': 3,
        'kafka.offset': 42,
        'labels.order_id': '123',
        'labels.field': 'carrier',
        'trace.id': traceId,
      },
    ]);
  });

  it('has ten lines per batch, and one that says how many more there are', () => {
    const { telemetry, logged } = recording();

    for (let times = 0; times < 13; times++) telemetry.fields(about, [problem('carrier')], []);
    for (let times = 0; times < 10; times++) telemetry.fields(about, [problem('name')], []);
    telemetry.finish();

    const actions = logged().map((line) => [line['event.action'], line['labels.field']].join(' '));
    expect(actions.filter((action) => action === 'field_ignored carrier')).toHaveLength(10);
    expect(actions.filter((action) => action === 'field_ignored name')).toHaveLength(10);
    expect(logged().at(-2)).toEqual({
      ...COMMON,
      'log.level': 'WARN',
      level: 'WARN',
      message: 'field left out of 3 more records: carrier',
      'event.action': 'field_ignored_more',
      'labels.field': 'carrier',
      'labels.more_records': '3',
    });
    expect(actions).toHaveLength(22);
  });

  it('in one record more often than there are lines, is one more record, and counted each time', () => {
    const { telemetry, logged } = recording();

    telemetry.fields(about, Array(40).fill(problem('items')), []);
    telemetry.finish();

    expect(logged()).toHaveLength(12);
    expect(logged().slice(-2)).toMatchObject([{ 'labels.more_records': '1' }, { FieldsIgnored: 40 }]);
  });

  it('is counted, as is one that was normalised', () => {
    const { telemetry, logged } = recording();

    for (let times = 0; times < 12; times++)
      telemetry.fields(about, [problem('carrier')], ['name', 'status']);
    telemetry.finish();

    expect(logged().at(-1)).toMatchObject({ FieldsIgnored: 12, FieldsNormalised: 24 });
  });

  it('is nothing to tell where all could be read', () => {
    const { telemetry, lines } = recording();

    telemetry.fields(about, [], []);

    expect(lines).toEqual([]);
  });
});

describe('a defect', () => {
  const secret = 'ada@shop.example';
  const defect = new TypeError(`Cannot read ${secret}\n    at ${secret} (somewhere:1:1)`);

  it('names its record, the kind of error and where it happened', () => {
    const { telemetry, logged } = recording();

    telemetry.defect(defect, { ...about, traceId });

    expect(logged()).toEqual([
      {
        ...COMMON,
        'log.level': 'ERROR',
        level: 'ERROR',
        message: 'defect: TypeError',
        'event.action': 'defect',
        'kafka.topic': 'orders',
        'kafka.partition': 3,
        'kafka.offset': 42,
        'labels.order_id': '123',
        'trace.id': traceId,
        'error.type': 'TypeError',
        'error.stack_trace': expect.stringMatching(/^at .*telemetry\.test\.ts:\d+:\d+/),
      },
    ]);
  });

  it('never says what the error says, which may quote a customer', () => {
    const { telemetry, lines } = recording();

    telemetry.defect(defect, about);
    telemetry.defect(secret, about);
    telemetry.defect(Object.assign(new Error(secret), { name: secret }), about);

    expect(lines).toHaveLength(3);
    expect(lines.join('')).not.toContain(secret);
  });

  it('is logged also where it is no error at all', () => {
    const { telemetry, logged } = recording();

    telemetry.defect(undefined, about);

    expect(logged()).toMatchObject([{ message: 'defect: Error', 'error.type': 'Error', 'kafka.offset': 42 }]);
  });

  it('is counted by how its record ended, and not by its line', () => {
    const { telemetry, logged } = recording();

    telemetry.defect(defect, about);
    telemetry.ended(about, fail('defect', 'an error of our own code'));
    telemetry.finish();

    expect(logged().at(-1)).toMatchObject({ Records: 1, Defects: 1 });
  });
});

describe('the summary of a batch', () => {
  it('counts every outcome', () => {
    const { telemetry, logged, pass } = recording();
    const outcomes: Outcome[] = [
      sent('m-1'),
      sent('m-2'),
      skip('too_old', ''),
      skip('opted_out', ''),
      fail('message_invalid', ''),
      fail('throttled', ''),
      fail('rejected', ''),
      fail('no_answer', ''),
      fail('defect', ''),
    ];
    telemetry.defect(new TypeError(), about);
    for (const outcome of outcomes) telemetry.ended(about, outcome);
    pass(1_234);

    telemetry.finish();

    expect(logged().at(-1)).toMatchObject({
      ...COMMON,
      'log.level': 'INFO',
      level: 'INFO',
      message: 'batch finished',
      'event.action': 'batch_finished',
      'event.duration': 1_234_000_000,
      topic: 'order_notification',
      Records: 9,
      Sent: 2,
      Skipped: 2,
      TooOld: 1,
      Invalid: 1,
      FailedTransient: 1,
      FailedPermanent: 1,
      FailedUnknown: 1,
      Defects: 1,
      BatchDuration: 1_234,
    });
  });

  const COUNTED_AS = {
    sent: ['Sent'],
    skipped: ['Skipped'],
    invalid: ['Invalid'],
    transient: ['FailedTransient'],
    permanent: ['FailedPermanent'],
    unknown: ['FailedUnknown'],
    defect: ['Defects'],
  };

  function outcomeOf(code: ReasonCode): Outcome {
    const kind = CODES[code];
    if (kind === 'sent') return sent('m-1');
    return kind === 'skipped' ? skip(code as SkipCode, '') : fail(code as FailureCode, '');
  }

  it.each(Object.keys(CODES) as ReasonCode[])('counts %s once, beside the records', (code) => {
    const { telemetry, logged } = recording();

    // A defect is counted where it happens, also where its record was sent.
    if (code === 'defect') telemetry.defect(new TypeError(), about);
    telemetry.ended(about, outcomeOf(code));
    telemetry.finish();

    const line = logged().at(-1);
    const counters = line._aws.CloudWatchMetrics[0].Metrics.filter(
      ({ Unit }: { Unit: string }) => Unit === 'Count',
    ).map(({ Name }: { Name: string }) => Name);
    const expected = ['Records', ...COUNTED_AS[CODES[code]], ...(code === 'too_old' ? ['TooOld'] : [])];
    expect(counters.filter((name: string) => line[name] !== 0).sort()).toEqual(expected.sort());
    expect(counters.filter((name: string) => line[name] > 1)).toEqual([]);
  });

  it('counts an empty batch as nothing', () => {
    const { telemetry, logged } = recording();

    telemetry.finish();

    expect(logged().at(-1)).toMatchObject({
      Sent: 0,
      Skipped: 0,
      Invalid: 0,
      FailedUnknown: 0,
      Defects: 0,
      SentUnrecorded: 0,
      SentAgain: 0,
    });
  });

  it('tells CloudWatch namespace, dimension and time of its metrics', () => {
    const { telemetry, logged } = recording();

    telemetry.finish();

    expect(logged()[0]._aws).toMatchObject({
      Timestamp: NOW,
      CloudWatchMetrics: [{ Namespace: 'shop/test', Dimensions: [['topic'], []] }],
    });
  });

  it.each([
    ['with sends', [120, 80]],
    ['without sends', []],
  ])('has a value for every metric it declares: %s', (_, latencies) => {
    const { telemetry, logged } = recording();
    for (const ms of latencies) telemetry.sendTook(ms);

    telemetry.finish();

    const line = logged()[0];
    const declared = line._aws.CloudWatchMetrics[0].Metrics.map(({ Name }: { Name: string }) => Name);
    expect(declared.length).toBeGreaterThanOrEqual(10);
    expect(declared.filter((name: string) => line[name] === undefined)).toEqual([]);
  });

  it('has the latencies of its sends', () => {
    const { telemetry, logged } = recording();
    for (const ms of [120, 80]) telemetry.sendTook(ms);

    telemetry.finish();

    expect(logged()[0].SendLatency).toEqual([80, 120]);
  });

  it('has the age of its records, which is none where a producer’s clock is ahead', () => {
    const { telemetry, logged } = recording();
    for (const ms of [1_500.4, 900_000, -20]) telemetry.recordAge(ms);

    telemetry.finish();

    expect(logged()[0]).toMatchObject({ RecordAge: [0, 1_500, 900_000] });
    expect(logged()[0]._aws.CloudWatchMetrics[0].Metrics).toContainEqual({
      Name: 'RecordAge',
      Unit: 'Milliseconds',
    });
  });

  it('has how long its deliveries waited for their turn, and how many took one of the static share', () => {
    const { telemetry, logged } = recording();
    telemetry.turnTook(120.4, false);
    telemetry.turnTook(80, true);

    telemetry.finish();

    expect(logged()[0]).toMatchObject({ PaceWait: [80, 120], StaticShare: 1, ClockSkew: 0 });
  });

  it('tells that the clock of this machine was found wrong', () => {
    const { telemetry, logged } = recording();
    telemetry.wrongClock();

    telemetry.finish();

    expect(logged()[0]).toMatchObject({ ClockSkew: 1 });
  });

  it('has no latency when nothing was sent', () => {
    const { telemetry, lines } = recording();

    telemetry.finish();

    expect(lines.join('')).not.toContain('SendLatency');
    expect(lines.join('')).not.toContain('RecordAge');
    expect(lines.join('')).not.toContain('PaceWait');
  });
});

describe('a line about one of several channels', () => {
  const tell = ({ error, defect, sentAgain, unrecorded, unreadableQueue }: BatchTelemetry) => {
    error('log: DynamoDB refused', about);
    defect(new TypeError('no'), about);
    sentAgain(1, about);
    unrecorded('m-1', about);
    unreadableQueue();
  };

  it('names it', () => {
    const { telemetry, logged, lines } = recording();

    tell(telemetry.ofChannel('push'));

    expect(logged().map((line) => [line['event.action'], line['labels.channel']])).toEqual(
      ['error', 'defect', 'sent_again', 'sent_unrecorded', 'rate_queue_unreadable'].map((action) => [
        action,
        'push',
      ]),
    );
    expect(lines.flatMap(problemsOf)).toEqual([]);
  });

  it('is counted with the batch all the same', () => {
    const { telemetry, logged } = recording();

    tell(telemetry.ofChannel('push'));
    telemetry.finish();

    expect(logged().at(-1)).toMatchObject({ Defects: 1, SentAgain: 1, SentUnrecorded: 1 });
  });

  it('names none where e-mail is alone', () => {
    const { telemetry, lines } = recording();

    tell(telemetry);

    expect(lines.join()).not.toContain('labels.channel');
  });
});

describe('every line', () => {
  it('has fields of the Elastic Common Schema, of their types, in its order', () => {
    const { telemetry, lines, pass } = recording();
    pass(5.5);
    telemetry.ended({ ...about, traceId }, skip('opted_out', 'opted out'));
    telemetry.ended({ position }, fail('value_invalid', 'value: empty, expected a JSON object'));
    telemetry.ended(about, fail('defect', 'an error of our own code'));
    telemetry.error('notification log: DynamoDB failed (TimeoutError)', { ...about, traceId });
    telemetry.unrecorded('m-1', { ...about, traceId });
    telemetry.sentAgain(1, about);
    telemetry.defect(new TypeError('no'), about);
    const ignored = [{ field: 'name', reason: 'name: expected a string, found a number' }];
    for (let times = 0; times < 11; times++) telemetry.fields({ ...about, traceId }, ignored, []);
    telemetry.sendTook(80);
    telemetry.finish();

    expect(lines).toHaveLength(19);
    expect(lines.flatMap(problemsOf)).toEqual([]);
  });

  it.each([
    ['a field that is none', { outcome: 'failed' }, 'outcome is no field of ECS'],
    ['a duration in fractions', { 'event.duration': 1.5 }, 'event.duration is 1.5'],
    ['an outcome of our own', { 'event.outcome': 'skipped' }, 'event.outcome is "skipped"'],
    ['another level for Lambda', { level: 'WARN' }, 'level is not log.level'],
  ])('would be found out with %s', (_, wrong, problem) => {
    const { telemetry, logged } = recording();
    telemetry.ended(about, skip('opted_out', 'opted out'));

    expect(problemsOf(JSON.stringify({ ...logged()[0], ...wrong }))).toContain(problem);
  });
});

describe('quantiles', () => {
  const many = fc.array(fc.double({ noNaN: true, min: 0, max: 1e6 }), { minLength: 101, maxLength: 2_000 });

  it('are all values, sorted, while they are a hundred at most', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 100 }), (values) => {
        expect(quantiles(values)).toEqual(values.toSorted((a, b) => a - b));
      }),
    );
  });

  it('are a hundred when there are more', () => {
    fc.assert(
      fc.property(many, (values) => {
        expect(quantiles(values)).toHaveLength(100);
      }),
    );
  });

  it('keep the smallest and the largest', () => {
    fc.assert(
      fc.property(many, (values) => {
        const kept = quantiles(values);

        expect([kept[0], kept.at(-1)]).toEqual([Math.min(...values), Math.max(...values)]);
      }),
    );
  });

  it('are values that were measured', () => {
    fc.assert(
      fc.property(many, (values) => {
        const measured = new Set(values);

        expect(quantiles(values).filter((value) => !measured.has(value))).toEqual([]);
      }),
    );
  });

  it('keep percentiles true', () => {
    const values = Array.from({ length: 1_001 }, (_, index) => index);

    const kept = quantiles(values);

    expect(Math.abs((kept[49] ?? 0) - 500)).toBeLessThanOrEqual(10);
    expect(Math.abs((kept[98] ?? 0) - 990)).toBeLessThanOrEqual(10);
  });

  it('leave the measurements as they were', () => {
    const values = [3, 1, 2];

    quantiles(values);

    expect(values).toEqual([3, 1, 2]);
  });
});
