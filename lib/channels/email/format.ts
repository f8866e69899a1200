/** Keeps what was made: a formatter costs more to make than a whole mail, and there are few of them. */
function remembered<T>(make: (locale: string, variant: string) => T): (locale: string, variant: string) => T {
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

const currencyStyle = (currency: string) =>
  currency ? ({ style: 'currency', currency } as const) : { minimumFractionDigits: 2 };

const numbers = remembered((locale, variant) => {
  const [currency = '', decimals] = variant.split(' ');
  const digits = decimals ? { maximumFractionDigits: Number(decimals) } : {};
  return new Intl.NumberFormat(locale, { ...currencyStyle(currency), ...digits });
});

const usualDecimals = remembered(
  (locale, currency) =>
    new Intl.NumberFormat(locale, currencyStyle(currency)).resolvedOptions().maximumFractionDigits ?? 0,
);

/**
 * Writes an amount as exactly as it was given, and with no fewer decimals than the currency has. The decimal string goes to Intl as it
 * is: ECMA-402 formats it exactly, where a number would be rounded.
 */
export function money(amount: `${number}`, currency: string | undefined, locale: string): string {
  const decimals = amount.split('.')[1]?.length ?? 0;
  const more = decimals > usualDecimals(locale, currency ?? '');
  return numbers(locale, more ? `${currency ?? ''} ${decimals}` : (currency ?? '')).format(amount);
}

const DATE_ONLY = /^\d{4}-\d{2}-\d{2}$/;

const DAY = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' } as const;
const TIME = { hour: '2-digit', minute: '2-digit', timeZoneName: 'short' } as const;

const days = remembered((locale, timeZone) => new Intl.DateTimeFormat(locale, { ...DAY, timeZone }));
const moments = remembered(
  (locale, timeZone) => new Intl.DateTimeFormat(locale, { ...DAY, ...TIME, timeZone }),
);

/** Writes `2026-11-24` in words. A day is that day in every time zone; a moment is told with its time, in `timeZone`. */
export const day = (iso: string, locale: string, timeZone: string): string =>
  (DATE_ONLY.test(iso) ? days(locale, 'UTC') : moments(locale, timeZone)).format(new Date(iso));
