import { sectionsOf } from '../../../../ops/explain/sections';
import { entry, mail, NOW } from '../../../support/log-entry';

const mailAt = (message_id: string, sent_at: number, of = entry.notification) => ({
  ...mail,
  message_id,
  sent_at,
  entry: of,
});

describe('the sections of an order', () => {
  it('are in the order of their last change, with an entry or without', () => {
    const early = { ...entry, notification: 'early', updated_at: NOW - 50_000, message_id: undefined };
    const mails = [mailAt('m-9', NOW, 'late'), mailAt('m-1', NOW - 40_000)];

    const sections = sectionsOf('123', { entries: [entry, early], mails, unreadable: [] });

    expect(sections.map(({ key, userId }) => [key.notification, userId])).toEqual([
      ['early', '42'],
      [entry.notification, '42'],
      ['late', '42'],
    ]);
    expect(sections.map((section) => section.entry)).toEqual([early, entry, undefined]);
  });

  it.each([
    ['told of all', ['m-1', 'm-0'], ['m-0', 'm-1']],
    ['told of the one before only', ['m-0'], ['m-0', 'm-1']],
    ['told of none', [], ['m-1']],
  ])('have their mails in the order in which they were sent: %s', (_, told, expected) => {
    const mails = told.map((id) => mailAt(id, id === 'm-0' ? NOW - 20_000 : NOW));

    const [section] = sectionsOf('123', { entries: [entry], mails, unreadable: [] });

    expect(section?.mails.map(({ message_id }) => message_id)).toEqual(expected);
  });
});
