import fc from 'fast-check';
import { cellsToWrite, controlsOf, type Topic } from '../../../lib/preferences-page/controls';
import { type Cell, CHANNELS, type Choices, cellOf, preferencesOf } from '../../../lib/recipients/choices';
import { type Preferences, wants, wantsChannel } from '../../../lib/recipients/preferences';

const TOPICS: readonly Topic[] = [
  { topic: 'order_notification' },
  { topic: 'payment_notification', mandatory: ['failed'] },
];

const shownFor = (...said: Array<Preferences | undefined>) =>
  Object.fromEntries(controlsOf(TOPICS, ['email', 'sms'], said));

describe('the page shows', () => {
  it('e-mail as on and text messages as off, where nothing was said', () => {
    expect(shownFor(undefined, undefined)).toEqual({
      email: true,
      'order_notification email': true,
      'payment_notification email': true,
      sms: false,
      'order_notification sms': false,
      'payment_notification sms': false,
    });
  });

  it('a topic that the contact has switched off as off, and its channel as on', () => {
    expect(shownFor({ topics: { order_notification: false } })).toMatchObject({
      email: true,
      'order_notification email': false,
    });
  });

  it('a channel as off where one topic comes on it, and nothing else does, not even what is mandatory', () => {
    expect(shownFor({ email: false, topics: { order_notification: { email: true } } })).toMatchObject({
      email: false,
      'order_notification email': true,
      'payment_notification email': false,
    });
  });
});

it('the page shows a channel that the customer has ended as off, though the user service says yes to a topic later', () => {
  const contact = { topics: { order_notification: { email: true, sms: true } } };

  expect(shownFor({ email: false, sms: false }, contact)).toMatchObject({ email: false, sms: false });
});

describe('what is written', () => {
  const written = (changes: Record<string, boolean>, ...said: Preferences[]) =>
    Object.fromEntries(
      cellsToWrite(TOPICS, ['email', 'sms'], said, new Map(Object.entries(changes)) as Map<Cell, boolean>),
    );

  it('is nothing where nothing was changed', () => {
    expect(written({}, { email: false })).toEqual({});
  });

  it('is the cell that was changed, and no other', () => {
    expect(written({ 'order_notification email': false })).toEqual({ 'order_notification email': false });
  });

  it('of a channel that is switched off is the channel, and a topic that would come all the same', () => {
    expect(written({ email: false }, { topics: { order_notification: { email: true } } })).toEqual({
      email: false,
      'order_notification email': false,
    });
  });

  it('of text messages is the explicit yes that they need', () => {
    expect(written({ sms: true })).toEqual({ sms: true });
  });

  it('of one topic that is switched on by text is a yes for that alone', () => {
    expect(written({ 'order_notification sms': true })).toEqual({ 'order_notification sms': true });
  });

  it('of the one topic that came by text, and is switched off, is a no and never a consent', () => {
    const contact = { topics: { order_notification: { sms: true } } };

    expect(written({ 'order_notification sms': false }, {}, contact)).toEqual({
      'order_notification sms': false,
    });
  });

  it('of a channel that is switched off, and of one topic on it that is ticked, is just that', () => {
    expect(written({ email: false, 'order_notification email': true })).toEqual({
      email: false,
      'order_notification email': true,
    });
  });

  it('leaves a topic that was not changed as it was when its channel is switched on', () => {
    expect(written({ sms: true }, { topics: { order_notification: { sms: false } } })).toEqual({ sms: true });
  });
});

const flag = fc.option(fc.boolean(), { nil: undefined });
const perChannel = fc.record({ email: flag, sms: flag, push: flag });
const contacts = fc.record({
  email: flag,
  sms: flag,
  push: flag,
  topics: fc.option(
    fc.record({
      order_notification: fc.oneof(flag, perChannel),
      payment_notification: fc.oneof(flag, perChannel),
    }),
    { nil: undefined },
  ),
});
const CELLS: readonly Cell[] = CHANNELS.flatMap((channel) => [
  channel,
  ...TOPICS.map(({ topic }) => cellOf(topic, channel)),
]);
const cells = fc.dictionary(fc.constantFrom(...CELLS), fc.boolean());

/** The choices as they are once these cells are written. */
const choicesWith = (...all: ReadonlyArray<Iterable<readonly [string, boolean]>>): Choices =>
  Object.fromEntries(all.flatMap((one) => [...one]).map(([cell, wanted]) => [cell, { wanted, at: 1 }]));

describe('whatever was said before, and whatever is changed', () => {
  type Saved = {
    readonly before: readonly [Preferences | undefined, Preferences];
    readonly after: readonly [Preferences | undefined, Preferences];
    readonly changes: ReadonlyMap<Cell, boolean>;
    readonly toWrite: ReadonlyMap<Cell, boolean>;
  };
  const always = (check: (saved: Saved) => void) =>
    fc.assert(
      fc.property(contacts, cells, cells, (contact, chosen, changed) => {
        const own = Object.entries(chosen);
        const before = [preferencesOf(choicesWith(own)), contact] as const;
        const changes = new Map(Object.entries(changed)) as Map<Cell, boolean>;
        const toWrite = cellsToWrite(TOPICS, CHANNELS, before, changes);
        check({ before, after: [preferencesOf(choicesWith(own, toWrite)), contact], changes, toWrite });
      }),
      { numRuns: 2_000 },
    );

  it('each yes that is written is a box that was ticked', () => {
    always(({ toWrite, changes }) => {
      for (const [cell, wanted] of toWrite) if (wanted) expect(changes.get(cell)).toBe(true);
    });
  });

  it('nothing is written of a channel on which nothing was changed', () => {
    always(({ toWrite, changes }) => {
      const channelsOf = (some: ReadonlyMap<Cell, boolean>) =>
        CHANNELS.filter((channel) => [...some.keys()].some((cell) => cell.endsWith(channel)));
      expect(channelsOf(toWrite)).toEqual(channelsOf(changes));
    });
  });

  it('the page shows before and after what the next record heeds, what is mandatory included', () => {
    always(({ before, after }) => {
      for (const said of [before, after]) {
        const page = controlsOf(TOPICS, CHANNELS, said);
        for (const channel of CHANNELS) {
          expect(page.get(channel)).toBe(wantsChannel(channel, ...said));
          for (const { topic, mandatory } of TOPICS) {
            const shown = page.get(cellOf(topic, channel));
            expect(wants({ topic, channel, mandatory: false }, ...said)).toBe(shown);
            if (mandatory)
              expect(wants({ topic, channel, mandatory: true }, ...said)).toBe(shown || page.get(channel));
          }
        }
      }
    });
  });

  it('afterwards the customer is told what they ticked; of a channel that they ended nothing else, of another the rest as before', () => {
    always(({ before: [own, contact], after, changes }) => {
      const now = controlsOf(TOPICS, CHANNELS, after);
      for (const channel of CHANNELS) {
        const on = changes.get(channel);
        const rest = controlsOf(TOPICS, CHANNELS, [on ? { ...own, [channel]: true } : own, contact]);
        expect(now.get(channel)).toBe(on ?? rest.get(channel));
        for (const { topic } of TOPICS) {
          const cell = cellOf(topic, channel);
          expect(now.get(cell)).toBe(changes.get(cell) ?? (on === false ? false : rest.get(cell)));
        }
      }
    });
  });
});
