import { type Happening, MAIL_STATES, type MailStatus } from '../../../../lib/log/mail-status';
import { mailMeaningOf } from '../../../../ops/explain/mail-meaning';
import { type Mail, sectionsOf } from '../../../../ops/explain/sections';
import { COMMANDS, entry, mail, NOW, RECIPIENTS } from '../../../support/log-entry';

const happened = (fields: Partial<Happening> = {}): Happening => ({ at: NOW, ...fields });
const bounced = happened({ type: 'Permanent', sub_type: 'General', status: '5.1.1', reply: 550 });
const transient = happened({ type: 'Transient', sub_type: 'General' });
const delivered = happened({ took: 900 });

/** What is said of the mails of one order, in the order in which they were sent. */
const meanings = (mails: readonly MailStatus[], entries = [entry]) =>
  sectionsOf('123', { entries, mails, unreadable: [] }).flatMap((section) =>
    section.mails.map((one) => mailMeaningOf(one, section, COMMANDS)),
  );
const meaningOf = (fields: Partial<Mail>) => meanings([{ ...mail, ...fields }])[0];

const DELETE = 'aws dynamodb delete-item';

describe('what became of a mail', () => {
  it.each<[string, Partial<Mail>, string, means: string, next: string]>([
    ['no event yet', {}, 'nothing known yet', 'SES has not told yet', 'look again in a minute'],
    ['delayed', { delayed: happened() }, 'delayed', 'goes on trying', 'Look again later'],
    ['delivered', { delivered }, 'delivered', 'took it', 'spam folder'],
    ['delayed, then delivered', { delayed: happened(), delivered }, 'delivered', 'took it', 'Nothing.'],
    ['bounced for good', { bounced }, 'bounced', 'did not get it', 'fail as address_bounced'],
    ['delivered, then bounced for good', { delivered, bounced }, 'bounced', 'for good', 'address_bounced'],
    ['bounced otherwise', { bounced: transient }, 'bounced', 'may be right', 'Ask the customer'],
    [
      'delivered, then bounced otherwise',
      { delivered, bounced: transient },
      'bounced',
      'probably an automatic reply',
      'Nothing.',
    ],
    [
      'suppressed for a bounce',
      { suppressed: happened({ type: 'Bounce' }) },
      'suppressed',
      'did not send it',
      'address_bounced',
    ],
    [
      'suppressed for a complaint',
      { suppressed: happened({ type: 'Complaint' }) },
      'suppressed',
      'called spam',
      'address_complained',
    ],
    [
      'suppressed by validation',
      { suppressed: happened({ type: 'Bounce', sub_type: 'EmailValidationSuppressed' }) },
      'suppressed',
      'Auto Validation',
      'threshold',
    ],
    ['rejected', { rejected: happened() }, 'rejected', 'a virus', 'producer must mend'],
    [
      'delivered and called spam',
      { delivered, complained: happened() },
      'complained',
      'called it spam',
      'Nothing.',
    ],
  ])('%s', (_, fields, kind, means, next) => {
    const meaning = meaningOf(fields);

    expect(meaning).toMatchObject({
      kind,
      means: expect.stringContaining(means),
      next: expect.stringContaining(next),
    });
  });

  it.each(MAIL_STATES)('in whole sentences without a word that is left to fill in: %s', (state) => {
    const { means = '', next = '' } = meaningOf({ [state]: happened() }) ?? {};

    expect(means).toMatch(/^[A-Z].+\.$/);
    expect(next).not.toMatch(/\{\w+\}|<\w+>|`/);
  });

  it.each<[string, Partial<Mail>]>([
    ['bounced for good', { bounced }],
    ['suppressed', { suppressed: happened({ type: 'Bounce' }) }],
    ['called spam', { complained: happened() }],
  ])('names the command that forgets the address: %s', (_, fields) => {
    expect(meaningOf(fields)?.next).toContain(`${RECIPIENTS} --forget --keep-choices`);
  });
});

describe('how to send a mail after all', () => {
  it.each<[string, Partial<Mail>, boolean]>([
    ['bounced for good', { bounced }, true],
    ['bounced otherwise', { bounced: transient }, true],
    ['suppressed', { suppressed: happened() }, true],
    ['rejected', { rejected: happened() }, true],
    ['probably arrived, and was replied to', { delivered, bounced: transient }, false],
    ['delivered', { delivered }, false],
    ['delayed', { delayed: happened() }, false],
    ['called spam, so it arrived', { complained: happened() }, false],
    ['nothing known yet', {}, false],
  ])('is said where the customer has none: %s', (_, fields, said) => {
    expect(meaningOf(fields)?.next.includes(DELETE)).toBe(said);
  });

  it('is said of the last mail, unless an earlier one has arrived', () => {
    const [first, last] = ['m-0', 'm-1'].map((message_id, index) => ({
      ...mail,
      message_id,
      sent_at: NOW + index,
      bounced,
    }));
    if (!first || !last) throw new Error('two mails');

    expect(meanings([last, first]).map(({ next }) => next.includes(DELETE))).toEqual([false, true]);
    expect(meanings([last, { ...first, bounced: transient, delivered }]).join()).not.toContain(DELETE);
  });

  it('needs nothing deleted where the log has no entry', () => {
    const [only] = meanings([{ ...mail, bounced }], []);

    expect(only?.next).toContain('publish its message again.');
    expect(only?.next).not.toContain(DELETE);
  });

  it('is left to the entry where that does not say sent', () => {
    const [only] = meanings([{ ...mail, bounced }], [{ ...entry, status: 'failed', message_id: undefined }]);

    expect(only?.next).not.toContain('publish its message again');
  });
});
