import { arnOf, type Deployment, keeping, nameOf } from './deployment';
import type { Parameters } from './parameters/parameters';
import type { Outputs, Resources } from './template';

export const configurationSetOf = (deployment: Deployment) => nameOf(deployment);

export const senderIdentityOf = ({ senderIdentity, senderEmail }: Parameters) =>
  senderIdentity ?? senderEmail;

/** Names the log group of the events of mails. EventBridge may write to log groups under this prefix. */
export const mailLogGroupOf = (deployment: Deployment) => `/aws/events/${nameOf(deployment)}-mail`;

/** The events that SES sends after a mail, and the fields that are kept of each. Never an address or a subject. */
const MAIL_EVENTS = {
  Bounces: {
    detailTypes: ['Email Bounced'],
    fields: { bounce_type: '$.detail.bounce.bounceType', bounce_sub_type: '$.detail.bounce.bounceSubType' },
  },
  OtherEvents: {
    detailTypes: ['Email Complaint Received', 'Email Delivered', 'Email Rejected'],
    fields: {},
  },
} as const;

const COMMON_FIELDS = {
  event: '$.detail.eventType',
  message_id: '$.detail.mail.messageId',
  topic: '$.detail.mail.tags.topic[0]',
  order_id: '$.detail.mail.tags.order_id[0]',
};

/**
 * Makes a log line of these fields, as JSON. A log group takes only `timestamp` and `message`, and the message is a string.
 * Source: EventBridge user guide, `eb-transform-target-input`.
 */
function inputTransformer(fields: Readonly<Record<string, string>>) {
  const line = Object.keys(fields).map((name) => `\\"${name}\\":\\"<${name}>\\"`);
  return {
    InputPathsMap: { timestamp: '$.time', ...fields },
    InputTemplate: `{"timestamp":<timestamp>,"message":"{${line.join(',')}}"}`,
  };
}

function mailEventRules(deployment: Deployment): Resources {
  return Object.fromEntries(
    Object.entries(MAIL_EVENTS).map(([name, { detailTypes, fields }]) => [
      `Mail${name}Rule`,
      {
        Type: 'AWS::Events::Rule',
        Properties: {
          Description: `${detailTypes.join(', ')}: to the mail log of ${nameOf(deployment)}`,
          EventPattern: {
            source: ['aws.ses'],
            'detail-type': detailTypes,
            detail: { mail: { tags: { 'ses:configuration-set': [configurationSetOf(deployment)] } } },
          },
          Targets: [
            {
              Id: 'mail-log',
              Arn: arnOf('logs', `log-group:${mailLogGroupOf(deployment)}`),
              InputTransformer: inputTransformer({ ...COMMON_FIELDS, ...fields }),
            },
          ],
        },
      },
    ]),
  );
}

/** Source: EventBridge user guide, `eb-use-resource-based`, CloudWatch Logs permissions. A policy is a string there. */
function mailLogPolicy(deployment: Deployment) {
  const rules = Object.keys(MAIL_EVENTS).map((name) => `\${Mail${name}Rule.Arn}`);
  const statement = (Action: string, suffix: string, Condition?: object) => ({
    Effect: 'Allow',
    Principal: { Service: ['events.amazonaws.com', 'delivery.logs.amazonaws.com'] },
    Action,
    Resource: `${arnOf('logs', `log-group:${mailLogGroupOf(deployment)}`)['Fn::Sub']}:${suffix}`,
    ...(Condition && { Condition }),
  });
  return {
    'Fn::Sub': JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        statement('logs:CreateLogStream', '*'),
        statement('logs:PutLogEvents', '*:*', { ArnEquals: { 'aws:SourceArn': rules } }),
      ],
    }),
  };
}

function mailLog(deployment: Deployment): Resources {
  const { parameters } = deployment;
  return {
    ...(!parameters.reuseLogGroups && {
      MailLogGroup: {
        Type: 'AWS::Logs::LogGroup',
        ...keeping(parameters),
        Properties: {
          LogGroupName: mailLogGroupOf(deployment),
          RetentionInDays: parameters.logRetentionDays,
        },
      },
    }),
    MailLogPolicy: {
      Type: 'AWS::Logs::ResourcePolicy',
      Properties: { PolicyName: `${nameOf(deployment)}-mail`, PolicyDocument: mailLogPolicy(deployment) },
    },
  };
}

function senderIdentity(deployment: Deployment): Resources {
  const { parameters } = deployment;
  if (!parameters.createSenderIdentity) return {};
  return {
    SenderIdentity: {
      Type: 'AWS::SES::EmailIdentity',
      ...keeping(parameters),
      Properties: {
        EmailIdentity: senderIdentityOf(parameters),
        DkimAttributes: { SigningEnabled: true },
        DkimSigningAttributes: { NextSigningKeyLength: 'RSA_2048_BIT' },
      },
    },
  };
}

export const ses = (deployment: Deployment): Resources => ({
  ConfigurationSet: {
    Type: 'AWS::SES::ConfigurationSet',
    Properties: {
      Name: configurationSetOf(deployment),
      ReputationOptions: { ReputationMetricsEnabled: true },
      SendingOptions: { SendingEnabled: true },
      SuppressionOptions: { SuppressedReasons: ['BOUNCE', 'COMPLAINT'] },
    },
  },
  MailEvents: {
    Type: 'AWS::SES::ConfigurationSetEventDestination',
    Properties: {
      ConfigurationSetName: { Ref: 'ConfigurationSet' },
      EventDestination: {
        Name: 'mail-events',
        Enabled: true,
        MatchingEventTypes: ['bounce', 'complaint', 'delivery', 'reject'],
        EventBridgeDestination: { EventBusArn: arnOf('events', 'event-bus/default') },
      },
    },
  },
  ...mailEventRules(deployment),
  ...mailLog(deployment),
  ...senderIdentity(deployment),
});

/** Tells the DNS records that prove the domain to SES. Its owner publishes them. */
export const senderIdentityOutputs = ({ parameters }: Deployment): Outputs =>
  parameters.createSenderIdentity
    ? Object.fromEntries(
        [1, 2, 3].map((n) => [
          `SenderIdentityDkimRecord${n}`,
          {
            Description: 'CNAME record to publish: name and value',
            Value: {
              'Fn::Sub': `\${SenderIdentity.DkimDNSTokenName${n}} CNAME \${SenderIdentity.DkimDNSTokenValue${n}}`,
            },
          },
        ]),
      )
    : {};
