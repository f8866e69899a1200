import { stackOf } from '../../../infra/stack';
import { SOURCES, TABLE } from '../../../tools/stacks/deployments';
import { type ComputedResource, resourcesOf, stack } from '../../support/computed-stack';

const MSK = SOURCES.msk;

describe('the stack', () => {
  const COUNTS = {
    'AWS::CloudWatch::Alarm': 22,
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

  it('tells its operator where things are', () => {
    expect(stack(MSK).resources.Outputs).toEqual({
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

  it('uses existing tables instead of its own', () => {
    const raw = {
      ...MSK,
      contactsTableArn: TABLE,
      recipientsTableArn: TABLE.replace('/table', '/people'),
      notificationLogTableArn: TABLE.replace('/table', '/log'),
    };

    expect(Object.values(resourcesOf(raw)).map(({ Type }) => Type)).not.toContain('AWS::DynamoDB::Table');
    expect(stack(raw).environment).toMatchObject({
      CONTACTS_TABLE: 'table',
      RECIPIENTS_TABLE: 'people',
      NOTIFICATION_LOG_TABLE: 'log',
    });
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
      stackOf({ service: 'notifications', stage, region: 'eu-central-1', raw: MSK }).refusals;

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
});
