import * as z from 'zod/mini';
import { email } from './notifications/fields/email';
import { id } from './notifications/fields/id';
import { ConfigError } from './runtime/errors';
import { refuse } from './runtime/validation';

const wholeNumber = (min: number, max: number) => {
  const error = `a whole number from ${min} to ${max}`;
  const schema = z.pipe(z.string().check(z.regex(/^\d+$/, { error })), z.transform(Number));
  return schema.check(z.refine((value) => value >= min && value <= max, { error }));
};

const ALLOWED =
  'a comma-separated list of e-mail addresses, *@domain, telephone numbers, beginnings of them such as +49*, and user:<user_id>, or * for everybody';
/** A telephone number, or its beginning. */
const NUMBER = /^\+[1-9](?:\d{6,14}|\d{0,13}\*)$/;
const USER = 'user:';

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

/** Addresses in lower case, so that they compare with lower-cased addresses; the ids of users as they are. */
const allowedRecipients = z.pipe(
  z.string({ error: ALLOWED }),
  z.transform((raw, context) => {
    const patterns = raw.split(',').map((pattern) => pattern.trim());
    const normalised = patterns.map((given) => {
      if (given === '*' || NUMBER.test(given)) return given;
      if (given.startsWith(USER)) return id.safeParse(given.slice(USER.length)).success && given;
      const pattern = given.toLowerCase();
      const wildcard = pattern.startsWith('*@');
      if (pattern.lastIndexOf('*') > 0) return false;
      const parsed = email.safeParse(wildcard ? `any${pattern.slice(1)}` : pattern);
      return parsed.success && (wildcard ? `*${parsed.data.slice('any'.length)}` : parsed.data);
    });
    const valid = normalised.filter((pattern) => pattern !== false);
    return valid.length === patterns.length ? new Set(valid) : refuse(context, ALLOWED);
  }),
);

const STATUSES = 'topic:status pairs, comma-separated, such as payment_notification:authorized';

/** In lower case, since a status may be in any. */
const ignoredStatuses = z.pipe(
  z.string().check(z.regex(/^(?:\w+:[\w. -]+(?:,|$))*$/, { error: STATUSES })),
  z.transform((raw) => new Set(raw.toLowerCase().split(','))),
);

function sendRate(what: string) {
  const error = `a number of ${what} a second, above 0 and at most 10000, such as 0.7`;
  return z
    .pipe(z.string({ error }).check(z.regex(/^\d+(?:\.\d+)?$/, { error })), z.transform(Number))
    .check(z.refine((value) => value > 0 && value <= 10_000, { error }));
}

const PRICE = 'US dollars with a decimal point, from .00001 to 99.99999, such as 0.10';
/** Source: AWS End User Messaging SMS API reference, `SendTextMessage`. */
const price = z.string().check(z.regex(/^\d{0,2}\.\d{1,5}$/, { error: PRICE }));

const CREDENTIALS =
  'an external_account configuration of Google for AWS, as JSON, or the ARN of a secret of Secrets Manager';
const externalAccount = z.object({
  type: z.literal('external_account'),
  audience: z.string(),
  credential_source: z.object({ environment_id: z.string().check(z.regex(/^aws\d+$/)) }),
});

