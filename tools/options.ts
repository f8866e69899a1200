import { UsageError } from './command';

/** What a number of the command line must be, and what it is when it is not given. */
export interface NumberLimits {
  readonly least?: number;
  readonly most?: number;
  readonly whole?: boolean;
  readonly fallback: number;
}

/**
 * Reads a number of the command line.
 *
 * @throws UsageError
 * @example numberOption('fail-rate', '0.2', { least: 0, most: 1, fallback: 0 }) // 0.2
 */
export function numberOption(name: string, given: string | undefined, limits: NumberLimits): number {
  if (given === undefined) return limits.fallback;
  const { least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY, whole = false } = limits;
  const value = Number(given);
  const isNumber = given.trim() !== '' && Number.isFinite(value) && (!whole || Number.isSafeInteger(value));
  if (isNumber && value >= least && value <= most) return value;
  const from = limits.least === undefined ? '' : ` from ${least}`;
  const to = limits.most === undefined ? '' : ` to ${most}`;
  throw new UsageError(
    `--${name}: expected a ${whole ? 'whole ' : ''}number${from}${to}, found ${JSON.stringify(given)}`,
  );
}
