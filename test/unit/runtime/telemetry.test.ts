import * as fc from 'fast-check';
import { failed, type Outcome, skipped } from '../../../lib/runtime/outcome';
import { batchTelemetry, quantiles } from '../../../lib/runtime/telemetry';

const NOW = Date.UTC(2026, 10, 24, 12);
const position = { topic: 'orders', partition: 3, offset: 42 };

function recording() {
  const lines: string[] = [];
  const telemetry = batchTelemetry(
    { topic: 'order_notification', requestId: 'request-1', namespace: 'shop-test', now: () => NOW },
    (line) => void lines.push(line),
  );
  return { telemetry, lines, logged: () => lines.map((line) => JSON.parse(line)) };
}

const ended = (outcome: Outcome) => ({ position, orderId: '123', outcome, durationMs: 5 });

describe('the line of a record', () => {
  it('is not written for a mail that was sent', () => {
    const { telemetry, lines } = recording();

    telemetry.ended(ended({ status: 'sent', messageId: 'm-1' }));

    expect(lines).toEqual([]);
  });

  it('says which record was skipped and why', () => {
    const { telemetry, logged } = recording();

    telemetry.ended(ended(skipped('opted out')));

    expect(logged()).toEqual([
      {
        timestamp: '2026-11-24T12:00:00.000Z',
        level: 'INFO',
        message: 'record skipped',
        request_id: 'request-1',
        topic: 'orders',
        partition: 3,
        offset: 42,
        order_id: '123',
        outcome: 'skipped',
        reason: 'opted out',
        duration_ms: 5,
      },
    ]);
  });

  it('warns of a record that failed, with its kind and its trace', () => {
    const { telemetry, logged } = recording();

    telemetry.ended({ ...ended(failed('transient', 'SES: busy')), traceparent: '00-trace' });

    expect(logged()).toMatchObject([
      {
        level: 'WARN',
        message: 'record failed',
        kind: 'transient',
        reason: 'SES: busy',
        traceparent: '00-trace',
      },
    ]);
  });

  it('is one line, whatever is in it', () => {
    const { telemetry, lines } = recording();

    telemetry.ended({ ...ended(failed('invalid', 'a\nb\u2028c')), orderId: '1\n2' });

    expect(lines.join('')).not.toContain('\n');
  });
});

describe('an error', () => {
  it('names its record', () => {
    const { telemetry, logged } = recording();

    telemetry.error('sent, but not yet recorded as sent', position);

    expect(logged()).toMatchObject([
      { level: 'ERROR', message: 'sent, but not yet recorded as sent', ...position },
    ]);
  });

  it('may be about the whole batch', () => {
    const { telemetry, logged } = recording();

    telemetry.error('notification log: DynamoDB failed');

    expect(logged()).toEqual([expect.not.objectContaining({ offset: expect.anything() })]);
  });
});

describe('the summary of a batch', () => {
  it('counts every outcome', () => {
    const { telemetry, logged } = recording();
    const outcomes: Outcome[] = [
      { status: 'sent', messageId: 'm-1' },
      { status: 'sent', messageId: 'm-2' },
      skipped('too old'),
      skipped('opted out'),
      failed('invalid', ''),
      failed('transient', ''),
      failed('permanent', ''),
      failed('unknown', ''),
    ];
    for (const outcome of outcomes) telemetry.ended(ended(outcome));

    telemetry.finish(1_234);

    expect(logged().at(-1)).toMatchObject({
      level: 'INFO',
      message: 'batch finished',
      topic: 'order_notification',
      Records: 8,
      Sent: 2,
      Skipped: 2,
      TooOld: 1,
      Invalid: 1,
      FailedTransient: 1,
      FailedPermanent: 1,
      FailedUnknown: 1,
      BatchDuration: 1_234,
    });
  });

  it('counts an empty batch as nothing', () => {
    const { telemetry, logged } = recording();

    telemetry.finish(1);

    expect(logged().at(-1)).toMatchObject({ Sent: 0, Skipped: 0, Invalid: 0, FailedUnknown: 0 });
  });

  it('tells CloudWatch namespace, dimension and time of its metrics', () => {
    const { telemetry, logged } = recording();

    telemetry.finish(1);

    expect(logged()[0]._aws).toMatchObject({
      Timestamp: NOW,
      CloudWatchMetrics: [{ Namespace: 'shop-test', Dimensions: [['topic'], []] }],
    });
  });

  it.each([
    ['with sends', [120, 80]],
    ['without sends', []],
  ])('has a value for every metric it declares: %s', (_, latencies) => {
    const { telemetry, logged } = recording();
    for (const ms of latencies) telemetry.sendTook(ms);

    telemetry.finish(1);

    const line = logged()[0];
    const declared = line._aws.CloudWatchMetrics[0].Metrics.map(({ Name }: { Name: string }) => Name);
    expect(declared.filter((name: string) => line[name] === undefined)).toEqual([]);
  });

  it('has the latencies of its sends', () => {
    const { telemetry, logged } = recording();
    for (const ms of [120, 80]) telemetry.sendTook(ms);

    telemetry.finish(1);

    expect(logged()[0].SendLatency).toEqual([80, 120]);
  });

  it('has no latency when nothing was sent', () => {
    const { telemetry, lines } = recording();

    telemetry.finish(1);

    expect(lines.join('')).not.toContain('SendLatency');
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
