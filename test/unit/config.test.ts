import * as z from 'zod/mini';
import { readConfig, VARIABLES } from '../../lib/config';
import { ConfigError } from '../../lib/runtime/errors';

const REQUIRED = {
  SENDER_EMAIL: 'no-reply@shop.example',
  SES_MAX_SEND_RATE: '0.7',
  ALLOWED_RECIPIENTS: '*',
  CONTACTS_TABLE: 'contacts',
  RECIPIENTS_TABLE: 'recipients',
  NOTIFICATION_LOG_TABLE: 'notification-log',
};

const RATE = 'a number of e-mails a second, above 0 and at most 10000, such as 0.7';
const ALLOWED =
  'a comma-separated list of e-mail addresses, *@domain, telephone numbers, beginnings of them such as +49*, and user:<user_id>, or * for everybody';
const ADDRESS = 'an e-mail address like name@example.com';
const TABLE = 'the name of a DynamoDB table (letters, digits, _ . : / -)';

function problemsOf(environment: Record<string, string | undefined>): string[] {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message.split('\n').slice(1);
  }
}

describe('ignored statuses', () => {
  const SAMPLE = 'payment_notification:Authorized,order_notification:on-hold,order_notification:on hold';

  it('are pairs of topic and status, in any case', () => {
    expect(readConfig({ ...REQUIRED, IGNORED_STATUSES: SAMPLE }).IGNORED_STATUSES).toEqual(
      new Set([
        'payment_notification:authorized',
        'order_notification:on-hold',
        'order_notification:on hold',
      ]),
    );
  });

  it.each(['authorized', 'payment_notification:', ':authorized', 'a:b;c:d'])('are refused: %s', (value) => {
    expect(problemsOf({ ...REQUIRED, IGNORED_STATUSES: value })).toEqual([
      `  IGNORED_STATUSES: expected topic:status pairs, comma-separated, such as payment_notification:authorized, found ${JSON.stringify(value)}`,
    ]);
  });
});

describe('the environment', () => {
  it('needs five variables and has a default for the rest', () => {
    expect(readConfig(REQUIRED)).toEqual({
      ...REQUIRED,
      SES_MAX_SEND_RATE: 0.7,
      ALLOWED_RECIPIENTS: new Set(['*']),
      SEND_INSTANCES: 20,
      MAX_CONCURRENT_SENDS: 8,
      MAX_NOTIFICATION_AGE: 86_400,
      NOTIFICATION_LOG_TTL_DAYS: 30,
      METRICS_NAMESPACE: 'notification-service',
    });
  });

  it('may set all of them', () => {
    const optional = {
      REPLY_TO: 'reply@shop.example',
      SES_CONFIGURATION_SET: 'notifications',
      SEND_INSTANCES: '40',
      MAX_CONCURRENT_SENDS: '20',
      MAX_NOTIFICATION_AGE: '0',
      NOTIFICATION_LOG_TTL_DAYS: '90',
      METRICS_NAMESPACE: 'shop/production',
    };

    expect(readConfig({ ...REQUIRED, ...optional })).toMatchObject({
      ...optional,
      SEND_INSTANCES: 40,
      MAX_CONCURRENT_SENDS: 20,
      MAX_NOTIFICATION_AGE: 0,
      NOTIFICATION_LOG_TTL_DAYS: 90,
    });
  });

  it('may hold variables of others', () => {
    expect(readConfig({ ...REQUIRED, AWS_REGION: 'eu-central-1' })).not.toHaveProperty('AWS_REGION');
  });

  it('documents every variable', () => {
    const undocumented = Object.entries(VARIABLES.shape).filter(
      ([, field]) => !z.globalRegistry.get(field)?.description,
    );

    expect(undocumented).toEqual([]);
  });
});

describe.each(Object.keys(REQUIRED))('without %s', (variable) => {
  it('the function does not start', () => {
    expect(problemsOf({ ...REQUIRED, [variable]: undefined })).toEqual([
      expect.stringMatching(new RegExp(`^ {2}${variable}: expected .+, found nothing$`)),
    ]);
  });

  it('the function does not start, and empty counts as without', () => {
    expect(problemsOf({ ...REQUIRED, [variable]: '' })).toEqual([
      expect.stringMatching(new RegExp(`^ {2}${variable}: expected .+, found ""$`)),
    ]);
  });
});

describe.each([
  'REPLY_TO',
  'SES_CONFIGURATION_SET',
  'SEND_INSTANCES',
  'MAX_CONCURRENT_SENDS',
  'MAX_NOTIFICATION_AGE',
  'NOTIFICATION_LOG_TTL_DAYS',
  'METRICS_NAMESPACE',
  'SERVICE_VERSION',
])('an empty %s', (variable) => {
  it('counts as absent', () => {
    expect(readConfig({ ...REQUIRED, [variable]: '' })).toEqual(readConfig(REQUIRED));
  });
});

