import { stackOf } from '../../../infra/stack';
import { VARIABLES } from '../../../lib/config';
import { CHANNELS, SOURCES, TABLE } from '../../../tools/stacks/deployments';
import { type ComputedResource, resourcesOf, stack } from '../../support/computed-stack';

const MSK = SOURCES.msk;

describe('the stack', () => {
  const COUNTS = {
    'AWS::CloudWatch::Alarm': 34,
    'AWS::CloudWatch::Dashboard': 1,
    'AWS::DynamoDB::Table': 3,
    'AWS::Events::Rule': 1,
    'AWS::IAM::Role': 2,
    'AWS::Lambda::Permission': 1,
    'AWS::Logs::QueryDefinition': 9,
    'AWS::S3::Bucket': 1,
    'AWS::S3::BucketPolicy': 1,
    'AWS::SES::ConfigurationSet': 1,
    'AWS::SES::ConfigurationSetEventDestination': 1,
    'AWS::SNS::Topic': 1,
    'AWS::SNS::TopicPolicy': 1,
    'AWS::SQS::Queue': 1,
    'AWS::SQS::QueuePolicy': 1,
  };

  it.each(Object.entries(SOURCES))('has these resources and no others: %s', (_, raw) => {
    const counts: Record<string, number> = {};
    for (const { Type } of Object.values(resourcesOf(raw))) counts[Type] = (counts[Type] ?? 0) + 1;

    expect(counts).toEqual(COUNTS);
  });

  it('has nothing more for other channels than alarms and a query', () => {
    const counts = (raw: Record<string, string>) => Object.values(resourcesOf(raw)).map(({ Type }) => Type);
    const others = { 'AWS::CloudWatch::Alarm': 5, 'AWS::Logs::QueryDefinition': 1 };

    expect(counts({ ...MSK, ...CHANNELS }).sort()).toEqual(
      [...counts(MSK), ...Object.entries(others).flatMap(([type, count]) => Array(count).fill(type))].sort(),
    );
  });

  it.each<[string, Record<string, string>, Record<string, string>]>([
    ['e-mail', {}, {}],
    [
      'text messages',
      {
        channels: 'email,sms',
        smsPoolArn: CHANNELS.smsPoolArn,
        smsMaxPrice: '0.10',
        smsConfigurationSet: 'texts',
      },
      {
        SMS_POOL: CHANNELS.smsPoolArn,
        SMS_MAX_SEND_RATE: '10',
        SMS_MAX_PRICE: '0.10',
        SMS_CONFIGURATION_SET: 'texts',
      },
    ],
    [
      'pushes',
      { channels: 'email,push', fcmProject: CHANNELS.fcmProject, fcmSecretArn: CHANNELS.fcmSecretArn },
      { FCM_PROJECT: CHANNELS.fcmProject, FCM_CREDENTIALS: CHANNELS.fcmSecretArn, PUSH_MAX_SEND_RATE: '100' },
    ],
  ])('tells the functions what their channels need, and nothing of others: %s', (_, raw, variables) => {
    const { environment } = stack({ ...MSK, ...raw });
    const ofChannels = Object.entries(environment).filter(
      ([name, value]) => value !== undefined && /^(?:SMS|FCM|PUSH)_/.test(name),
    );

    expect(Object.fromEntries(ofChannels)).toEqual(variables);
  });

  it('tells the functions what is in the file of credentials', () => {
    const { environment } = stack({
      ...MSK,
      channels: 'email,push',
      fcmProject: CHANNELS.fcmProject,
      fcmCredentialsFile: 'test/support/fcm-credentials.json',
    });

    expect(VARIABLES.shape.FCM_CREDENTIALS.safeParse(environment.FCM_CREDENTIALS).success).toBe(true);
    expect(environment.FCM_CREDENTIALS).toContain('"type":"external_account"');
  });

  it('tells its operator where things are', () => {
    expect(stack(MSK).resources.Outputs).toEqual({
      Version: { Value: 'v1.2.3' },
      OnFailureBucketName: { Value: { Ref: 'OnFailureBucket' } },
      NotificationLogTableName: { Value: 'notifications-test-notification-log' },
      ContactsTableName: { Value: 'notifications-test-contacts' },
      RecipientsTableName: { Value: 'notifications-test-recipients' },
      MailEventsDeadLetterQueueUrl: { Value: { Ref: 'MailEventsDeadLetterQueue' } },
      DashboardUrl: {
        Value: {
          'Fn::Sub':
            'https://${AWS::Region}.console.aws.amazon.com/cloudwatch/home?region=${AWS::Region}#dashboards:name=notifications-test',
        },
      },
    });
  });

  it('has its dashboard in the console of its partition', () => {
    const { resources, refusals } = stackOf({
      service: 'notifications',
      stage: 'test',
      region: 'us-gov-west-1',
      version: 'v1.0.0',
      raw: {
        ...MSK,
        mskClusterArn: MSK.mskClusterArn.replace('aws:kafka:eu-central-1', 'aws-us-gov:kafka:us-gov-west-1'),
      },
    });

    expect(refusals).toEqual([]);
    expect(resources.Outputs).toHaveProperty('DashboardUrl', {
      Value: { 'Fn::Sub': expect.stringMatching(/^https:\/\/console\.amazonaws-us-gov\.com\/cloudwatch/) },
    });
  });

  it('uses existing tables instead of its own', () => {
    const raw = {
      ...MSK,
      contactsTableArn: TABLE,
      recipientsTableArn: TABLE.replace('/table', '/people'),
      notificationLogTableArn: TABLE.replace('/table', '/log'),
    };

    expect(Object.values(resourcesOf(raw)).map(({ Type }) => Type)).not.toContain('AWS::DynamoDB::Table');
    expect(stack(raw).environment).toMatchObject({
      CONTACTS_TABLE: { 'Fn::If': ['ContactsOfAnotherAccount', TABLE, 'table'] },
      RECIPIENTS_TABLE: 'people',
      NOTIFICATION_LOG_TABLE: 'log',
    });
  });

  it('reads contacts by the ARN of their table where CloudFormation finds that it is in another account', () => {
    const { Conditions, Outputs } = stack({ ...MSK, contactsTableArn: TABLE }).resources;

    expect(Conditions).toEqual({
      ContactsOfAnotherAccount: {
        'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'AWS::AccountId' }, '123456789012'] }],
      },
    });
    expect(Outputs.ContactsTableName).toEqual({
      Value: { 'Fn::If': ['ContactsOfAnotherAccount', TABLE, 'table'] },
    });
    expect(stack(MSK).resources.Conditions).toBeUndefined();
  });

  it('keeps whatever holds data, unless told otherwise', () => {
    const policies = (raw: Record<string, string>) => {
      const { Resources, extensions } = stack({
        ...raw,
        senderIdentity: 'shop.example',
        createSenderIdentity: 'true',
      }).resources as unknown as Record<'Resources' | 'extensions', Record<string, ComputedResource>>;
      return Object.entries({ ...Resources, ...extensions })
        .filter(([, { DeletionPolicy }]) => DeletionPolicy)
        .map(([id, { DeletionPolicy }]) => `${id} ${DeletionPolicy}`)
        .sort();
    };
    const holders = [
      'ContactsTable',
      'DeliveryNotificationLogGroup',
      'MailEventsDeadLetterQueue',
      'MailEventsDeadLetterQueuePolicy',
      'MailEventsLogGroup',
      'NotificationLogTable',
      'OnFailureBucket',
      'OnFailureBucketPolicy',
      'OrderNotificationLogGroup',
      'PaymentNotificationLogGroup',
      'RecipientsTable',
      'SenderIdentity',
      'ShipmentNotificationLogGroup',
    ];

    expect(policies(MSK)).toEqual(holders.map((id) => `${id} RetainExceptOnCreate`));
    expect(policies({ ...MSK, retainData: 'false' })).toEqual(holders.map((id) => `${id} Delete`));
  });

  it('takes up the log groups that an earlier one kept', () => {
    const { resources, parameters } = stack({ ...MSK, reuseLogGroups: 'true' });

    expect(Object.keys(resources.extensions).join()).not.toContain('LogGroup');
    expect(parameters.reuseLogGroups).toBe(true);
  });

  it('refuses a log that forgets before a redrive could repeat a mail', () => {
    expect(stack({ ...MSK, notificationLogTtlDays: '21' }).refusals).toEqual([
      expect.stringContaining('notificationLogTtlDays: 21 days are too few'),
    ]);
    expect(stack({ ...MSK, notificationLogTtlDays: '22' }).refusals).toEqual([]);
  });

  it('refuses a stage whose functions would have too long a name', () => {
    const missing = (stage: string) =>
      stackOf({ service: 'notifications', stage, region: 'eu-central-1', version: 'v1.2.3', raw: MSK })
        .refusals;

    expect(missing('s'.repeat(29))).toEqual([]);
    expect(missing('s'.repeat(30))).toEqual([expect.stringContaining('stage: 1 character(s) too long')]);
  });

  it('tags everything', () => {
    expect(stack({ ...MSK, tags: 'team=shop,cost-center=a=b' }).tags).toEqual({
      service: 'notifications',
      stage: 'test',
      team: 'shop',
      'cost-center': 'a=b',
    });
  });

  it('leaves out a tag of its own where one is given that differs in case, which IAM would refuse beside it', () => {
    expect(stack({ ...MSK, tags: 'Stage=Production' }).tags).toEqual({
      service: 'notifications',
      Stage: 'Production',
    });
  });
});

it.each([
  ['a name', { allowedRecipients: '*@shop.example' }, 'prod', 1],
  ['none on another stage than prod', {}, 'live', 1],
  ['none on prod', {}, 'prod', 0],
  ['everybody', { allowedRecipients: 'a@shop.example, *' }, 'live', 0],
])('says that customers may be left out: with %s', (_, raw, stage, said) => {
  const { warnings } = stackOf({
    service: 'notifications',
    stage,
    region: 'eu-central-1',
    version: 'v1.0.0',
    raw: { ...MSK, alarmEmail: 'team@shop.example', ...raw },
  });

  expect(warnings).toEqual(Array(said).fill(expect.stringContaining(`gets mails of stage ${stage}.`)));
  expect(warnings.join()).not.toContain('@');
});

it('refuses an environment that Lambda would not take', () => {
  const people = (count: number) =>
    Array.from({ length: count }, (_, index) => `person-${index}@shop.example`).join();

  expect(stack({ ...MSK, allowedRecipients: people(100) }).refusals).toEqual([]);
  expect(stack({ ...MSK, allowedRecipients: people(200) }).refusals).toEqual([
    expect.stringMatching(/^allowedRecipients: the environment of a function would have \d{4} bytes/),
  ]);
});
