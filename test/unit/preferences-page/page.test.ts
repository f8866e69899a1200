import { FUNCTIONS } from '../../../infra/functions';
import { controlsOf } from '../../../lib/preferences-page/controls';
import { choicesPage, noticePage, type View } from '../../../lib/preferences-page/page';
import languages from '../../../templates/preferences.words';
import { importsOf } from '../../support/imports';
import { ATTRIBUTE_BREAKERS, ENCODED, MARKUP } from '../../support/injections';
import { NOTIFICATIONS } from '../../support/notifications';

/** All that there are: a topic more is here without being named. */
const TOPICS = NOTIFICATIONS.map(({ notification }) => notification);

const INJECTIONS = [...MARKUP, ...ATTRIBUTE_BREAKERS, ...ENCODED];

const view = (changes: Partial<View> = {}): View => ({
  locale: 'en',
  name: 'Ada',
  ways: [{ channel: 'email', shown: 'a…@example.com' }],
  topics: TOPICS,
  controls: controlsOf(TOPICS, ['email'], []),
  saved: false,
  ...changes,
});

/** The tags of a page, without what stands between them. */
const tagsOf = (html: string) => html.match(/<[^>]*>/g);

it('offers every topic that a function is fed by', () => {
  const offered = importsOf('handlers/preferences.ts').filter((file) =>
    file.startsWith('lib/notifications/'),
  );

  expect(offered.sort()).toEqual(NOTIFICATIONS.map(({ file }) => file.slice(0, -'.ts'.length)).sort());
});

describe('the languages', () => {
  it.each(FUNCTIONS.map(({ topic }) => topic))('say what %s is', (topic) => {
    expect(languages.en?.().texts[topic]).toBeTruthy();
  });

  it.each(TOPICS.flatMap(({ topic, mandatory }) => (mandatory ? [topic] : [])))(
    'say what of %s cannot be switched off',
    (topic) => {
      expect(languages.en?.().texts[`${topic}_mandatory`]).toBeTruthy();
    },
  );

  it('have no text of the page that it never shows', () => {
    const shown = [
      choicesPage(
        view({
          saved: true,
          ways: [...view().ways, { channel: 'sms', shown: '…42' }, { channel: 'push', shown: '1' }],
        }),
      ),
      ...(['nothing', 'invalid', 'failed', 'refused'] as const).map((notice) => noticePage(notice, 'en')),
    ].join('');
    const { preferences = {} } = require('../../../templates/languages/en.json');

    const texts = Object.values<string>(preferences).map((text) => text.split('{')[0] ?? '');
    expect(texts.filter((text) => !shown.includes(text))).toEqual([]);
  });
});

describe('a link that does not work', () => {
  it.each([
    ['en', 'write to us'],
    ['de', 'schreiben Sie uns'],
    ['ar', 'فراسلنا'],
  ])('also says in %s what to do without a newer mail, and where to', (locale, words) => {
    const html = noticePage('invalid', locale);

    expect(html).toContain(words);
    expect(html).toContain('href="mailto:');
  });
});

describe('the page', () => {
  it.each(INJECTIONS)('has the same tags whatever the name: %j', (injection) => {
    expect(tagsOf(choicesPage(view({ name: injection })))).toEqual(tagsOf(choicesPage(view())));
  });

  it.each(INJECTIONS)('has the same tags whatever the address: %j', (injection) => {
    const ways = [{ channel: 'email', shown: injection }] as const;

    expect(tagsOf(choicesPage(view({ ways })))).toEqual(tagsOf(choicesPage(view())));
  });

  it('has no script, and asks for nothing from elsewhere', () => {
    const html = choicesPage(view());

    expect(html).not.toMatch(/<script|<link|@import|url\(| on\w+=/);
  });

  it('says what always comes of the channels that are on, and of no others', () => {
    const both = [...view().ways, { channel: 'sms', shown: '…42' } as const];
    const html = choicesPage(view({ ways: both, controls: controlsOf(TOPICS, ['email', 'sms'], []) }));
    const notesOf = (name: string) =>
      new RegExp(`type="checkbox" name="${name}"[^>]* aria-describedby="([^"]*)"`).exec(html)?.[1];

    expect(notesOf('payment_notification email')).toBe('note-payment_notification');
    expect(notesOf('payment_notification sms')).toBeUndefined();
    expect(notesOf('sms')).toBe('note-all');
    expect(html).toContain('<small id="note-all">If you untick this, nothing comes this way.</small>');
  });

  it('promises nothing where one topic comes by text, and texts as such were never wanted', () => {
    const onlyDelivery = [{ topics: { delivery_notification: { sms: true } } }];
    const ways = [{ channel: 'sms', shown: '…42' } as const];
    const html = choicesPage(view({ ways, controls: controlsOf(TOPICS, ['sms'], onlyDelivery) }));

    expect(html).not.toContain('always');
  });

  it.each([
    ['a'.repeat(60), 'a'.repeat(60)],
    ['a'.repeat(500), `${'a'.repeat(30)}…${'a'.repeat(29)}`],
  ])('shows of a name no more than sixty characters: %j', (name, shown) => {
    expect(choicesPage(view({ name }))).toContain(`<li>${shown}</li>`);
  });

  it('isolates a name that runs the other way', () => {
    expect(choicesPage(view({ name: 'ابن سينا' }))).toContain('<li>\u2068ابن سينا\u2069</li>');
  });

  it('is in English for a language that there is not', () => {
    expect(choicesPage(view({ locale: 'fi' }))).toContain('<html lang="en" dir="ltr">');
  });
});
