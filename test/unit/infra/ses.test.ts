import { SOURCES } from '../../../tools/stacks/deployments';
import { propertiesOf, resourcesOf, stack } from '../../support/computed-stack';

const MSK = SOURCES.msk;

describe('the sender’s domain', () => {
  it('is created only when asked, and says which records prove it', () => {
    expect(resourcesOf(MSK)).not.toHaveProperty('SenderIdentity');
    const { resources } = stack({ ...MSK, senderIdentity: 'shop.example', createSenderIdentity: 'true' });
    expect(resources.Resources).toHaveProperty('SenderIdentity.Properties', {
      EmailIdentity: 'shop.example',
      DkimAttributes: { SigningEnabled: true },
      DkimSigningAttributes: { NextSigningKeyLength: 'RSA_2048_BIT' },
    });
    expect(Object.keys(resources.Outputs).filter((id) => id.startsWith('SenderIdentity'))).toHaveLength(3);
  });
});

describe('the configuration set', () => {
  it('has reputation metrics, and its events reach EventBridge', () => {
    const resources = resourcesOf(MSK);

    expect(resources.ConfigurationSet).toEqual({
      Type: 'AWS::SES::ConfigurationSet',
      Properties: {
        Name: 'notifications-test',
        ReputationOptions: { ReputationMetricsEnabled: true },
        SendingOptions: { SendingEnabled: true },
        SuppressionOptions: { SuppressedReasons: ['BOUNCE', 'COMPLAINT'] },
      },
    });
    expect(resources.MailEvents).toEqual({
      Type: 'AWS::SES::ConfigurationSetEventDestination',
      Properties: {
        ConfigurationSetName: { Ref: 'ConfigurationSet' },
        EventDestination: {
          Name: 'mail-events',
          Enabled: true,
          MatchingEventTypes: ['bounce', 'complaint', 'delivery', 'reject'],
          EventBridgeDestination: {
            EventBusArn: {
              'Fn::Sub': 'arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:event-bus/default',
            },
          },
        },
      },
    });
  });
});

describe('the mail log', () => {
  const rules = () =>
    ['MailBouncesRule', 'MailOtherEventsRule'].map(
      (id) =>
        (resourcesOf(MSK)[id]?.Properties ?? {}) as unknown as {
          EventPattern: { readonly 'detail-type': readonly string[] };
          Targets: [{ InputTransformer: { InputPathsMap: Record<string, string>; InputTemplate: string } }];
        },
    );

  const logGroup =
    'arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/events/notifications-test-mail';

  it('forgets after its days, and outlives the stack', () => {
    expect(resourcesOf(MSK).MailLogGroup).toEqual({
      Type: 'AWS::Logs::LogGroup',
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: { LogGroupName: '/aws/events/notifications-test-mail', RetentionInDays: 30 },
    });
  });

  it('is where both rules write', () => {
    expect(rules().map(({ Targets: [target] }) => target)).toEqual([
      { Id: 'mail-log', Arn: { 'Fn::Sub': logGroup }, InputTransformer: expect.anything() },
      { Id: 'mail-log', Arn: { 'Fn::Sub': logGroup }, InputTransformer: expect.anything() },
    ]);
  });

  it('takes every kind of event that SES publishes', () => {
    expect(rules().flatMap(({ EventPattern }) => EventPattern['detail-type'])).toEqual([
      'Email Bounced',
      'Email Complaint Received',
      'Email Delivered',
      'Email Rejected',
    ]);
  });

  it('takes lines of these rules alone', () => {
    const [policy] = propertiesOf<{
      PolicyName: string;
      PolicyDocument: { 'Fn::Sub': string };
    }>(MSK, 'AWS::Logs::ResourcePolicy');
    const statement = {
      Effect: 'Allow',
      Principal: { Service: ['events.amazonaws.com', 'delivery.logs.amazonaws.com'] },
    };

    expect(policy?.PolicyName).toBe('notifications-test-mail');
    expect(JSON.parse(policy?.PolicyDocument['Fn::Sub'] ?? '')).toEqual({
      Version: '2012-10-17',
      Statement: [
        { ...statement, Action: 'logs:CreateLogStream', Resource: `${logGroup}:*` },
        {
          ...statement,
          Action: 'logs:PutLogEvents',
          Resource: `${logGroup}:*:*`,
          Condition: {
            ArnEquals: { 'aws:SourceArn': ['${MailBouncesRule.Arn}', '${MailOtherEventsRule.Arn}'] },
          },
        },
      ],
    });
  });

  it('takes the events of this configuration set alone', () => {
    for (const { EventPattern } of rules()) {
      expect(EventPattern).toMatchObject({
        source: ['aws.ses'],
        detail: { mail: { tags: { 'ses:configuration-set': ['notifications-test'] } } },
      });
    }
  });

  it('keeps neither address nor subject', () => {
    const paths = rules().flatMap(({ Targets: [target] }) =>
      Object.values(target.InputTransformer.InputPathsMap),
    );

    expect(paths).toEqual(expect.arrayContaining(['$.detail.mail.messageId', '$.detail.bounce.bounceType']));
    expect(paths.join()).not.toMatch(/destination|recipient|header|source/i);
  });

  it('gets lines of JSON', () => {
    for (const { Targets } of rules()) {
      const { InputPathsMap, InputTemplate } = Targets[0].InputTransformer;
      // As EventBridge fills it in: a lone variable with its quotes, one inside a string without.
      const filled = InputTemplate.replace('<timestamp>', '"2026-11-22T18:00:00Z"').replaceAll(
        /<\w+>/g,
        'value',
      );
      const { timestamp: _, ...fields } = InputPathsMap;

      expect(JSON.parse(JSON.parse(filled).message)).toEqual(
        Object.fromEntries(Object.keys(fields).map((name) => [name, 'value'])),
      );
    }
  });
});
