import type { Reader } from '../recipients/contact';
import { brand } from './brand';
import { day, moment, money, number } from './format';
import { languageFor, type Words } from './language';

/** What a notification says in the reader's way: dates, numbers and money. */
export interface Format {
  /** A number with all of its digits. */
  number(value: `${number}`): string;
  money(amount: `${number}`, currency: string): string;
  /** A day, or the day of a moment in the reader's time zone, else in that of the brand (ISO 8601). */
  day(iso: string): string;
  /** A day with the time of day, where it has one; a moment in the same time zone. */
  moment(iso: string): string;
}

/** The texts for one reader. */
export interface Wording {
  /** BCP 47. */
  readonly tag: string;
  readonly direction: 'ltr' | 'rtl';
  readonly texts: Words['texts'];
  readonly format: Format;
}

const loaded = new WeakMap<() => Words, Words>();

/** Makes the texts when the first message needs them, and keeps them. */
function wordsOf(load: () => Words): Words {
  let words = loaded.get(load);
  if (words === undefined) {
    words = load();
    loaded.set(load, words);
  }
  return words;
}

/** Finds the texts in the language of a reader, and how their dates, numbers and money are written. Pure. */
export function wordsFor(reader: Reader, languages: Readonly<Record<string, () => Words>>): Wording {
  const { tag, locale } = languageFor(reader.locale, languages);
  const load = languages[tag];
  if (load === undefined) throw new Error(`no language ${tag}`);
  const { direction, texts, ...words } = wordsOf(load);
  const inWords = locale ?? words.locale;
  const timeZone = reader.timezone ?? brand.timeZone;
  return {
    tag,
    direction,
    texts,
    format: {
      number: (value) => number(value, inWords),
      money: (amount, currency) => money(amount, currency, inWords),
      day: (iso) => day(iso, inWords, timeZone),
      moment: (iso) => moment(iso, inWords, timeZone),
    },
  };
}
