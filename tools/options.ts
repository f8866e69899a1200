import { UsageError } from './command';

/** Builds the error for a wrong value. @param name of the option or variable, such as `--port` or `KAFKA_BROKERS` */
export const wrongValue = (name: string, expected: string, given: string): UsageError =>
  new UsageError(`${name}: expected ${expected}, found ${JSON.stringify(given)}`);

/** What a number may be. */
interface Limits {
  readonly least?: number;
  readonly most?: number;
  readonly whole?: boolean;
}

function describeNumber({ least, most, whole = false }: Limits): string {
  const kind = whole ? 'a whole number' : 'a number';
  if (least === undefined) return most === undefined ? kind : `${kind} up to ${most}`;
  return most === undefined ? `${kind} from ${least}` : `${kind} from ${least} to ${most}`;
}

function readNumber(name: string, given: string, limits: Limits): number {
  const { least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY, whole = false } = limits;
  const value = /^-?\d*\.?\d+$/.test(given) ? Number(given) : Number.NaN;
  const fits = value >= least && value <= most && (!whole || Number.isSafeInteger(value));
  if (fits) return value;
  throw wrongValue(`--${name}`, describeNumber(limits), given);
}

/**
 * Reads a number in decimal digits.
 *
 * @throws UsageError for anything else, and beyond the limits
 * @example numberOption('fail-rate', '0.5', { least: 0, most: 1, fallback: 0 }) // 0.5
 */
export const numberOption = (
  name: string,
  given: string | undefined,
  { fallback, ...limits }: Limits & { readonly fallback: number },
): number => (given === undefined ? fallback : readNumber(name, given, limits));

/** Splits a value that holds several, with commas between them. */
export const partsOf = (given: string): string[] => given.split(',').map((part) => part.trim());

/** Reads numbers with commas between them. @throws UsageError @example numbersOption('batch', '1,100', { least: 1, fallback: 1000 }) // [1, 100] */
export const numbersOption = (
  name: string,
  given: string | undefined,
  { fallback, ...limits }: Limits & { readonly fallback: number },
): number[] =>
  given === undefined ? [fallback] : partsOf(given).map((part) => readNumber(name, part, limits));

/**
 * Reads words with commas between them, in upper or lower case, as what each of them means.
 *
 * @param expected what the words are, for the person who wrote another
 * @throws UsageError
 */
export const choicesOption = <T>(
  name: string,
  given: string,
  choices: ReadonlyMap<string, T>,
  expected: string,
): T[] =>
  partsOf(given).map((part) => {
    const choice = choices.get(part.toLowerCase());
    if (choice === undefined) throw wrongValue(`--${name}`, expected, part);
    return choice;
  });

/** Reads `name=value`; the value may hold further equals signs, or nothing. @throws UsageError */
export function pairOption(name: string, given: string): [name: string, value: string] {
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(given) ?? [];
  if (key === undefined || value === undefined) throw wrongValue(`--${name}`, 'name=value', given);
  return [key, value];
}

/** Reads `host:port`, several with commas between them. @param name of the option or variable @throws UsageError */
export function addressesOf(name: string, given: string): string[] {
  const addresses = partsOf(given);
  const wrong = addresses.find((one) => !/^[\w.-]+:\d{1,5}$/.test(one));
  if (wrong !== undefined) throw wrongValue(name, 'host:port, such as 127.0.0.1:9092', wrong);
  return addresses;
}
