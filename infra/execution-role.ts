import { arnOf, type Deployment } from './deployment';
import { consumerGroupOf, topicOf } from './event-source-mappings';
import { FUNCTIONS } from './functions';
import { allow, decrypt, logging, roleOf, tracing } from './iam';
import { needsSecret, type Parameters } from './parameters/parameters';
import { linkStatements } from './preferences-page';
import { registryStatements } from './schema-registry';
import { configurationSetOf, senderIdentityOf } from './ses';
import { ON_FAILURE_BUCKET, ON_FAILURE_DOCUMENTS, tableArnsOf } from './storage';
import type { Resources } from './template';

/** Allows what the code of the functions does. */
function ofTheFunctions(deployment: Deployment) {
  const { parameters } = deployment;
  const tables = tableArnsOf(parameters);
  return [
    allow('Customers', 'dynamodb:BatchGetItem', [tables.contacts, tables.recipients]),
    // A put that is refused returns the entry it met (`ReturnValuesOnConditionCheckFailure`), and needs no permission to read
    // for that. Source: Service authorization reference, Amazon DynamoDB: PutItem depends on no other action.
    // The queue of the sending rate is an item of the log, changed by updates alone.
    allow('NotificationLog', ['dynamodb:PutItem', 'dynamodb:UpdateItem'], tables.notificationLog),
    ...decrypt('ContactsKey', parameters.contactsTableKmsKeyArn, 'dynamodb'),
    ...decrypt('RecipientsKey', parameters.recipientsTableKmsKeyArn, 'dynamodb'),
    ...decrypt('NotificationLogKey', parameters.notificationLogTableKmsKeyArn, 'dynamodb'),
    // Source: Service authorization reference, Amazon SES: SendEmail is checked against both resources.
    allow(
      'Mailer',
      'ses:SendEmail',
      [
        arnOf('ses', `identity/${senderIdentityOf(parameters)}`, parameters.sesRegion),
        arnOf('ses', `configuration-set/${configurationSetOf(deployment)}`, parameters.sesRegion),
        ...parameters.sandboxRecipients.map((one) => arnOf('ses', `identity/${one}`, parameters.sesRegion)),
      ],
      { StringEquals: { 'ses:FromAddress': parameters.senderEmail } },
    ),
    ...linkStatements(deployment),
    logging(deployment, FUNCTIONS),
    ...tracing(parameters),
  ];
}

/**
 * Allows what the channels beside e-mail do, where the deployment has them. `SendTextMessage` is checked against the pool alone, not
 * against a configuration set, an opt-out list or a protect configuration. Workload identity federation needs nothing: what the function
 * signs for Google is `sts:GetCallerIdentity`, which needs no permission.
 * Source: Service authorization reference, AWS End User Messaging SMS and Voice v2; AWS STS API reference, `GetCallerIdentity`.
 */
function ofTheChannels({ parameters }: Deployment) {
  const { channels, smsPoolArn, fcmSecretArn, fcmSecretKmsKeyArn } = parameters;
  return [
    ...(channels.includes('sms') ? [allow('Texts', 'sms-voice:SendTextMessage', smsPoolArn)] : []),
    ...(channels.includes('push')
      ? [
          allow('GoneDevices', 'dynamodb:UpdateItem', tableArnsOf(parameters).recipients),
          ...(fcmSecretArn ? [allow('FcmSecret', 'secretsmanager:GetSecretValue', fcmSecretArn)] : []),
          ...decrypt('FcmSecretKey', fcmSecretKmsKeyArn, 'secretsmanager'),
        ]
      : []),
  ];
}

/** The pollers' network interfaces in the brokers' VPC; EC2 has no ARN for what does not exist yet. */
const NETWORK = allow(
  'PollerNetwork',
  [
    'ec2:CreateNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeVpcs',
    'ec2:DeleteNetworkInterface',
    'ec2:DescribeSubnets',
    'ec2:DescribeSecurityGroups',
  ],
  '*',
);

