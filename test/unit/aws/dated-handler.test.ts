import { isWrong } from '../../../lib/aws/dated-handler';

const DATE = 'Tue, 24 Nov 2026 12:00:00 GMT';
const AT = Date.UTC(2026, 10, 24, 12);

describe('a clock, by the Date of an answer', () => {
  it.each([
    ['right to the millisecond', 0, 10, false],
    ['right, since a Date has no milliseconds', 999, 1_010, false],
    ['less than two seconds ahead', 2_990, 3_000, false],
    ['less than two seconds behind', -1_990, -1_980, false],
    ['more than two seconds ahead', 3_000, 3_010, true],
    ['more than two seconds behind', -2_020, -2_010, true],
    ['right, and the answer took long', -3_000, 60_000, false],
  ])('is %s', (_, askedAt, answeredAt, wrong) => {
    expect(isWrong(DATE, AT + askedAt, AT + answeredAt)).toBe(wrong);
  });

  it.each([undefined, '', 'yesterday'])('is not known without a Date: %j', (date) => {
    expect(isWrong(date, AT, AT)).toBeUndefined();
  });
});
