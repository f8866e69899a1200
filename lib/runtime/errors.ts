import type { FailureCode } from './outcome';

// Names are written out: minifying renames classes.

/** A missing or wrong environment variable; thrown while the function starts, so that no record is taken. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** The function was invoked with something that no Kafka event source mapping sends. */
export class NotKafkaEventError extends Error {
  override readonly name = 'NotKafkaEventError';
}

/** The function was invoked with something that is no event of a mail. Its message is safe to log. */
export class MailEventError extends Error {
  override readonly name = 'MailEventError';
}

/** The options of a redrive cannot be read; nothing was sent. */
export class RedriveOptionsError extends Error {
  override readonly name = 'RedriveOptionsError';
}

/** DynamoDB refused, failed or did not answer; the record is worth another try. Its message is safe to log. */
export class StoreUnavailableError extends Error {
  override readonly name = 'StoreUnavailableError';

  constructor(
    readonly code: Extract<FailureCode, `${string}_unavailable`>,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Secrets Manager refused, failed or did not answer, or the secret is not as expected. Its message is safe to log. */
export class SecretUnavailableError extends Error {
  override readonly name = 'SecretUnavailableError';
}

/** No answer in time. The SDK knows an error of this name as one that may be tried again. */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
}

/** Zod's begins with a $. */
const ERROR_NAME = /^\$?([A-Za-z]{1,64})$/;

/** Returns the name of an error, which is safe to log. Its message is not: the SDK and AWS quote what they were given. */
export function nameOf(error: unknown): string {
  const name = typeof error === 'object' && error !== null && 'name' in error ? String(error.name) : '';
  return ERROR_NAME.exec(name)?.[1] ?? 'Error';
}

/** A place in a file, as V8 writes it: `at fn (file.ts:1:2)`, `at async Promise.all (index 0)`. */
const FRAME = /^\s+at .*(?::\d+:\d+\)?|\((?:<anonymous>|native|index \d+)\))$/;

/** Tells where an error came from, line by line. It leaves out the message, which may quote what a customer wrote. */
export function framesOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || typeof error.stack !== 'string') return undefined;
  // A message that was changed afterwards cannot be told from the frames.
  if (!error.stack.includes(error.message)) return undefined;
  // A message may have lines that look like frames; the frames begin after it.
  const behindMessage = error.stack.slice(error.stack.indexOf(error.message) + error.message.length);
  return behindMessage
    .split('\n')
    .filter((line) => FRAME.test(line))
    .map((line) => line.trim())
    .join('\n');
}
