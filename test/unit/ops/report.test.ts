import { progressOn } from '../../../ops/redrive/progress';
import { endings, findings } from '../../../ops/redrive/report';
import { newTally } from '../../../ops/redrive/tally';

const record = (topic: string, reason: string) => ({ place: '', topic, orderId: '1', reason, tooOld: false });
const at = (hour: number) => Date.UTC(2026, 10, 24, hour);
const nothing = { documents: [], unreadable: [], foreign: 0, leftOut: 0 };
const found = (failedAt: number, ...records: Array<ReturnType<typeof record>>) => ({
  key: '',
  functionName: 'f',
  failedAt,
  records,
});

describe('the table of what was found', () => {
  it('has a line a topic: how many, the oldest, and why', () => {
    const documents = [
      found(at(9), record('payments', 'a'), record('orders', 'b')),
      found(at(8), record('orders', 'c'), record('orders', 'c')),
    ];

    expect(
      findings({ ...nothing, documents }),
    ).toBe(`topic     records  documents  oldest                   why
orders          3          2  2026-11-24 08:00:00 UTC  2 × c
                                                       1 × b
payments        1          1  2026-11-24 09:00:00 UTC  1 × a
`);
  });

  it('sums up reasons when there are many', () => {
    const records = Array.from({ length: 12 }, (_, index) => record('orders', `reason ${index}`));

    expect(findings({ ...nothing, documents: [found(at(9), ...records)] })).toContain('4 × 4 other reasons');
  });

  it('lets nothing steer the terminal', () => {
    const documents = [found(at(9), record('\u001b[2J', '\u009bm'))];
    const unreadable = [{ key: '\r\u001b[1A', reason: '\u0007' }];

    expect(findings({ ...nothing, documents, unreadable })).not.toMatch(/(?!\n)\p{Cc}/u);
  });
});

describe('the table of how it ended', () => {
  it('counts, says why, and names some orders of what was kept', () => {
    const tally = newTally();
    tally.add('orders', 'sent');
    tally.add('orders', 'skipped', 'already sent');
    for (const order of ['7', '7', '8', '9', '10']) tally.add('orders', 'kept', 'SES: no', order);

    expect(endings(tally)).toBe(`topic   sent  skipped  kept  why
orders     1        1     5  5 × kept: SES: no
                             1 × skipped: already sent
For instance, 3 orders 7, 8, 9: SES: no
`);
    expect(tally.kept).toBe(5);
  });
});

describe('progress', () => {
  const streamOf = (isTTY: boolean) => {
    const written: string[] = [];
    return { isTTY, written, write: (text: string) => written.push(text) };
  };

  it('is one line on a terminal', () => {
    const stream = streamOf(true);
    const progress = progressOn(stream);

    progress.show('1 of 2');
    progress.show('2 of 2');
    progress.clear();

    expect(stream.written.join('')).toBe('\r\u001b[K1 of 2\r\u001b[K2 of 2\r\u001b[K');
  });

  it('is a line every ten seconds elsewhere', () => {
    const stream = streamOf(false);
    let now = 0;
    const progress = progressOn(stream, () => now);

    for (now = 0; now < 25_000; now += 1_000) progress.show(`${now}`);
    progress.clear();

    expect(stream.written).toEqual(['0\n', '10000\n', '20000\n']);
  });
});
