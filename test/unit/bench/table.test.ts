import { table } from '../../../bench/report/table';

it('sets the first column to the left and figures to the right, as wide as they need', () => {
  expect(
    table(
      ['name', 'ms'],
      [
        ['a', '10'],
        ['longer', '5'],
      ],
    ),
  ).toBe('name    ms\na       10\nlonger   5');
});
