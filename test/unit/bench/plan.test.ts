import { allCells, selectedCells } from '../../../bench/plan';
import { TARGETS } from '../../../bench/report/targets';
import { SUBJECT_NAMES } from '../../../bench/subjects';

const cells = allCells(SUBJECT_NAMES, 7);

describe('the plan of everything', () => {
  it('has each batch size under each delay once, and 32 in flight beside', () => {
    const titles = cells.map(({ batch, sesMs, dynamodbMs, concurrency }) =>
      [batch, sesMs, dynamodbMs, concurrency].join(' '),
    );

    expect(new Set(titles).size).toBe(titles.length);
    expect(titles).toHaveLength(4 * 4 + 2);
  });

  it('runs everything seven times where seconds are enough', () => {
    const quick = cells.find(({ batch, sesMs, dynamodbMs }) => batch === 1_000 && sesMs + dynamodbMs === 0);

    expect(quick?.subjects).toEqual(SUBJECT_NAMES.map((name) => ({ name, runs: 7 })));
  });

  it('does not wait for 10,000 delayed answers one after the other', () => {
    const slow = cells.filter(({ batch, sesMs, dynamodbMs }) => batch === 10_000 && sesMs + dynamodbMs > 0);

    expect(slow).toHaveLength(3);
    for (const { subjects } of slow) {
      expect(subjects.map(({ name }) => name)).toEqual(['service', 'powertools', 'floor-send']);
    }
  });

  it('has what the targets are about, and has it first', () => {
    const looked = new Set<number>();
    const recording = cells.map((cell, index) => ({
      ...cell,
      get measurements() {
        looked.add(index);
        return {};
      },
      refused: [],
    }));
    const results = { machine: undefined as never, bundles: {}, cells: recording };

    for (const target of TARGETS) target.sides(results);

    expect([...looked].sort((one, other) => one - other)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });
});

it('crosses what is selected', () => {
  const selection = {
    only: ['service'] as const,
    batch: [1, 1_000],
    ses: [0, 30],
    dynamodb: [5],
    concurrency: [12],
    warmUp: undefined,
  };

  expect(selectedCells(selection, 2).map(({ batch, batches, sesMs }) => [batch, batches, sesMs])).toEqual([
    [1, 50, 0],
    [1_000, 1, 0],
    [1, 50, 30],
    [1_000, 1, 30],
  ]);
});
