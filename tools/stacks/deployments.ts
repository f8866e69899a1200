/** The stage and the parameters of one `serverless package`. */
export interface Settings {
  readonly stage: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export const CLUSTER =
  'arn:aws:kafka:eu-central-1:123456789012:cluster/shop/11111111-2222-3333-4444-555555555555-1';
export const SECRET = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:kafka-AbCdEf';
/** MSK takes secrets of this name alone. */
export const MSK_SECRET = SECRET.replace('secret:', 'secret:AmazonMSK_');
export const KEY = 'arn:aws:kms:eu-central-1:123456789012:key/1234';
export const CERTIFICATE = 'arn:aws:acm:eu-central-1:123456789012:certificate/1234';
export const REGISTRY = 'arn:aws:glue:eu-central-1:123456789012:registry/shop';
export const TABLE = 'arn:aws:dynamodb:eu-central-1:123456789012:table/table';
export const LOG_TABLE = `${TABLE}-log`;

/** The parameters that the channels beside e-mail need. */
export const CHANNELS = {
  channels: 'email,sms,push',
  smsPoolArn: 'arn:aws:sms-voice:eu-central-1:123456789012:pool/pool-0123456789abcdef0123456789abcdef',
  fcmProject: 'shop-1a2b3',
  fcmSecretArn: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:fcm-AbCdEf',
} as const;

/** The parameters that each source needs. */
export const SOURCES = {
  msk: { source: 'msk', mskClusterArn: CLUSTER, senderEmail: 'shop@shop.example' },
  'self-managed': {
    source: 'self-managed',
    bootstrapServers: 'b1.shop.example:9096,b2.shop.example:9096',
    kafkaSecretArn: SECRET,
    senderEmail: 'shop@shop.example',
  },
} as const;

/** A deployment to `prod` says who is told of its alarms. */
const TOLD = { alarmEmail: 'oncall@shop.example' };

/** The deployments that are compiled to see a change of the stack: each source alone, all channels, and everything that is optional. */
export const DEPLOYMENTS = {
  msk: { stage: 'prod', parameters: { ...SOURCES.msk, ...TOLD } },
  'self-managed': { stage: 'prod', parameters: { ...SOURCES['self-managed'], ...TOLD } },
  'all channels': { stage: 'prod', parameters: { ...SOURCES.msk, ...CHANNELS, ...TOLD } },
  'all options': {
    stage: 'dev',
    parameters: {
      ...SOURCES['self-managed'],
      tracing: 'true',
      ...TOLD,
      alarmTopicArn: 'arn:aws:sns:eu-central-1:123456789012:oncall',
      reuseLogGroups: 'true',
      retainData: 'false',
      tags: 'team=shop',
      senderIdentity: 'shop.example',
      createSenderIdentity: 'true',
      kafkaCaSecretArn: SECRET,
      kafkaSecretKmsKeyArn: KEY,
      schemaRegistry: 'https://registry.shop.example:8081',
      schemaRegistrySecretArn: SECRET,
      schemaRegistryCaSecretArn: SECRET,
      schemaRegistrySecretKmsKeyArn: KEY,
      contactsTableArn: TABLE,
      contactsTableKmsKeyArn: KEY,
      notificationLogTableArn: LOG_TABLE,
      notificationLogTableKmsKeyArn: KEY,
      vpcSubnets: 'subnet-1a',
      vpcSecurityGroups: 'sg-1a',
      preferencesPage: 'true',
      preferencesDomain: 'tell-me.shop.example',
      preferencesCertificateArn: CERTIFICATE,
    },
  },
} as const satisfies Record<string, Settings>;
