import { TARGETS, targetTable, verdictOf } from '../../../bench/report/targets';
import type { Results } from '../../../bench/results';

const measurement = { cpu: 1, wall: 1, peakRss: 1, logBytes: 0, sends: 1, requests: {}, digest: '' };
const cpus = (...values: number[]) => values.map((cpu) => ({ ...measurement, cpu }));

const results = (measurements: Results['cells'][number]['measurements']): Results => ({
  machine: {
    date: '2026-11-22T00:00:00.000Z',
    cpu: 'a processor',
    cores: 2,
    memoryGb: 8,
    load: 0,
    node: 'v24.0.0',
    versions: {},
  },
  bundles: {},
  cells: [
    {
      batch: 1_000,
      batches: 1,
      warmUp: 500,
      sesMs: 0,
      dynamodbMs: 0,
      concurrency: 12,
      refused: [],
      measurements,
    },
    {
      batch: 100,
      batches: 5,
      warmUp: 500,
      sesMs: 0,
      dynamodbMs: 0,
      concurrency: 12,
      refused: [],
      measurements: { service: [{ ...measurement, requests: { PutItem: 1, BatchWriteItem: 0.04 } }] },
    },
  ],
});

const verdict = (what: string, by: string, measured: Results) => {
  const target = TARGETS.find((one) => one.what.startsWith(what) && one.by === by);
  if (!target) throw new Error(`no target ${what} ÷ ${by}`);
  return verdictOf(target, measured);
};

describe('a target', () => {
  it('is met when the medians’ ratio is within its limit', () => {
    const measured = results({ service: cpus(2, 1, 3), 'floor-send': cpus(1, 1, 1) });

    expect(verdict('CPU a record', 'floor-send', measured)).toMatchObject({
      ratio: 2,
      range: [1, 3],
      met: true,
    });
  });

  it('is missed when it is above', () => {
    const measured = results({ service: cpus(3), 'floor-send': cpus(1) });

    expect(verdict('CPU a record', 'floor-send', measured)).toMatchObject({ ratio: 3, met: false });
  });

  it('has no verdict where one side was not measured', () => {
    expect(verdict('CPU a record', 'powertools', results({ service: cpus(1) })).met).toBeUndefined();
  });

  it('counts requests of every operation', () => {
    expect(verdict('DynamoDB requests', '', results({}))).toMatchObject({ ratio: 1.04, met: true });
  });

  it('does not take an unwanted package for none', () => {
    const functions = {
      one: { bytes: 1, packages: { 'mjml-core': 1, '@aws-sdk/client-sts': 1, '@aws-sdk/nested-clients': 1 } },
    };

    expect(verdict('packages', '', { ...results({}), functions })).toMatchObject({ ratio: 3, met: false });
  });
});

it('shows every target, measured or not', () => {
  const lines = targetTable(results({ service: cpus(3), 'floor-send': cpus(1) }), false).split('\n');

  expect(lines).toHaveLength(TARGETS.length + 1);
  expect(lines.filter((line) => line.endsWith('MISSED'))).toHaveLength(1);
  expect(lines.filter((line) => line.endsWith('met'))).toHaveLength(1);
  expect(lines.filter((line) => line.endsWith('not measured'))).toHaveLength(TARGETS.length - 2);
});

it('shows of a part what it measured', () => {
  const lines = targetTable(results({ service: cpus(3), 'floor-send': cpus(1) }), true).split('\n');

  expect(lines).toHaveLength(3);
});
