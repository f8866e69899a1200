import * as z from 'zod';
import { ConfigError } from './errors';
import { email } from './fields';

const wholeNumber = (min: number, max: number, fallback: number) => {
  const error = `a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d+$/, { error })
    .transform(Number)
    .refine((value) => value >= min && value <= max, { error })
    .default(fallback);
};

const RATE = 'a number of e-mails a second, above 0 and at most 10000, such as 0.7';
const ALLOWED = 'a comma-separated list of e-mail addresses and *@domain, or * for everybody';

const resource = (what: string) =>
  z.string({ error: what }).regex(/^[\w.:/-]{1,255}$/, { error: `${what} (letters, digits, _ . : / -)` });

/** Lower case, so that they compare with lower-cased addresses. */
const allowedRecipients = z.string({ error: ALLOWED }).transform((raw, context) => {
  const patterns = raw.split(',').map((pattern) => pattern.trim().toLowerCase());
  const normalised = patterns.map((pattern) => {
    if (pattern === '*') return pattern;
    const wildcard = pattern.startsWith('*@');
    if (pattern.lastIndexOf('*') > 0) return false;
    const parsed = email.safeParse(wildcard ? `any${pattern.slice(1)}` : pattern);
    return parsed.success && (wildcard ? `*${parsed.data.slice('any'.length)}` : parsed.data);
  });
  const valid = normalised.filter((pattern) => pattern !== false);
  if (valid.length === patterns.length) return new Set(valid);
  context.addIssue({ code: 'custom', message: ALLOWED });
  return z.NEVER;
});

/** Every environment variable of the functions; the README's table is held to this list by a test. */
export const VARIABLES = z.object({
  SENDER_EMAIL: email.describe('From address of every mail; verified in SES'),
  REPLY_TO: email.optional().describe('Reply-To address; without it, replies go to SENDER_EMAIL'),
  SES_CONFIGURATION_SET: resource('the name of an SES configuration set')
    .optional()
    .describe('SES configuration set that every mail is sent with'),
  SES_MAX_SEND_RATE: z
    .string({ error: RATE })
    .regex(/^\d+(?:\.\d+)?$/, { error: RATE })
    .transform(Number)
    .refine((value) => value > 0 && value <= 10_000, { error: RATE })
    .describe("This instance's share of the account's sending rate, in e-mails a second"),
  MAX_CONCURRENT_SENDS: wholeNumber(1, 100, 8).describe('Most sends in flight at once in one instance'),
  ALLOWED_RECIPIENTS: allowedRecipients.describe(
    'Who may get mail on this stage: addresses and `*@domain`, comma-separated, or `*` for everybody; all others are skipped',
  ),
  MAX_NOTIFICATION_AGE: wholeNumber(0, 31_536_000, 86_400).describe(
    'Seconds after which a record is too old to be mailed, counted from its Kafka timestamp; 0 is off',
  ),
  CONTACTS_TABLE: resource('the name of a DynamoDB table').describe('DynamoDB table of contacts, read only'),
  NOTIFICATION_LOG_TABLE: resource('the name of a DynamoDB table').describe(
    'DynamoDB table of the notification log',
  ),
  NOTIFICATION_LOG_TTL_DAYS: wholeNumber(1, 3_650, 30).describe(
    "Days that the log remembers a notification; more than the mapping's record age plus the time a redrive may take",
  ),
  METRICS_NAMESPACE: resource('a CloudWatch namespace')
    .default('notification-service')
    .describe('CloudWatch namespace of the metrics; one a stage'),
});

export type Config = z.infer<typeof VARIABLES>;

/** Values are shown because they are configuration; this service has no secret in its environment. */
const shown = (value: string | undefined): string =>
  value === undefined ? 'nothing' : JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);

/**
 * The environment, validated once while the function starts. An empty variable counts as absent.
 *
 * @throws ConfigError that names every wrong variable, what was expected and what was found.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = VARIABLES.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => {
    const variable = String(path[0]);
    return `  ${variable}: expected ${message}, found ${shown(environment[variable])}`;
  });
  throw new ConfigError(`The environment of this function is not valid:\n${problems.join('\n')}`);
}
