import * as z from 'zod/mini';
import { email } from './notifications/fields/email';
import { ConfigError } from './runtime/errors';
import { refuse } from './runtime/validation';

const wholeNumber = (min: number, max: number) => {
  const error = `a whole number from ${min} to ${max}`;
  const schema = z.pipe(z.string().check(z.regex(/^\d+$/, { error })), z.transform(Number));
  return schema.check(z.refine((value) => value >= min && value <= max, { error }));
};

const RATE = 'a number of e-mails a second, above 0 and at most 10000, such as 0.7';
const ALLOWED = 'a comma-separated list of e-mail addresses and *@domain, or * for everybody';

const resource = (what: string) =>
  z
    .string({ error: what })
    .check(z.regex(/^[\w.:/-]{1,255}$/, { error: `${what} (letters, digits, _ . : / -)` }));

const PAGE = 'an https URL without a slash at the end';

/** On a laptop it is http. */
const pageUrl = z.string({ error: PAGE }).check(
  z.regex(/^(?:https:\/\/[\w.-]+|http:\/\/(?:localhost|127\.0\.0\.1))(?::\d+)?(?:\/[\w-]+)*$/, {
    error: PAGE,
  }),
);

/** Lower case, so that they compare with lower-cased addresses. */
const allowedRecipients = z.pipe(
  z.string({ error: ALLOWED }),
  z.transform((raw, context) => {
    const patterns = raw.split(',').map((pattern) => pattern.trim().toLowerCase());
    const normalised = patterns.map((pattern) => {
      if (pattern === '*') return pattern;
      const wildcard = pattern.startsWith('*@');
      if (pattern.lastIndexOf('*') > 0) return false;
      const parsed = email.safeParse(wildcard ? `any${pattern.slice(1)}` : pattern);
      return parsed.success && (wildcard ? `*${parsed.data.slice('any'.length)}` : parsed.data);
    });
    const valid = normalised.filter((pattern) => pattern !== false);
    return valid.length === patterns.length ? new Set(valid) : refuse(context, ALLOWED);
  }),
);

const sendRate = z
  .pipe(z.string({ error: RATE }).check(z.regex(/^\d+(?:\.\d+)?$/, { error: RATE })), z.transform(Number))
  .check(z.refine((value) => value > 0 && value <= 10_000, { error: RATE }));

/** Every environment variable of the functions; docs/configuration.md is held to this list by a test. */
export const VARIABLES = z.object({
  SENDER_EMAIL: email.check(z.describe('From address of every mail; verified in SES')),
  REPLY_TO: z.optional(email).check(z.describe('Reply-To address; without it, replies go to SENDER_EMAIL')),
  SES_CONFIGURATION_SET: z
    .optional(resource('the name of an SES configuration set'))
    .check(z.describe('SES configuration set that every mail is sent with')),
  SES_MAX_SEND_RATE: sendRate.check(
    z.describe("The account's sending rate, in e-mails a second; all instances share it"),
  ),
  SEND_INSTANCES: z
    ._default(wholeNumber(1, 100_000), 20)
    .check(
      z.describe(
        'Most instances at once, all functions together; while the shared rate cannot be used, each keeps to the rate divided by it',
      ),
    ),
  MAX_CONCURRENT_SENDS: z
    .optional(wholeNumber(1, 100))
    .check(
      z.describe(
        'Most sends in flight at once in one instance; without it, as many as SES_MAX_SEND_RATE, at least 8 and at most 100',
      ),
    ),
  ALLOWED_RECIPIENTS: allowedRecipients.check(
    z.describe(
      'Who may get mail on this stage: addresses and `*@domain`, comma-separated, or `*` for everybody; all others are skipped',
    ),
  ),
  MAX_NOTIFICATION_AGE: z
    ._default(wholeNumber(0, 31_536_000), 86_400)
    .check(
      z.describe(
        'Seconds after which a record is too old to be mailed, counted from its Kafka timestamp; 0 is off',
      ),
    ),
  CONTACTS_TABLE: resource('the name of a DynamoDB table').check(
    z.describe('DynamoDB table of contacts, read only'),
  ),
  RECIPIENTS_TABLE: resource('the name of a DynamoDB table').check(
    z.describe(
      'DynamoDB table of what this service has learned of customers, such as addresses that bounced',
    ),
  ),
  NOTIFICATION_LOG_TABLE: resource('the name of a DynamoDB table').check(
    z.describe('DynamoDB table of the notification log'),
  ),
  NOTIFICATION_LOG_TTL_DAYS: z
    ._default(wholeNumber(1, 3_650), 30)
    .check(
      z.describe(
        "Days that the log remembers a notification; more than the mapping's record age plus the time a redrive may take",
      ),
    ),
  PREFERENCES_URL: z
    .optional(pageUrl)
    .check(
      z.describe(
        'Where the preference page is, in deployments that have it: https, without a slash at the end',
      ),
    ),
  PREFERENCES_SECRET: z
    .optional(resource('the name or ARN of a secret'))
    .check(z.describe('Secret with the keys that sign the links to that page')),
  METRICS_NAMESPACE: z
    ._default(resource('a CloudWatch namespace'), 'notification-service')
    .check(
      z.describe(
        'CloudWatch namespace of the metrics, `<service>/<stage>`; log lines take `service.name` and `service.environment` from it',
      ),
    ),
});

