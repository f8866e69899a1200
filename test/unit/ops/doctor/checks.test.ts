import { CHECKS } from '../../../../ops/doctor/checks';
import { doctorWith, faults, refused, without } from '../../../support/doctor';
import { ACCOUNT, ALARM, CONFIGURATION_SET, HEALTHY, MAPPING } from '../../../support/healthy-stage';

const { look } = doctorWith(...CHECKS);

it('finds nothing at a stage at which nothing is wrong', async () => {
  const lines = await look();

  expect(faults(lines)).toEqual([]);
  expect(new Set(lines.map((line) => line.split(':')[0]?.slice(2)))).toEqual(
    new Set(CHECKS.map(({ name }) => name).filter((name) => name !== 'push')),
  );
});

it('looks at the environment of another function where one is gone', async () => {
  const lines = await look({ answers: without('deliveryNotification') });

  expect(faults(lines)).toEqual([]);
});

it('names the Region in each command of the AWS CLI', async () => {
  const lines = await look({
    answers: {
      GetEventSourceMapping: {
        ...MAPPING,
        FunctionResponseTypes: [],
        DestinationConfig: undefined,
        MaximumRetryAttempts: 1,
      },
      GetAccount: { ...ACCOUNT, SendingEnabled: false },
      DescribeAlarms: { MetricAlarms: [{ ...ALARM, ActionsEnabled: false }] },
      ListSubscriptionsByTopic: { Subscriptions: [] },
      GetConfigurationSet: { ...CONFIGURATION_SET, SendingOptions: { SendingEnabled: false } },
      FilterLogEvents: refused('ResourceNotFoundException'),
      DescribeContinuousBackups: {},
      DescribeTimeToLive: { TimeToLiveDescription: {} },
    },
  });
  const commands = lines.filter((line) => line.includes('aws '));

  expect(commands).toHaveLength(12);
  expect(commands.filter((line) => !line.endsWith(' --region eu-central-1'))).toEqual([]);
});

it.each(CHECKS.flatMap((check) => (check.name === 'dns' ? [] : [check])))(
  '$name names a permission that is missing',
  async ({ name, needs }) => {
    const denied = Object.fromEntries(
      Object.keys(HEALTHY).map((operation) => [operation, refused('AccessDeniedException')]),
    );
    const lines = await look({ answers: denied });

    const [line = ''] = lines.filter((one) => one.startsWith(`! ${name}: `));
    expect(line).toContain('not looked at: your credentials lack');
    expect(needs.some((action) => line.includes(action))).toBe(true);
  },
);

// Of a check that asks several things, one that is denied hides no other.
it.each([
  ['mappings', 'GetTemplate', /^✓ mappings: order_notification: Enabled/],
  ['functions', 'GetMetricData', /^✓ functions: .*: Active, nodejs24/],
  ['tables', 'DescribeTable', /^✓ tables: log: old entries expire/],
  ['tables', 'DescribeContinuousBackups', /^✓ tables: log: ACTIVE/],
  ['dns', 'GetEmailIdentity', /^✓ dns: DMARC: the policy of shop\.example is none/],
  ['configuration set', 'GetConfigurationSet', /^✓ configuration set: its events go to EventBridge/],
  ['configuration set', 'GetConfigurationSetEventDestinations', /^✓ configuration set: .* sends/],
  ['sms', 'DescribeSpendLimits', /^✓ sms: the pool pool-1 is active/],
] as const)('%s tells the rest where it may not %s', async (name, operation, rest) => {
  const lines = await look({
    answers: {
      [operation]: refused('AccessDeniedException', `User: x is not authorized to perform: aws:${operation}`),
    },
  });

  expect(lines).toContainEqual(expect.stringMatching(rest));
  expect(faults(lines).filter((line) => line.startsWith(`! ${name}: `))).toEqual([
    `! ${name}: not looked at: your credentials lack aws:${operation} → docs/doctor.md lists what a check needs`,
  ]);
});
