import { sample } from '../../../../local/samples';
import { endedAsNamed, reportOf } from '../../../../local/start/report';

const good = { sample: sample('order-notification'), sent: 1, skipped: 0, failed: 0, codes: [] };
const bad = {
  sample: sample('order-tombstone.1-sent-2-skipped'),
  sent: 0,
  skipped: 2,
  failed: 1,
  codes: ['tombstone', 'tombstone', 'throttled'],
};

describe('the report on the sample events', () => {
  it('says how each ended, and why', () => {
    expect(reportOf([good])).toBe(
      [
        '   event               records  sent  skipped  failed  why',
        '✓  order-notification        1     1        0       0',
        '',
        'Every sample event ended as its name says.',
        '',
      ].join('\n'),
    );
  });

  it('says what did not end as its name says', () => {
    const report = reportOf([good, bad]);

    expect(report).toContain('2 × tombstone, throttled');
    expect(report).toContain(
      '✗ order-tombstone.1-sent-2-skipped: expected 1 sent, 2 skipped, 0 failed; found 0 sent, 2 skipped, 1 failed.',
    );
    expect(report).toContain('Not every sample event ended as its name says.');
  });

  it('compares every count with the name', () => {
    expect(endedAsNamed(good)).toBe(true);
    expect(endedAsNamed({ ...good, sent: 0 })).toBe(false);
    expect(endedAsNamed({ ...good, skipped: 1 })).toBe(false);
    expect(endedAsNamed({ ...good, failed: 1 })).toBe(false);
  });
});
