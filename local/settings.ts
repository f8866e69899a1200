/** Timers take no longer ones, and would not wait at all. In milliseconds, about 24 days. */
export const LONGEST_WAIT = 2 ** 31 - 1;

/** Told to the user as it is, without a stack trace. */
export class SettingsError extends Error {}

/** `a=1,b=2` as an object; every name must be one of `names`. @throws SettingsError */
export function pairs<Name extends string>(
  what: string,
  text: string,
  names: readonly Name[],
): Partial<Record<Name, string>> {
  const found: Partial<Record<Name, string>> = {};
  for (const part of text.split(',').map((one) => one.trim())) {
    if (part === '') continue;
    const [name = '', value, ...more] = part.split('=');
    const known = names.find((one) => one === name);
    if (known === undefined || value === undefined || more.length > 0)
      throw new SettingsError(`${what}: expected ${names.join('=…, ')}=…, found ${JSON.stringify(part)}`);
    found[known] = value;
  }
  return found;
}

/** A number from 0 to `max`, or the fallback where nothing is given. @throws SettingsError */
export function numberOf(
  what: string,
  text: string | undefined,
  fallback: number,
  max = Number.MAX_SAFE_INTEGER,
): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (text !== '' && value >= 0 && value <= max) return value;
  throw new SettingsError(
    `${what}: expected a number from 0${max === Number.MAX_SAFE_INTEGER ? '' : ` to ${max}`}, found ${JSON.stringify(text)}`,
  );
}

/** What one of these words stands for, or the fallback where nothing is given. @throws SettingsError */
export function choiceOf<T>(
  what: string,
  text: string | undefined,
  choices: Readonly<Record<string, T>>,
  fallback: T,
): T {
  if (text === undefined) return fallback;
  const choice = Object.hasOwn(choices, text) ? choices[text] : undefined;
  if (choice !== undefined) return choice;
  throw new SettingsError(
    `${what}: expected ${Object.keys(choices).join(', ')}, found ${JSON.stringify(text)}`,
  );
}