function secretsOf({ authentication, kafkaSecretArn, kafkaCaSecretArn }: Parameters): string[] {
  const credentials = needsSecret(authentication) ? [kafkaSecretArn] : [];
  return [...credentials, ...(kafkaCaSecretArn ? [kafkaCaSecretArn] : [])];
}

/** Self-managed Kafka needs the first alone. Source: Lambda developer guide, `with-msk-permissions`, `smaa-permissions`. */
const MSK_SECRETS = ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'] as const;

/** `arn:…:cluster/<name>/<uuid>` → `arn:…:<kind>/<name>/<uuid>/<name of the resource>`. */
const ofCluster = (cluster: string, kind: 'topic' | 'group', name: string) =>
  `${cluster.replace(':cluster/', `:${kind}/`)}/${name}`;

/** The bucket outlives the stack: whoever takes up its name after it was deleted must get no records. Source: Lambda developer guide, `kafka-on-failure`. */
const IN_OWN_ACCOUNT = { StringEquals: { 's3:ResourceAccount': { Ref: 'AWS::AccountId' } } };

/**
 * Allows what Lambda's pollers do with the role of the functions.
 * Source: Lambda developer guide, `with-msk-permissions`, `msk-cross-account`, `msk-esm-auth`, `smaa-permissions`, `kafka-on-failure-destination`.
 */
function ofThePollers(deployment: Deployment) {
  const { parameters } = deployment;
  const { source, mskClusterArn, mskVpcConnectionArn, authentication, vpcSubnets } = parameters;
  const secrets = secretsOf(parameters);
  const msk = source === 'msk';
  const iam = msk && authentication === 'iam';
  return [
    allow('OnFailureDocuments', 's3:PutObject', ON_FAILURE_DOCUMENTS, IN_OWN_ACCOUNT),
    allow('OnFailureBucket', 's3:ListBucket', ON_FAILURE_BUCKET, IN_OWN_ACCOUNT),
    ...(msk
      ? [
          allow(
            'Cluster',
            [
              'kafka:DescribeClusterV2',
              'kafka:GetBootstrapBrokers',
              ...(authentication === 'scram-512' ? ['kafka:ListScramSecrets'] : []),
            ],
            mskClusterArn,
          ),
        ]
      : []),
    ...(msk && mskVpcConnectionArn
      ? [allow('VpcConnection', 'kafka:DescribeVpcConnection', mskVpcConnectionArn)]
      : []),
    ...(iam
      ? [
          allow(
            'KafkaCluster',
            ['kafka-cluster:Connect', 'kafka-cluster:DescribeClusterDynamicConfiguration'],
            mskClusterArn,
          ),
          allow(
            'KafkaTopics',
            ['kafka-cluster:DescribeTopic', 'kafka-cluster:ReadData'],
            FUNCTIONS.map((fn) => ofCluster(mskClusterArn, 'topic', topicOf(deployment, fn))),
          ),
          allow(
            'KafkaConsumerGroups',
            ['kafka-cluster:DescribeGroup', 'kafka-cluster:AlterGroup'],
            FUNCTIONS.map((fn) => ofCluster(mskClusterArn, 'group', consumerGroupOf(deployment, fn))),
          ),
        ]
      : []),
    ...(secrets.length > 0 ? [allow('KafkaSecrets', msk ? MSK_SECRETS : MSK_SECRETS[0], secrets)] : []),
    ...decrypt('KafkaSecretsKey', parameters.kafkaSecretKmsKeyArn, 'secretsmanager'),
    ...decrypt('KafkaCaSecretKey', parameters.kafkaCaSecretKmsKeyArn, 'secretsmanager'),
    ...registryStatements(parameters),
    ...(msk || vpcSubnets ? [NETWORK] : []),
  ];
}

/** Makes one role for all functions that a topic feeds: each needs the same permissions on the same tables, identity and cluster. */
export const executionRole = (deployment: Deployment): Resources => ({
  ExecutionRole: roleOf(deployment.parameters, 'notifications', [
    ...ofTheFunctions(deployment),
    ...ofTheChannels(deployment),
    ...ofThePollers(deployment),
  ]),
});
