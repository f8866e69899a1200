/** Keeps what was made: a formatter costs more to make than a whole mail, and there are few of them. */
export function remember<T>(
  make: (locale: string, variant: string) => T,
): (locale: string, variant: string) => T {
  const made = new Map<string, T>();
  return (locale, variant) => {
    const key = `${locale} ${variant}`;
    let one = made.get(key);
    if (one === undefined) {
      // Regions and currencies come from outside; what is forgotten is only made again.
      if (made.size === MOST) made.clear();
      one = make(locale, variant);
      made.set(key, one);
    }
    return one;
  };
}

const MOST = 500;

/** Decimals of the currencies that have not two. Source: ISO 4217, list one; V8 has some of its own (HUF, IDR, PKR: none). */
const WITHOUT = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF';
const WITH_THREE = 'BHD IQD JOD KWD LYD OMR TND';
const WITH_FOUR = 'CLF UYW';

const numbers = remember((locale, currency) => {
  const decimals = WITH_FOUR.includes(currency) ? 4 : WITH_THREE.includes(currency) ? 3 : 2;
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
    trailingZeroDisplay: WITHOUT.includes(currency) ? 'stripIfInteger' : 'auto',
  });
});

const plainNumbers = remember((locale) => new Intl.NumberFormat(locale, { maximumFractionDigits: 20 }));

/** Writes a number with all of its digits. */
export const number = (value: `${number}`, locale: string): string => plainNumbers(locale, '').format(value);

let currencies: ReadonlySet<string> | undefined;

/**
 * Writes an amount, rounded half up to the currency's decimals, and to no fewer than two. The decimal string goes to Intl as it is:
 * ECMA-402 formats it exactly, where a number would be rounded in binary. A currency that Intl does not know (crypto
 * money, points) shows all digits.
 */
export function money(amount: `${number}`, currency: string, locale: string): string {
  currencies ??= new Set(Intl.supportedValuesOf('currency'));
  return currencies.has(currency) ? numbers(locale, currency).format(amount) : `${amount}\u00a0${currency}`;
}

const DAY = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' } as const;
const TIME = { hour: '2-digit', minute: '2-digit' } as const;
const ZONE = { timeZoneName: 'short' } as const;

const days = remember((locale, timeZone) => new Intl.DateTimeFormat(locale, { ...DAY, timeZone }));
const localTimes = remember(
  (locale, timeZone) => new Intl.DateTimeFormat(locale, { ...DAY, ...TIME, timeZone }),
);
const moments = remember(
  (locale, timeZone) => new Intl.DateTimeFormat(locale, { ...DAY, ...TIME, ...ZONE, timeZone }),
);

const hasTime = (iso: string): boolean => iso.includes('T');
const hasOffset = (iso: string): boolean => /T.*[Z+-]/.test(iso);

/** Writes `2026-11-24` in words: that day in every time zone. Of a moment, it writes the day in `timeZone`. */
export const day = (iso: string, locale: string, timeZone: string): string =>
  days(locale, hasTime(iso) ? timeZone : 'UTC').format(new Date(iso));

/** The same with the time of day: of a moment in `timeZone`; as it is where it says no offset, and then no zone is named. */
export function moment(iso: string, locale: string, timeZone: string): string {
  if (hasOffset(iso)) return moments(locale, timeZone).format(new Date(iso));
  return hasTime(iso) ? localTimes(locale, 'UTC').format(new Date(`${iso}Z`)) : day(iso, locale, timeZone);
}