type Variables = z.infer<typeof VARIABLES>;

export type Config = Variables & { readonly MAX_CONCURRENT_SENDS: number };

/** Computes how many sends keep up with the rate, as long as one takes no more than a second. */
export const sendsAtOnce = (rate: number): number => Math.min(100, Math.max(8, Math.ceil(rate)));

/** Shows a value, which is configuration: this service has no secret in its environment. */
const shown = (value: string | undefined): string =>
  value === undefined ? 'nothing' : JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws ConfigError */
function read<Data>(variables: z.ZodMiniType<Data>, environment: Environment): Data {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = variables.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => {
    const variable = String(path[0]);
    return `  ${variable}: expected ${message}, found ${shown(environment[variable])}`;
  });
  throw new ConfigError(`The environment of this function is not valid:\n${problems.join('\n')}`);
}

/**
 * Validates the environment, once, while the function starts. An empty variable counts as absent.
 *
 * @throws ConfigError that names every wrong variable, what was expected and what was found.
 */
export function readConfig(environment: Environment): Config {
  const data = read(VARIABLES, environment);
  return {
    ...data,
    MAX_CONCURRENT_SENDS: data.MAX_CONCURRENT_SENDS ?? sendsAtOnce(data.SES_MAX_SEND_RATE),
  };
}

const MAIL_EVENTS_VARIABLES = z.pick(VARIABLES, {
  RECIPIENTS_TABLE: true,
  NOTIFICATION_LOG_TABLE: true,
  NOTIFICATION_LOG_TTL_DAYS: true,
  METRICS_NAMESPACE: true,
});

export type MailEventsConfig = z.infer<typeof MAIL_EVENTS_VARIABLES>;

/** The same for the function that takes the events of mails; it needs no more than these. @throws ConfigError */
export const readMailEventsConfig = (environment: Environment): MailEventsConfig =>
  read(MAIL_EVENTS_VARIABLES, environment);

const PREFERENCES_VARIABLES = z.object({
  ...z.pick(VARIABLES, { CONTACTS_TABLE: true, RECIPIENTS_TABLE: true, METRICS_NAMESPACE: true }).shape,
  PREFERENCES_SECRET: resource('the name or ARN of a secret'),
});

export type PreferencesConfig = z.infer<typeof PREFERENCES_VARIABLES>;

/** The same for the preference page. @throws ConfigError */
export const readPreferencesConfig = (environment: Environment): PreferencesConfig =>
  read(PREFERENCES_VARIABLES, environment);
