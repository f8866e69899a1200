import {
  ALARM_IDS,
  alarmsOn,
  BAD_DAYS,
  canWait,
  type Day,
  daysTable,
  GOOD_DAYS,
  withoutRule,
} from '../../../support/alarm-days';
import { type AlarmRule, goesOff, keyOf } from '../../../support/alarm-rules';
import { expectGenerated } from '../../../support/docs';

const SIZES = [1_000, 100_000];
const named = (days: readonly Day[]) => days.map((day) => [day.what, day] as const);

/** Lambda does not document how long it waits between tries. */
const GAPS = [
  [0, 0, 0, 0, 0],
  [3, 3, 3, 3, 3],
  [15, 15, 15, 15, 15],
];

describe('on a good day', () => {
  it.each(named(GOOD_DAYS))('nobody is called: %s', (_, day) => {
    const calls = SIZES.map((orders) => alarmsOn(day, orders).filter(({ id }) => !canWait(id)));

    expect(calls).toEqual([[], []]);
  });

  it.each(GAPS)(
    'nobody is called for a bad message or three, at whatever times it is tried: %s min …',
    (...gaps) => {
      const bad = GOOD_DAYS.filter(({ what }) => /^(?:one|three) /.test(what));

      const calls = bad.map((day) => alarmsOn(day, 1_000, gaps).filter(({ id }) => !canWait(id)));

      expect(calls).toEqual(bad.map(() => []));
    },
  );
});

it('minutes count from when the trouble begins, by night too', () => {
  const after = (what: string) =>
    GOOD_DAYS.filter((day) => day.what === what).flatMap((day) =>
      alarmsOn(day, 1_000).map((one) => one.after),
    );

  expect(after('one malformed message, at night')).toEqual(after('one malformed message'));
});

describe('on a bad day', () => {
  it.each(named(BAD_DAYS))(
    'somebody is called, within the hour, whatever the size of the shop: %s',
    (_, day) => {
      for (const orders of SIZES) {
        const calls = alarmsOn(day, orders).filter(({ id }) => !canWait(id));

        expect(calls[0]?.after).toBeGreaterThan(0);
        expect(calls[0]?.after).toBeLessThanOrEqual(60);
      }
    },
  );
});

/** Where only some records fail, mails are late as well, and LagGrowing says so. */
const ALL_FAIL = BAD_DAYS.filter(({ what, world }) => world && !what.startsWith('SES throttles'));

describe('on a day on which all records of a topic fail', () => {
  it.each(named(ALL_FAIL))(
    'two alarms call at most, besides those of records that are lost: %s',
    (_, day) => {
      const LOST = ['DroppedEvents', 'OnFailureDeliveryErrors'];

      const calls = SIZES.map((orders) =>
        alarmsOn(day, orders).filter(({ id }) => !canWait(id) && !LOST.includes(id)),
      );

      expect(Math.max(...calls.map(({ length }) => length))).toBeLessThanOrEqual(2);
    },
  );
});

it('every alarm goes off on some day, in a shop with a thousand orders', () => {
  const silent = new Set(ALARM_IDS);
  for (const day of [...GOOD_DAYS, ...BAD_DAYS]) for (const { id } of alarmsOn(day, 1_000)) silent.delete(id);

  // One topic of each stands for all: the rules are the same.
  expect([...silent].filter((id) => !/^(?:PollersSilent|NoMailSent)/.test(id))).toEqual([]);
});

it.each(named([...GOOD_DAYS, ...BAD_DAYS]))(
  'a rule of Grafana goes off for each alarm, at most seven minutes later: %s',
  (_, day) => {
    expect(withoutRule(day, 1_000, 7)).toEqual([]);
  },
);

it('docs/runbook.md has the table of these days', () => {
  expectGenerated('docs/runbook.md', 'alarm days', daysTable());
});

describe('the rule of an alarm', () => {
  const rule = (Expression: string, settings: Partial<AlarmRule> = {}, Stat = 'Sum'): AlarmRule => ({
    AlarmName: 'some',
    Threshold: 1,
    EvaluationPeriods: 2,
    DatapointsToAlarm: 2,
    TreatMissingData: 'notBreaching',
    Metrics: [
      { Id: 'value', Expression },
      ...['m1', 'm2'].map((Id) => ({
        Id,
        MetricStat: { Period: 120, Stat, Metric: { Namespace: 'N', MetricName: Id, Dimensions: [] } },
      })),
    ],
    ...settings,
  });
  /** A value in each minute; undefined is not measured. */
  const measured = (series: Readonly<Record<string, ReadonlyArray<number | undefined>>>) =>
    new Map(
      Object.entries(series).map(([name, values]) => [
        keyOf('N', name, {}),
        values.map((value) => (value === undefined ? undefined : [[value, 1] as const])),
      ]),
    );

  it.each<
    [string, AlarmRule, Readonly<Record<string, ReadonlyArray<number | undefined>>>, number | undefined]
  >([
    ['sums a period', rule('m1'), { m1: [0, 0, 0, 1, 0, 1] }, 5],
    ['wants all periods', rule('m1'), { m1: [0, 0, 0, 0, 1, 0] }, undefined],
    ['is content with some', rule('m1', { DatapointsToAlarm: 1 }), { m1: [0, 0, 0, 1] }, 3],
    ['knows no number without one of its metrics', rule('m1 + m2'), { m1: [1, 1, 1, 1, 1] }, undefined],
    [
      'may take silence for trouble, once the range of the evaluation has nothing else',
      rule('m1', { TreatMissingData: 'breaching' }),
      { m1: [0, 0] },
      9,
    ],
    ['sees silence at once where it is filled', rule('IF(FILL(m1, -1) < 0, 1, 0)'), { m1: [0, 0] }, 5],
    ['passes over what is missing', rule('m1'), { m1: [1, undefined, undefined, undefined, 1] }, 4],
    ['sums what there is', rule('SUM(METRICS())'), { m1: [1, 1, 1, 1] }, 3],
    ['sees what grows', rule('IF(RATE(m1) > 0, 1, 0)', {}, 'Minimum'), { m1: [1, 1, 2, 2, 3, 3, 4, 4] }, 5],
    ['sees a rate', rule('IF(m1 >= 2 AND m2 == 0, 1, 0)'), { m1: [1, 1, 1, 1], m2: [0, 0, 0, 0] }, 3],
  ])('%s', (_, alarm, series, minute) => {
    expect(goesOff(alarm, measured(series), [3, 9])).toBe(minute);
  });

  it('is not guessed at where it is not known', () => {
    expect(() => goesOff(rule('STDDEV(m1)'), measured({ m1: [1] }), [3, 7])).toThrow('STDDEV');
  });
});
