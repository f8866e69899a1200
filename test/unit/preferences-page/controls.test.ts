import fc from 'fast-check';
import { cellsToWrite, controlsOf, type Topic } from '../../../lib/preferences-page/controls';
import { type Cell, CHANNELS, type Choices, cellOf, preferencesOf } from '../../../lib/recipients/choices';
import { type Preferences, wants } from '../../../lib/recipients/preferences';

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
      'order_notification sms': true,
      'payment_notification sms': true,
    });
  });

  it('a topic that the contact has switched off as off, and its channel as on', () => {
    expect(shownFor({ topics: { order_notification: false } })).toMatchObject({
      email: true,
      'order_notification email': false,
    });
  });

  it('a channel as on where one topic comes on it, and nothing else does', () => {
    expect(shownFor({ email: false, topics: { order_notification: { email: true } } })).toMatchObject({
      email: true,
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

it('whatever was said before: afterwards the customer is told what the page said, and nothing else', () => {
  fc.assert(
    fc.property(contacts, cells, cells, (contact, chosen, changed) => {
      const before = Object.entries(chosen);
      const said = [preferencesOf(choicesWith(before)), contact];
      const changes = new Map(Object.entries(changed)) as Map<Cell, boolean>;
      const page = new Map([...controlsOf(TOPICS, CHANNELS, said), ...changes]);

      const toWrite = cellsToWrite(TOPICS, CHANNELS, said, changes);

      const saidAfter = [preferencesOf(choicesWith(before, toWrite)), contact];
      for (const channel of CHANNELS) {
        const touched = [...changes.keys()].some((cell) => cell.endsWith(channel));
        for (const { topic, mandatory } of TOPICS) {
          const told = (isMandatory: boolean, given: typeof said) =>
            wants({ topic, channel, mandatory: isMandatory }, ...given);
          const on = page.get(channel) === true;
          const expected = touched ? on && page.get(cellOf(topic, channel)) : told(false, said);
          expect(told(false, saidAfter)).toBe(expected);
          if (mandatory) expect(told(true, saidAfter)).toBe(touched ? on : told(true, said));
        }
      }
    }),
    { numRuns: 2_000 },
  );
});
