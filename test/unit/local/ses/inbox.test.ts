import { type Draft, newInbox } from '../../../../local/ses/inbox';

const draft = (subject: string): Draft => ({
  from: 'shop@example.com',
  to: ['ada@example.com'],
  replyTo: [],
  subject,
  html: '',
  text: 'Hello',
  tags: {},
  configurationSet: null,
  raw: '',
});

describe('the inbox', () => {
  it('has the newest mail first, each with an id of its own', () => {
    const inbox = newInbox();

    const ids = ['first', 'second'].map((subject) => inbox.keep(draft(subject)).id);

    expect(inbox.messages.map(({ subject }) => subject)).toEqual(['second', 'first']);
    expect(new Set(ids).size).toBe(2);
  });

  it('keeps the last 5,000', () => {
    const inbox = newInbox();

    for (let nth = 0; nth <= 5_000; nth++) inbox.keep(draft(String(nth)));

    expect(inbox.messages).toHaveLength(5_000);
    expect(inbox.messages.at(-1)?.subject).toBe('1');
  });

  it('notes what became of a mail, in order', () => {
    const inbox = newInbox();
    const [first, second] = ['first', 'second'].map((subject) => inbox.keep(draft(subject)).id);
    const about = { type: '', recipient: 'ada@example.com', at: '2026-11-26T09:44:45.130Z' };

    for (const state of ['delivered', 'complained'] as const) inbox.note(first ?? '', { ...about, state });
    inbox.note('not kept', { ...about, state: 'bounced' });

    expect(inbox.messages.map(({ id, events }) => [id, events.map(({ state }) => state)])).toEqual([
      [second, []],
      [first, ['delivered', 'complained']],
    ]);
  });

  it('tells of every change until it is asked no longer', () => {
    const inbox = newInbox();
    const listener = jest.fn();
    const stop = inbox.onChange(listener);

    inbox.keep(draft('one'));
    inbox.clear();
    stop();
    inbox.keep(draft('two'));

    expect(listener).toHaveBeenCalledTimes(2);
  });
});
