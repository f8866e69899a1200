import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rateChart } from '../../../bench/rate/chart';
import { expectGenerated, ROOT } from '../../support/docs';
import { rateFiguresTable } from '../../support/rate-figures-table';
import { ratesTable } from '../../support/rates-table';

const read = (file: string) => readFileSync(join(ROOT, 'bench/rate', file), 'utf8');

describe('docs/performance.md', () => {
  it('has the table of rates that a deployment is checked with', () => {
    expectGenerated('docs/performance.md', 'rates', ratesTable());
  });

  it('has the figures of the shared rate that were measured last', () => {
    expectGenerated('docs/performance.md', 'used rate', rateFiguresTable(JSON.parse(read('results.json'))));
  });

  it('shows them in its picture', () => {
    expect(read('results.svg')).toBe(rateChart(JSON.parse(read('results.json'))));
  });
});
