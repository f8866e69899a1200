import { CODES } from '../../../lib/runtime/outcome';
import { textOf } from '../../support/docs';
import { NOTIFICATIONS } from '../../support/notifications';

const readme = textOf('README.md');

/** What the first column of a table names last, row by row. */
const firstCells = (section: string): string[] =>
  Array.from(section.matchAll(/^\| (?:`\w+`, )?`(\w+)` \|/gm), ([, cell = '']) => cell);

describe('the README', () => {
  it('has every way in which a record ends, once', () => {
    const section = readme.split('\n## How a record ends\n')[1]?.split('\n## ')[0] ?? '';

    expect(firstCells(section).sort()).toEqual([...new Set(Object.values(CODES))].sort());
  });

  it('has every topic, once', () => {
    const [section = ''] = readme.split('\n## ');

    expect(firstCells(section).sort()).toEqual(NOTIFICATIONS.map(({ topic }) => topic).sort());
  });

  it('is short enough to be read', () => {
    expect(readme.split('\n').length).toBeLessThanOrEqual(151);
  });
});
