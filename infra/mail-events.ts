import { arnOf, type Deployment, keeping, nameOf } from './deployment';
import { MAIL_EVENTS } from './functions';
import { allow, decrypt, logging, roleOf, tlsOnly, tracing } from './iam';
import { configurationSetOf } from './ses';
import { tableArnsOf } from './storage';
import type { Resource, Resources } from './template';

/** Seconds that an event which nobody could take is kept: 14 days, the most that SQS takes. */
const DEAD_LETTER_SECONDS = 1_209_600;

const DEAD_LETTERS = { 'Fn::GetAtt': ['MailEventsDeadLetterQueue', 'Arn'] } as const;

const FUNCTION = { 'Fn::GetAtt': [`${MAIL_EVENTS.id}LambdaFunction`, 'Arn'] } as const;

/** The events that say what became of a mail. Source: EventBridge events reference, `events-ref-ses`. */
const DETAIL_TYPES = [
  'Email Delivered',
  'Email Bounced',
  'Email Complaint Received',
  'Email Rejected',
  'Email Delivery Delayed',
] as const;

export const mailEventsRuleOf = (deployment: Deployment) => `${nameOf(deployment)}-mail-events`;

const ruleArnOf = (deployment: Deployment) => arnOf('events', `rule/${mailEventsRuleOf(deployment)}`);

/**
 * Makes the role of the function alone: it changes items of two tables, reads none and mails nobody. Lambda writes to the
 * dead-letter queue with the same role. Source: Lambda developer guide, `invocation-async-retain-records`.
 */
function role(deployment: Deployment): Resource {
  const { parameters } = deployment;
  const { notificationLog, recipients } = tableArnsOf(parameters);
  return roleOf(parameters, 'mail-events', [
    allow('Tables', 'dynamodb:UpdateItem', [notificationLog, recipients]),
    ...decrypt('RecipientsKey', parameters.recipientsTableKmsKeyArn, 'dynamodb'),
    ...decrypt('NotificationLogKey', parameters.notificationLogTableKmsKeyArn, 'dynamodb'),
    allow('DeadLetters', 'sqs:SendMessage', DEAD_LETTERS),
    logging(deployment, [MAIL_EVENTS]),
    ...tracing(parameters),
  ]);
}

/**
 * Makes the queue for events that could not be taken. EventBridge puts an event there that it cannot hand to Lambda, and
 * Lambda one at which the function failed three times: EventBridge counts an event as delivered as soon as Lambda has it.
 * Source: EventBridge user guide, `eb-rule-dlq`; Lambda developer guide, `invocation-async-error-handling`.
 */
function deadLetterQueue(deployment: Deployment): Resources {
  return {
    MailEventsDeadLetterQueue: {
      Type: 'AWS::SQS::Queue',
      ...keeping(deployment.parameters),
      Properties: { MessageRetentionPeriod: DEAD_LETTER_SECONDS, SqsManagedSseEnabled: true },
    },
    MailEventsDeadLetterQueuePolicy: {
      Type: 'AWS::SQS::QueuePolicy',
      ...keeping(deployment.parameters),
      Properties: {
        Queues: [{ Ref: 'MailEventsDeadLetterQueue' }],
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              ...allow('Rule', 'sqs:SendMessage', DEAD_LETTERS, {
                ArnEquals: { 'aws:SourceArn': ruleArnOf(deployment) },
              }),
              Principal: { Service: 'events.amazonaws.com' },
            },
            tlsOnly('sqs:*', DEAD_LETTERS),
          ],
        },
      },
    },
  };
}

/**
 * Makes the rule that hands the events of this configuration set to the function. What EventBridge is not permitted to do it
 * never tries again, so the rule comes after its permissions, and they name it by its ARN. The retries are the longest that
 * there are: Lambda is rarely out of reach, and each event is small.
 * Source: EventBridge user guide, `eb-rule-event-delivery`, `eb-use-resource-based`; API reference, `RetryPolicy`.
 */
function rule(deployment: Deployment): Resources {
  return {
    MailEventsRule: {
      Type: 'AWS::Events::Rule',
      DependsOn: ['MailEventsPermission', 'MailEventsDeadLetterQueuePolicy'],
      Properties: {
        Name: mailEventsRuleOf(deployment),
        Description: `What became of the mails of ${nameOf(deployment)}`,
        EventPattern: {
          source: ['aws.ses'],
          'detail-type': DETAIL_TYPES,
          detail: { mail: { tags: { 'ses:configuration-set': [configurationSetOf(deployment)] } } },
        },
        Targets: [
          {
            Id: 'mail-events',
            Arn: FUNCTION,
            RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
            DeadLetterConfig: { Arn: DEAD_LETTERS },
          },
        ],
      },
    },
    MailEventsPermission: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        FunctionName: FUNCTION,
        Action: 'lambda:InvokeFunction',
        Principal: 'events.amazonaws.com',
        SourceArn: ruleArnOf(deployment),
      },
    },
  };
}

/** Makes what brings the events of SES to the function; the function itself is in serverless.yml. */
export const mailEvents = (deployment: Deployment): Resources => ({
  MailEventsRole: role(deployment),
  ...deadLetterQueue(deployment),
  ...rule(deployment),
});