function isExternalAccount(text: string): boolean {
  try {
    return externalAccount.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}

const SECRET_ARN = /^arn:[\w-]+:secretsmanager:[\w-]+:\d{12}:secret:[\w/+=.@!-]+$/;

const fcmCredentials = z
  .string()
  .check(z.refine((value) => SECRET_ARN.test(value) || isExternalAccount(value), { error: CREDENTIALS }));

const PROJECT = 'the id of a Firebase project, such as shop-1a2b3';
const ENDPOINT = 'the address of a server, such as http://127.0.0.1:8026';

/** Every environment variable of the functions; docs/configuration.md is held to this list by a test. */
export const VARIABLES = z.object({
  SENDER_EMAIL: email.check(z.describe('From address of every mail; verified in SES')),
  REPLY_TO: z.optional(email).check(z.describe('Reply-To address; without it, replies go to SENDER_EMAIL')),
  SES_CONFIGURATION_SET: z
    .optional(resource('the name of an SES configuration set'))
    .check(z.describe('SES configuration set that every mail is sent with')),
  SES_REGION: z
    .optional(z.string().check(z.regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/, { error: 'an AWS Region' })))
    .check(z.describe('Region of SES; without it, that of the function')),
  SES_MAX_SEND_RATE: sendRate('e-mails').check(
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
      'Who is reached on this stage: addresses and `*@domain` for mail, numbers and beginnings such as `+49*` for texts, `user:<user_id>` for push, comma-separated, or `*` for everybody; all others are skipped',
    ),
  ),
  MAX_NOTIFICATION_AGE: z
    ._default(wholeNumber(0, 31_536_000), 86_400)
    .check(
      z.describe(
        'Seconds after which a record is too old to be mailed, counted from its Kafka timestamp; 0 is off',
      ),
    ),
  IGNORED_STATUSES: z
    .optional(ignoredStatuses)
    .check(
      z.describe(
        'Statuses that say nothing to the customer, as `topic:status`, comma-separated: their records are skipped',
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
  SMS_POOL: z
    .optional(resource('the id or the ARN of a pool of AWS End User Messaging SMS'))
    .check(z.describe('Pool that text messages are sent from; needed where the deployment has `sms`')),
  SMS_MAX_SEND_RATE: z
    .optional(sendRate('text messages'))
    .check(
      z.describe(
        "The pool's sending rate, in text messages a second (AWS counts parts: divide its MPS by the parts of a text); all instances share it; needed with `sms`",
      ),
    ),
  SMS_MAX_PRICE: z
    .optional(price)
    .check(
      z.describe('Most that one text message may cost, in US dollars; a text that costs more is not sent'),
    ),
  SMS_CONFIGURATION_SET: z
    .optional(resource('the name of a configuration set of AWS End User Messaging SMS'))
    .check(z.describe('Configuration set that every text message is sent with')),
  FCM_PROJECT: z
    .optional(z.string().check(z.regex(/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/, { error: PROJECT })))
    .check(z.describe('Id of the Firebase project of the app; needed where the deployment has `push`')),
  FCM_CREDENTIALS: z
    .optional(fcmCredentials)
    .check(
      z.describe(
        "How the function proves to Google who it is; needed with `push`. JSON of an `external_account` configuration (workload identity federation from AWS; no secret), or the ARN of a secret that holds a service account's key",
      ),
    ),
  FCM_ENDPOINT: z
    .optional(z.string().check(z.regex(/^https?:\/\/[\w.-]+(?::\d{1,5})?$/, { error: ENDPOINT })))
    .check(z.describe('Server that stands in for FCM, on a laptop; without it, pushes go to FCM')),
  PUSH_MAX_SEND_RATE: z
    .optional(sendRate('pushes'))
    .check(
      z.describe(
        'Notifications a second by push, each to all devices of a customer; all instances share it; needed with `push`',
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
  SERVICE_VERSION: z
    .optional(z.string().check(z.regex(/^[\w.+-]{1,128}$/, { error: 'a version such as v1.2.0' })))
    .check(z.describe('Which version of the service is deployed; log lines have it as `service.version`')),
});

type Variables = z.infer<typeof VARIABLES>;

export type Config = Variables & { readonly MAX_CONCURRENT_SENDS: number };

/** Computes how many sends keep up with the rate, as long as one takes no more than a second. */
export const sendsAtOnce = (rate: number): number => Math.min(100, Math.max(8, Math.ceil(rate)));

/** Shows a value, which is configuration: this service has no secret in its environment, unless somebody put a key there. */
function shown(value: string | undefined): string {
  if (value === undefined) return 'nothing';
  if (value.includes('private_key')) return 'a private key, which must not be there';
  return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
}

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

type Needed<Name extends keyof Config> = Config & { readonly [N in Name]-?: NonNullable<Config[N]> };

/**
 * Requires what a channel needs, which other deployments do without.
 *
 * @throws ConfigError
 * @example smsChannel(requireFor('sms', config, 'SMS_POOL', 'SMS_MAX_SEND_RATE'), …)
 */
export function requireFor<Name extends keyof Config>(
  channel: string,
  config: Config,
  ...names: readonly Name[]
): Needed<Name> {
  const missing = names.filter((name) => config[name] === undefined);
  const isWhole = (_: Config): _ is Needed<Name> => missing.length === 0;
  if (isWhole(config)) return config;
  throw new ConfigError(
    `The environment of this function lacks ${missing.join(', ')}, needed for ${channel}`,
  );
}

const MAIL_EVENTS_VARIABLES = z.pick(VARIABLES, {
  RECIPIENTS_TABLE: true,
  NOTIFICATION_LOG_TABLE: true,
  NOTIFICATION_LOG_TTL_DAYS: true,
  METRICS_NAMESPACE: true,
  SERVICE_VERSION: true,
});

export type MailEventsConfig = z.infer<typeof MAIL_EVENTS_VARIABLES>;

/** The same for the function that takes the events of mails; it needs no more than these. @throws ConfigError */
export const readMailEventsConfig = (environment: Environment): MailEventsConfig =>
  read(MAIL_EVENTS_VARIABLES, environment);

const PREFERENCES_VARIABLES = z.object({
  ...z.pick(VARIABLES, {
    CONTACTS_TABLE: true,
    RECIPIENTS_TABLE: true,
    METRICS_NAMESPACE: true,
    SERVICE_VERSION: true,
  }).shape,
  PREFERENCES_SECRET: resource('the name or ARN of a secret'),
});

export type PreferencesConfig = z.infer<typeof PREFERENCES_VARIABLES>;

/** The same for the preference page. @throws ConfigError */
export const readPreferencesConfig = (environment: Environment): PreferencesConfig =>
  read(PREFERENCES_VARIABLES, environment);
