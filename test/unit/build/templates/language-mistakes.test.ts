import { problemsOf } from '../../../../build/templates/language-mistakes';
import { readLanguages } from '../../../../build/templates/languages';

describe('the languages', () => {
  const languages = readLanguages();
  type Sections = Record<string, Record<string, string>>;
  const changed = (change: (german: Sections) => void, tag = 'de') => {
    const words = structuredClone(languages.de) as never;
    change(words);
    return problemsOf({ ...languages, [tag]: words });
  };

  it('of this repository have no problems', () => {
    expect(problemsOf(languages)).toEqual([]);
  });

  it.each([
    ['a missing text', (de: Sections) => delete de.order?.subject, 'order.subject is missing'],
    [
      'a text that English has not',
      (de: Sections) => Object.assign(de.order ?? {}, { x: 'x' }),
      'order.x is not in en.json',
    ],
    [
      'another placeholder',
      (de: Sections) => Object.assign(de.order ?? {}, { subject: 'Bestellung {orderid}' }),
      'order.subject is to have the placeholders {order_id}',
    ],
    [
      'an empty text',
      (de: Sections) => Object.assign(de.order ?? {}, { lead: '' }),
      'order.lead is to be text on one line',
    ],
    [
      'a subject with a line break',
      (de: Sections) => Object.assign(de.order ?? {}, { subject: 'x {order_id}\nBcc: y' }),
      'order.subject is to be text on one line',
    ],
    [
      'no direction',
      (de: Sections) => Object.assign(de.language ?? {}, { direction: 'left' }),
      'language.direction is "ltr" or "rtl"',
    ],
    [
      'a locale that is none',
      (de: Sections) => Object.assign(de.language ?? {}, { locale: 'de_DE' }),
      'language.locale is a locale such as "en-GB"',
    ],
    [
      'a mark that reorders what is around it',
      (de: Sections) => Object.assign(de.order ?? {}, { lead: 'x\u202ey' }),
      'order.lead is to be text on one line',
    ],
    [
      'a text that is a number',
      (de: Sections) => Object.assign(de.order ?? {}, { lead: 5 }),
      'order.lead is to be text on one line',
    ],
    [
      'a section that is empty',
      (de: Sections) => Object.assign(de, { order: null }),
      'order is to be an object of texts',
    ],
  ])('may not have %s', (_, change, problem) => {
    expect(changed(change)).toContain(`templates/languages/de.json: ${problem}`);
  });

  it.each(['\u200c', '\u200d', '\u200f', '\u00ad'])(
    'may have %j, which some cannot be written without',
    (mark) => {
      expect(changed((de) => Object.assign(de.order ?? {}, { lead: `x${mark}y` }))).toEqual([]);
    },
  );

  it.each(['de_DE', 'DE', 'd', 'german language'])('are named by a language tag, not %j', (tag) => {
    expect(changed(() => {}, tag)).toEqual([
      `templates/languages/${tag}.json: is not named for a language (BCP 47)`,
    ]);
  });

  it.each(['carrier', 'name', 'order_url'])(
    'may not say {%s} in a subject: nothing fills it there',
    (name) => {
      const languagesWith = Object.entries(structuredClone(languages) as unknown as Record<string, Sections>);
      for (const [, words] of languagesWith) Object.assign(words.shipment ?? {}, { subject: `x {${name}}` });

      expect(problemsOf(Object.fromEntries(languagesWith) as never)).toContain(
        'templates/languages/de.json: shipment.subject may have the placeholders {order_id}, {brand} only',
      );
    },
  );
});
