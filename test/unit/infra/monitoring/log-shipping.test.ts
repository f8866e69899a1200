import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DEPLOYMENTS, SOURCES } from '../../../../tools/stacks/deployments';
import { resourcesOf, stack } from '../../../support/computed-stack';
import { ROOT } from '../../../support/docs';

const account = '${AWS::Region}:${AWS::AccountId}';
const sub = (text: string) => ({ 'Fn::Sub': text });
const logs = (rest: string) => sub(`arn:\${AWS::Partition}:logs:${account}:${rest}`);

const FIREHOSE = 'arn:aws:firehose:eu-central-1:123456789012:deliverystream/logs';
const KINESIS = 'arn:aws:kinesis:eu-central-1:123456789012:stream/logs';
const LAMBDA = 'arn:aws:lambda:eu-central-1:123456789012:function:to-elastic';

const FUNCTIONS = [
  ['OrderNotification', 'orderNotification'],
  ['PaymentNotification', 'paymentNotification'],
  ['ShipmentNotification', 'shipmentNotification'],
  ['DeliveryNotification', 'deliveryNotification'],
  ['MailEvents', 'mailEvents'],
] as const;
const PAGE = ['Preferences', 'preferences'] as const;

/** What the parameter adds to a stack. */
function added(logDestinationArn: string, others: Readonly<Record<string, string>> = {}) {
  const raw = { ...SOURCES.msk, ...others };
  const without = Object.keys(resourcesOf(raw));
  const withIt = Object.entries(resourcesOf({ ...raw, logDestinationArn }));
  return Object.fromEntries(withIt.filter(([id]) => !without.includes(id)));
}

const filters = (
  destination: string,
  by: (id: string) => string,
  functions: ReadonlyArray<readonly [string, string]> = FUNCTIONS,
) =>
  functions.map(([id, name]) => [
    `${id}LogShipping`,
    {
      Type: 'AWS::Logs::SubscriptionFilter',
      DependsOn: [`${id}LogGroup`, by(id)],
      Properties: {
        LogGroupName: `/aws/lambda/notifications-test-${name}`,
        FilterPattern: '',
        DestinationArn: destination,
        ...(destination !== LAMBDA && { RoleArn: { 'Fn::GetAtt': ['LogShippingRole', 'Arn'] } }),
      },
    },
  ]);

describe('logDestinationArn', () => {
  it.each([
    ['Firehose', FIREHOSE, ['firehose:PutRecord', 'firehose:PutRecordBatch']],
    ['Kinesis', KINESIS, ['kinesis:PutRecord', 'kinesis:PutRecords']],
  ])('%s: subscribes the stream to every log group, with a role for this stream alone', (_, arn, actions) => {
    expect(added(arn)).toEqual({
      LogShippingRole: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Principal: { Service: 'logs.amazonaws.com' },
                Action: 'sts:AssumeRole',
                Condition: { StringLike: { 'aws:SourceArn': logs('*') } },
              },
            ],
          },
          Policies: [
            {
              PolicyName: 'log-shipping',
              PolicyDocument: {
                Version: '2012-10-17',
                Statement: [{ Sid: 'Destination', Effect: 'Allow', Action: actions, Resource: arn }],
              },
            },
          ],
        },
      },
      ...Object.fromEntries(filters(arn, () => 'LogShippingRole')),
    });
  });

  it('a function: subscribes it to every log group, each of which may invoke it, and makes no role', () => {
    expect(added(LAMBDA)).toEqual({
      ...Object.fromEntries(
        FUNCTIONS.map(([id, name]) => [
          `${id}LogShippingPermission`,
          {
            Type: 'AWS::Lambda::Permission',
            Properties: {
              FunctionName: LAMBDA,
              Action: 'lambda:InvokeFunction',
              Principal: 'logs.amazonaws.com',
              SourceAccount: { Ref: 'AWS::AccountId' },
              SourceArn: logs(`log-group:/aws/lambda/notifications-test-${name}:*`),
            },
          },
        ]),
      ),
      ...Object.fromEntries(filters(LAMBDA, (id) => `${id}LogShippingPermission`)),
    });
  });

  it('subscribes to the log group of the preference page, where there is one', () => {
    const resources = added(FIREHOSE, { preferencesPage: 'true' });

    expect(Object.entries(resources)).toEqual(
      expect.arrayContaining(filters(FIREHOSE, () => 'LogShippingRole', [...FUNCTIONS, PAGE])),
    );
  });

  it('leaves out no function: each file in handlers/ is one', () => {
    const resources = Object.values(added(FIREHOSE, { preferencesPage: 'true' }));
    const names = readdirSync(join(ROOT, 'handlers')).map((file) =>
      file.replace('.ts', '').replaceAll(/-(.)/g, (_, letter) => letter.toUpperCase()),
    );

    expect(
      resources
        .flatMap(({ Properties }) => String(Properties?.LogGroupName ?? '').split('-test-')[1] ?? [])
        .sort(),
    ).toEqual(names.sort());
  });

  it('waits for no log group that the stack does not make', () => {
    const { OrderNotificationLogShipping: filter } = added(FIREHOSE, { reuseLogGroups: 'true' });

    expect(filter).toHaveProperty('DependsOn', ['LogShippingRole']);
  });

  it.each(Object.entries(DEPLOYMENTS))('is absent from %s without it', (_, { parameters }) => {
    const text = JSON.stringify(stack(parameters).resources.Resources);

    expect(text).not.toMatch(/LogShipping|SubscriptionFilter|logs\.amazonaws\.com/);
  });

  it.each([
    [
      'no ARN',
      'logs',
      /^logDestinationArn: expected the ARN of a Firehose stream, a Kinesis stream or a Lambda/,
    ],
    [
      'a topic',
      'arn:aws:sns:eu-central-1:123456789012:logs',
      /^logDestinationArn: expected the ARN of a Fire/,
    ],
    [
      'another Region',
      FIREHOSE.replace('eu-central', 'eu-west'),
      /^logDestinationArn: is in eu-west-1, the st/,
    ],
  ])('refuses %s', (_, logDestinationArn, problem) => {
    expect(stack({ ...SOURCES.msk, logDestinationArn }).problems).toEqual([expect.stringMatching(problem)]);
  });

  it.each([
    ['a function of the stack, which would read its own lines', 'notifications-test-mailEvents:live', 1],
    ['no other function', 'notifications-test-mailEvents-reader', 0],
  ])('refuses %s', (_, name, problems) => {
    const logDestinationArn = LAMBDA.replace('to-elastic', name);
    const { refusals } = stack({ ...SOURCES.msk, logDestinationArn });

    expect(refusals.filter((one) => one.startsWith('logDestinationArn: notifications-test-'))).toHaveLength(
      problems,
    );
  });

  it('refuses a stream of another account, to which CloudWatch does not write', () => {
    const { problems } = stack({
      ...SOURCES.msk,
      logDestinationArn: FIREHOSE,
      notificationLogTableArn: 'arn:aws:dynamodb:eu-central-1:999999999999:table/log',
    });

    expect(problems).toEqual(
      expect.arrayContaining([expect.stringMatching(/^logDestinationArn: names account 123456789012, but/)]),
    );
  });
});
