import { DEPLOYMENTS, KEY, LOG_TABLE, SOURCES, TABLE } from '../../../tools/stacks/deployments';
import { resourcesOf } from '../../support/computed-stack';
import { requestsOf } from '../../support/requests';

const MSK = SOURCES.msk;
const ALL = DEPLOYMENTS['all options'].parameters;

const sub = (text: string) => ({ 'Fn::Sub': text });
const arn = (rest: string) => sub(`arn:\${AWS::Partition}:${rest}`);
const attribute = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });

const account = '${AWS::Region}:${AWS::AccountId}';
const ruleArn = arn(`events:${account}:rule/notifications-test-mail-events`);
const FUNCTION = attribute('MailEventsLambdaFunction');
const QUEUE = attribute('MailEventsDeadLetterQueue');

describe('the rule of the events of mails', () => {
  const { MailEventsRule: rule, MailEventsPermission: permission } = resourcesOf(MSK);

  it('hands every kind of event of this configuration set to the function, and keeps what it cannot hand over', () => {
    expect(rule?.Properties).toEqual({
      Name: 'notifications-test-mail-events',
      Description: 'What became of the mails of notifications-test',
      EventPattern: {
        source: ['aws.ses'],
        'detail-type': [
          'Email Delivered',
          'Email Bounced',
          'Email Complaint Received',
          'Email Rejected',
          'Email Delivery Delayed',
        ],
        detail: { mail: { tags: { 'ses:configuration-set': ['notifications-test'] } } },
      },
      Targets: [
        {
          Id: 'mail-events',
          Arn: FUNCTION,
          RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
          DeadLetterConfig: { Arn: QUEUE },
        },
      ],
    });
  });

  it('is the only one that may invoke the function', () => {
    expect(permission).toEqual({
      Type: 'AWS::Lambda::Permission',
      Properties: {
        FunctionName: FUNCTION,
        Action: 'lambda:InvokeFunction',
        Principal: 'events.amazonaws.com',
        SourceArn: ruleArn,
      },
    });
  });

  it('comes after its permissions, since EventBridge does not try again what it may not do', () => {
    expect(rule).toHaveProperty('DependsOn', ['MailEventsPermission', 'MailEventsDeadLetterQueuePolicy']);
  });
});

describe('the dead-letter queue', () => {
  const KEPT = { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' };
  const { MailEventsDeadLetterQueue: queue, MailEventsDeadLetterQueuePolicy: policy } = resourcesOf(MSK);

  it('keeps events encrypted, for 14 days, and beyond the stack', () => {
    expect(queue).toEqual({
      Type: 'AWS::SQS::Queue',
      ...KEPT,
      Properties: { MessageRetentionPeriod: 1_209_600, SqsManagedSseEnabled: true },
    });
  });

  it('takes the events of this rule alone, and answers nobody without TLS', () => {
    expect(policy).toEqual({
      Type: 'AWS::SQS::QueuePolicy',
      ...KEPT,
      Properties: {
        Queues: [{ Ref: 'MailEventsDeadLetterQueue' }],
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Sid: 'Rule',
              Effect: 'Allow',
              Principal: { Service: 'events.amazonaws.com' },
              Action: 'sqs:SendMessage',
              Resource: QUEUE,
              Condition: { ArnEquals: { 'aws:SourceArn': ruleArn } },
            },
            {
              Sid: 'TlsOnly',
              Effect: 'Deny',
              Principal: '*',
              Action: 'sqs:*',
              Resource: QUEUE,
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            },
          ],
        },
      },
    });
  });
});

describe('the role of the function that takes the events of mails', () => {
  interface Statement {
    readonly Sid: string;
    readonly Action: string | readonly string[];
  }
  function statements(raw: Record<string, string>): Statement[] {
    const role = resourcesOf(raw).MailEventsRole as unknown as {
      Properties: { Policies: [{ PolicyDocument: { Statement: Statement[] } }] };
    };
    return role.Properties.Policies[0].PolicyDocument.Statement;
  }

  const logs = {
    Sid: 'Logs',
    Effect: 'Allow',
    Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource: [arn(`logs:${account}:log-group:/aws/lambda/notifications-test-mailEvents:*`)],
  };
  const tables = (...Resource: readonly unknown[]) => ({
    Sid: 'Tables',
    Effect: 'Allow',
    Action: 'dynamodb:UpdateItem',
    Resource,
  });
  const deadLetters = { Sid: 'DeadLetters', Effect: 'Allow', Action: 'sqs:SendMessage', Resource: QUEUE };

  it('may change two tables, fill the queue and write its log, and no more', () => {
    expect(statements(MSK)).toEqual([
      tables(attribute('NotificationLogTable'), attribute('RecipientsTable')),
      deadLetters,
      logs,
    ]);
  });

  it('may use the key of the log and X-Ray, where there are', () => {
    const people = TABLE.replace('/table', '/people');
    expect(statements({ ...ALL, recipientsTableArn: people })).toEqual([
      tables(LOG_TABLE, people),
      {
        Sid: 'NotificationLogKey',
        Effect: 'Allow',
        Action: 'kms:Decrypt',
        Resource: KEY,
        Condition: {
          StringEquals: { 'kms:ViaService': sub('dynamodb.${AWS::Region}.${AWS::URLSuffix}') },
        },
      },
      deadLetters,
      logs,
      {
        Sid: 'Tracing',
        Effect: 'Allow',
        Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
        Resource: '*',
      },
    ]);
  });

  it('allows the requests that the function makes, and no others', async () => {
    const allowed = statements(MSK)
      .filter(({ Sid }) => Sid === 'Tables')
      .flatMap(({ Action }) => Action);

    const requests = await requestsOf('mail-events');

    expect(requests.map((request) => `dynamodb:${request}`)).toEqual(allowed);
  });
});