describe('a wrong variable', () => {
  it.each([
    ['SENDER_EMAIL', 'shop', ADDRESS],
    ['REPLY_TO', 'no', ADDRESS],
    ['SES_CONFIGURATION_SET', 'my set', 'the name of an SES configuration set (letters, digits, _ . : / -)'],
    ['SES_MAX_SEND_RATE', '0', RATE],
    ['SES_MAX_SEND_RATE', '0.0', RATE],
    ['SES_MAX_SEND_RATE', '-1', RATE],
    ['SES_MAX_SEND_RATE', '10001', RATE],
    ['SES_MAX_SEND_RATE', '1e3', RATE],
    ['SES_MAX_SEND_RATE', '0,7', RATE],
    ['SES_MAX_SEND_RATE', 'Infinity', RATE],
    ['SEND_INSTANCES', '0', 'a whole number from 1 to 100000'],
    ['SEND_INSTANCES', '4.5', 'a whole number from 1 to 100000'],
    ['MAX_CONCURRENT_SENDS', '0', 'a whole number from 1 to 100'],
    ['MAX_CONCURRENT_SENDS', '101', 'a whole number from 1 to 100'],
    ['MAX_CONCURRENT_SENDS', '1.5', 'a whole number from 1 to 100'],
    ['MAX_NOTIFICATION_AGE', '-1', 'a whole number from 0 to 31536000'],
    ['MAX_NOTIFICATION_AGE', '24h', 'a whole number from 0 to 31536000'],
    ['NOTIFICATION_LOG_TTL_DAYS', '0', 'a whole number from 1 to 3650'],
    ['CONTACTS_TABLE', 'my contacts', TABLE],
    ['NOTIFICATION_LOG_TABLE', 'x;y', TABLE],
    ['SERVICE_VERSION', 'v1 (new)', 'a version such as v1.2.0'],
    ['METRICS_NAMESPACE', 'a b', 'a CloudWatch namespace (letters, digits, _ . : / -)'],
  ])('%s=%j is named with what was expected and what was found', (variable, value, expected) => {
    expect(problemsOf({ ...REQUIRED, [variable]: value })).toEqual([
      `  ${variable}: expected ${expected}, found ${JSON.stringify(value)}`,
    ]);
  });

  it('is shown by its first 80 characters when it is long', () => {
    expect(problemsOf({ ...REQUIRED, SENDER_EMAIL: 'x'.repeat(200) })).toEqual([
      `  SENDER_EMAIL: expected ${ADDRESS}, found "${'x'.repeat(80)}…"`,
    ]);
  });

  it('is named beside all others, on a line of its own', () => {
    const problems = problemsOf({
      ...REQUIRED,
      SENDER_EMAIL: undefined,
      SES_MAX_SEND_RATE: 'fast',
      REPLY_TO: 'no',
    });

    expect(problems.map((problem) => problem.trim().split(':')[0])).toEqual([
      'SENDER_EMAIL',
      'REPLY_TO',
      'SES_MAX_SEND_RATE',
    ]);
  });

  it('stops the function with a ConfigError that says so', () => {
    expect(() => readConfig({})).toThrow('The environment of this function is not valid:\n');
  });
});

describe('the most sends at once', () => {
  it.each([
    ['at least 8', '1', 8],
    ['the rate', '14', 14],
    ['the rate, rounded up', '14.2', 15],
    ['at most 100', '200', 100],
  ])('are %s where they are not given', (_, rate, sends) => {
    const config = readConfig({ ...REQUIRED, SES_MAX_SEND_RATE: rate });

    expect(config.MAX_CONCURRENT_SENDS).toBe(sends);
  });

  it('are as many as given, whatever the rate is', () => {
    const config = readConfig({ ...REQUIRED, SES_MAX_SEND_RATE: '200', MAX_CONCURRENT_SENDS: '3' });

    expect(config.MAX_CONCURRENT_SENDS).toBe(3);
  });
});

describe('the allowed recipients', () => {
  it.each([
    ['everybody', '*', ['*']],
    ['one address', 'ada@example.com', ['ada@example.com']],
    ['one domain', '*@example.com', ['*@example.com']],
    ['several, with spaces', ' ada@example.com , *@shop.example ', ['ada@example.com', '*@shop.example']],
    ['capitals', 'Ada@Example.COM,*@Shop.Example', ['ada@example.com', '*@shop.example']],
    ['an international domain', '*@münchen.de', ['*@xn--mnchen-3ya.de']],
    ['a telephone number', '+4915112345678', ['+4915112345678']],
    ['the beginning of numbers', '+49*', ['+49*']],
    ['a user, exactly', 'user:Ada-1', ['user:Ada-1']],
  ])('may be %s', (_, value, patterns) => {
    const { ALLOWED_RECIPIENTS } = readConfig({ ...REQUIRED, ALLOWED_RECIPIENTS: value });

    expect([...ALLOWED_RECIPIENTS]).toEqual(patterns);
  });

  it.each([
    'ada',
    '@example.com',
    '*example.com',
    '*@*',
    '*@*.example.com',
    'ada@example.com;eve@example.com',
    'ada@example.com,',
    ',',
    '* *',
    'Ada <ada@example.com>',
  ])('are refused: %s', (value) => {
    expect(problemsOf({ ...REQUIRED, ALLOWED_RECIPIENTS: value })).toEqual([
      `  ALLOWED_RECIPIENTS: expected ${ALLOWED}, found ${JSON.stringify(value)}`,
    ]);
  });
});
