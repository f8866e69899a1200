import { UsageError } from './command';

/** What an option may be given. */
interface Limits {
  readonly least?: number;
  readonly most?: number;
  readonly whole?: boolean;
}

/** Builds the error for an option that has a wrong value. @example `--fail-rate: expected a number from 0 to 1, found "x"` */
export const wrongOption = (name: string, expected: string, given: string): UsageError =>
  new UsageError(`--${name}: expected ${expected}, found ${JSON.stringify(given)}`);

function describeNumber({ least, most, whole = false }: Limits): string {
  const kind = whole ? 'a whole number' : 'a number';
  if (least === undefined) return most === undefined ? kind : `${kind} up to ${most}`;
  return most === undefined ? `${kind} from ${least}` : `${kind} from ${least} to ${most}`;
}

/** Reads a number in decimal digits. @throws UsageError for anything else, and for a number beyond the limits */
export function numberOption(
  name: string,
  given: string | undefined,
  { fallback, ...limits }: Limits & { readonly fallback: number },
): number {
  if (given === undefined) return fallback;
  const { least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY, whole = false } = limits;
  const value = /^-?\d*\.?\d+$/.test(given) ? Number(given) : Number.NaN;
  const fits = value >= least && value <= most && (!whole || Number.isSafeInteger(value));
  if (fits) return value;
  throw wrongOption(name, describeNumber(limits), given);
}
