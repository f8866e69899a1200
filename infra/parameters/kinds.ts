import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as z from 'zod';
import { VARIABLES } from '../../lib/config';
import { email as address } from '../../lib/notifications/fields/email';

/*
 * Kinds of values, as people write them after `--param name=`. Each kind says in words what it expects.
 */

export const choice = <const V extends readonly [string, ...string[]]>(...values: V) =>
  z.enum(values, {
    error: values
      .slice(0, -1)
      .join(', ')
      .concat(` or ${values.at(-1)}`),
  });

export const flag = choice('true', 'false').transform((value) => value === 'true');

export const number = (what: string, accepted: (value: number) => boolean) =>
  z
    .string({ error: what })
    .regex(/^\d+(?:\.\d+)?$/, { error: what })
    .transform(Number)
    .refine(accepted, { error: what });

export const whole = (min: number, max: number) =>
  number(
    `a whole number from ${min} to ${max}`,
    (value) => Number.isInteger(value) && value >= min && value <= max,
  );

export const sendRate = (what: string) =>
  number(`a number of ${what} a second, above 0 and at most 10000`, (value) => value > 0 && value <= 10_000);

export function oneOf<const V extends number>(values: readonly V[]) {
  const what = `one of ${values.join(', ')}`;
  return z.pipe(
    number(what, () => true),
    z.literal([...values], { error: what }),
  );
}

export const pattern = (what: string, expression: RegExp) =>
  z.string({ error: what }).regex(expression, { error: what });

/** Reads parts between commas, each of which matches. */
export const list = (what: string, expression: RegExp) =>
  z.string({ error: what }).transform((raw, context) => {
    const parts = raw.split(',').map((part) => part.trim());
    if (parts.every((part) => expression.test(part))) return parts;
    context.addIssue({ code: 'custom', message: what });
    return z.NEVER;
  });

/** The key of a tag. @example keyOf('team=shop') // 'team' */
export const keyOf = (tag: string): string => tag.slice(0, tag.indexOf('='));

export const arn = (what: string, expression: RegExp) => pattern(`the ARN of ${what}`, expression);

export const kmsKeyArn = arn('a KMS key, not of an alias', /^arn:[\w-]+:kms:[\w-]+:\d{12}:key\/[\w-]+$/);
export const tableArn = arn('a DynamoDB table', /^arn:[\w-]+:dynamodb:[\w-]+:\d{12}:table\/[\w.-]{3,255}$/);

/** Permissions compare the whole ARN. Source: Secrets Manager user guide, `reference_iam-permissions`. */
export const secretArn = arn(
  'a Secrets Manager secret, with the six characters that AWS puts at its end',
  /^arn:[\w-]+:secretsmanager:[\w-]+:\d{12}:secret:[\w/+=.@-]+-[A-Za-z0-9]{6}$/,
);

const TIMESTAMP = 'a time in ISO 8601 with its zone, not in the future, such as 2026-11-22T18:00:00Z';

/** As CloudFormation takes it: whole seconds since the epoch, not in the future. Source: Lambda API reference, `CreateEventSourceMapping`. */
export const timestamp = pattern(
  TIMESTAMP,
  /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/,
)
  // JavaScript reads 31 February as 3 March.
  .refine((value) => z.safeParse(z.iso.date(), value.slice(0, 10)).success, { error: TIMESTAMP })
  .refine((value) => Date.parse(value) <= Date.now(), { error: TIMESTAMP })
  .transform((value) => Math.floor(Date.parse(value) / 1_000));

export const email = z.pipe(z.string({ error: 'an e-mail address' }), address);

/** As the functions read it. */
export const allowedRecipients = z.string().superRefine((value, context) => {
  const { error } = VARIABLES.shape.ALLOWED_RECIPIENTS.safeParse(value);
  if (error) context.addIssue({ code: 'custom', message: error.issues[0]?.message ?? '' });
});

/** Tells whether such a list leaves nobody out. */
export const isEverybody = (recipients: string): boolean =>
  recipients.split(',').some((pattern) => pattern.trim() === '*');

const CREDENTIALS_FILE =
  'a file with an external_account configuration of Google for AWS; the key of a service account belongs into Secrets Manager (fcmSecretArn)';

/** Reads a file by its path from the folder of serverless.yml on, or absolute. What is in it is never shown. */
export const credentialsFile = z.string({ error: CREDENTIALS_FILE }).transform((path, context) => {
  try {
    const text = JSON.stringify(JSON.parse(readFileSync(resolve(__dirname, '../..', path), 'utf8')));
    if (VARIABLES.shape.FCM_CREDENTIALS.safeParse(text).success) return text;
  } catch {
    // Not there, or no JSON: neither is such a configuration.
  }
  context.addIssue({ code: 'custom', message: CREDENTIALS_FILE });
  return z.NEVER;
});
