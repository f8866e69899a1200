import * as fc from 'fast-check';
import { languageFor } from '../../../lib/channels/language';

const TAGS = { en: 1, de: 1, ar: 1, 'pt-BR': 1 };

describe('the language for a reader', () => {
  it.each([
    ['de', 'de', undefined],
    ['de-AT', 'de', 'de-AT'],
    ['de_AT', 'de', 'de-AT'],
    ['de_DE.UTF-8', 'de', 'de-DE'],
    ['de-DE@euro', 'de', 'de-DE'],
    ['DE-at', 'de', 'de-AT'],
    ['de-Latn-CH-1996', 'de', 'de-Latn-CH'],
    ['de-AT-u-nu-arab', 'de', 'de-AT'],
    ['ar-EG', 'ar', 'ar-EG'],
    ['en-US', 'en', 'en-US'],
    ['pt-BR', 'pt-BR', 'pt-BR'],
  ])('%s is %s, with the numbers and dates of %s', (written, tag, locale) => {
    expect(languageFor(written, TAGS)).toEqual({ tag, locale });
  });

  it.each([undefined, '', 'zh', 'zh-Hant-TW', 'pt', 'pt-PT', 'x', '!', 'de--AT', 'constructor', '__proto__'])(
    'is English, as English is written by default, for %p',
    (written) => {
      expect(languageFor(written, TAGS)).toEqual({ tag: 'en', locale: undefined });
    },
  );

  it('is one that there is, whatever is written', () => {
    const written = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.stringMatching(/^[a-z]{2,3}(?:-[A-Za-z]{4})?(?:-[A-Z]{2})?(?:-[a-z0-9]{5,8})?$/),
    );

    fc.assert(
      fc.property(written, (locale) => {
        const choice = languageFor(locale, TAGS);

        expect(Object.keys(TAGS)).toContain(choice.tag);
        expect(() => new Intl.DateTimeFormat(choice.locale)).not.toThrow();
      }),
      { numRuns: 2_000 },
    );
  });
});
