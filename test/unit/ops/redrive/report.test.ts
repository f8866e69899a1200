import { FILTER_CODES, type RedriveCode } from '../../../../ops/redrive/codes';
import { question, surveyReport, tallyReport } from '../../../../ops/redrive/report';
import { newTally } from '../../../../ops/redrive/tally';

const record = (topic: string, code: RedriveCode, reason: string) => ({
  place: '',
  topic,
  orderId: '1',
  code,
  reason,
  tooOld: false,
});
const at = (hour: number) => Date.UTC(2026, 10, 24, hour);
const nothing = { documents: [], unreadable: [], foreign: 0, leftOut: 0 };
const found = (failedAt: number, ...records: Array<ReturnType<typeof record>>) => ({
  key: '',
  functionName: 'f',
  failedAt,
  records,
});

describe('the table of what was found', () => {
  it('has a line per topic: how many, the oldest, and why', () => {
    const documents = [
      found(at(9), record('payments', 'not_in_log', 'a'), record('orders', 'rejected', 'b')),
      found(at(8), record('orders', 'deadline', 'c'), record('orders', 'deadline', 'c')),
    ];

    expect(
      surveyReport({ ...nothing, documents }),
    ).toBe(`topic     records  documents  oldest                   why                      in words
orders          3          2  2026-11-24 08:00:00 UTC  2 × transient: deadline  c
                                                       1 × permanent: rejected  b
payments        1          1  2026-11-24 09:00:00 UTC  1 × not_in_log           a
`);
  });

  it('sums up reasons when there are many', () => {
    const records = FILTER_CODES.slice(0, 12).map((code) => record('orders', code, ''));

    expect(surveyReport({ ...nothing, documents: [found(at(9), ...records)] })).toContain(
      '4 × 4 other reasons',
    );
  });

  it('is grouped by code, with the most frequent of its sentences', () => {
    const records = ['status', 'user_id', 'status', 'message'].map((field) =>
      record('orders', 'message_invalid', `${field}: expected something else`),
    );

    expect(surveyReport({ ...nothing, documents: [found(at(9), ...records)] })).toMatch(
      / 4 × invalid: message_invalid {2}status: expected something else \(and 2 other sentences\)\n$/,
    );
  });

  it('lets nothing steer the terminal', () => {
    const documents = [found(at(9), record('\u001b[2J', 'not_in_log', '\u009bm'))];
    const unreadable = [{ key: '\r\u001b[1A', reason: '\u0007' }];

    expect(surveyReport({ ...nothing, documents, unreadable })).not.toMatch(/(?!\n)\p{Cc}/u);
  });
});

describe('the question before anything is sent', () => {
  const unknown = record('orders', 'may_have_been_sent', 'x');
  const documents = [found(at(9), unknown, record('orders', 'rejected', 'y'))];

  it('says how much, and where', () => {
    const harmless = [found(at(9), record('orders', 'rejected', 'y'))];

    expect(question(harmless, 'shop', true)).toBe('Send 1 record of 1 document in shop?');
  });

  it.each([
    [false, '1 record may have been sent already and will be left alone (--resend-unknown sends them).'],
    [true, '1 record may have been sent already: those customers may get a second mail.'],
  ])('warns of what may have been sent (--resend-unknown: %s)', (resendUnknown, warning) => {
    expect(question(documents, 'shop', resendUnknown)).toBe(
      `${warning}\nSend 2 records of 1 document in shop?`,
    );
  });
});

describe('the table of how it ended', () => {
  it('counts, says why, and names some orders of what was kept', () => {
    const tally = newTally();
    tally.add('orders', 'sent');
    tally.add('orders', 'skipped', { code: 'already_sent', reason: 'already sent' });
    for (const order of ['7', '7', '8', '9', '10']) {
      tally.add('orders', 'kept', { code: 'rejected', reason: 'SES: no' }, order);
    }

    expect(tallyReport(tally)).toBe(`topic   sent  skipped  kept  why                            in words
orders     1        1     5  5 × kept: permanent: rejected  SES: no
                             1 × skipped: already_sent      already sent
Kept: permanent: rejected, for instance orders 7, 8, 9
`);
    expect(tally.kept).toBe(5);
  });
});
