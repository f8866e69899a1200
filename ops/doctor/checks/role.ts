import { SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { mappingNow } from '../../../tools/mappings';
import { BY_HAND, type Check, type Line, ok, wrong } from '../check';
import type { Context } from '../context';

/** What the functions and the pollers do, and to what. */
interface Use {
  readonly actions: readonly string[];
  readonly arns: readonly string[];
  /** What the condition of the permission asks for, beside. */
  readonly sender?: string | undefined;
}

/** The secrets that the pollers (for the cluster and a schema registry) and the functions read. */
async function secretsOf(context: Context): Promise<string[]> {
  const mappings = await context.resources('AWS::Lambda::EventSourceMapping');
  const states = await Promise.all(
    mappings.map(({ physicalId: uuid }) => mappingNow(context.clients.lambda, { uuid }, context.abortSignal)),
  );
  const found = states.flatMap((state) => {
    const kafka = state?.AmazonManagedKafkaEventSourceConfig ?? state?.SelfManagedKafkaEventSourceConfig;
    const configurations = [
      ...(state?.SourceAccessConfigurations ?? []),
      ...(kafka?.SchemaRegistryConfig?.AccessConfigs ?? []),
    ];
    return configurations.map(({ URI = '' }) => URI);
  });
  const { FCM_CREDENTIALS = '', PREFERENCES_SECRET = '' } = await context.environment();
  return [...new Set([...found, FCM_CREDENTIALS, PREFERENCES_SECRET])].filter((arn) =>
    arn.includes(':secretsmanager:'),
  );
}

/** Each by itself: what of it cannot be known leaves the others alone. */
async function usesOf(context: Context): Promise<ReadonlyArray<Use | Promise<Use>>> {
  const { FunctionArn = '' } = await context.function();
  const environment = await context.environment();
  const [, partition, , region, account] = FunctionArn.split(':');
  const sesRegion = await context.clients.ses.config.region();
  const arn = (service: string, resource: string) =>
    `arn:${partition}:${service}:${service === 'ses' ? sesRegion : region}:${account}:${resource}`;
  /** A table of another account has an ARN for a name. */
  const table = (name: string) => {
    const named = environment[name] ?? '';
    return named.startsWith('arn:') ? named : arn('dynamodb', `table/${named}`);
  };
  const bucketUse = async (action: string, objects: string): Promise<Use> => {
    const buckets = await context.resources('AWS::S3::Bucket');
    const own = buckets.filter(({ id }) => id === 'OnFailureBucket');
    return {
      actions: [action],
      arns: own.map(({ physicalId }) => `arn:${partition}:s3:::${physicalId}${objects}`),
    };
  };
  return [
    { actions: ['dynamodb:BatchGetItem'], arns: [table('CONTACTS_TABLE'), table('RECIPIENTS_TABLE')] },
    { actions: ['dynamodb:PutItem', 'dynamodb:UpdateItem'], arns: [table('NOTIFICATION_LOG_TABLE')] },
    bucketUse('s3:ListBucket', ''),
    bucketUse('s3:PutObject', '/*'),
    secretsOf(context).then((arns) => ({ actions: ['secretsmanager:GetSecretValue'], arns })),
    { actions: ['sms-voice:SendTextMessage'], arns: environment.SMS_POOL ? [environment.SMS_POOL] : [] },
    context.identity().then((identity) => ({
      actions: ['ses:SendEmail'],
      arns: [
        ...(identity ? [arn('ses', `identity/${identity.name}`)] : []),
        arn('ses', `configuration-set/${environment.SES_CONFIGURATION_SET}`),
      ],
      sender: environment.SENDER_EMAIL,
    })),
  ];
}

async function refusalLines(
  { clients, abortSignal }: Context,
  role: string,
  { actions, arns, sender }: Use,
): Promise<Line[]> {
  if (arns.length === 0) return [];
  const { EvaluationResults = [] } = await clients.iam.send(
    new SimulatePrincipalPolicyCommand({
      PolicySourceArn: role,
      ActionNames: [...actions],
      ResourceArns: [...arns],
      ...(sender && {
        ContextEntries: [
          { ContextKeyName: 'ses:FromAddress', ContextKeyType: 'string', ContextKeyValues: [sender] },
        ],
      }),
    }),
    { abortSignal },
  );
  // With several resources, the decision of each stands beside that of the action.
  return EvaluationResults.flatMap((result) => {
    const { ResourceSpecificResults: each = [], EvalActionName, EvalDecision, EvalResourceName } = result;
    const all =
      each.length > 0
        ? each.map((one) => ({ decision: one.EvalResourceDecision, resource: one.EvalResourceName }))
        : [{ decision: EvalDecision, resource: EvalResourceName }];
    return all.flatMap(({ decision, resource = arns.join(', ') }) =>
      decision === 'allowed'
        ? []
        : [wrong(`the role may not ${EvalActionName} on ${resource} (${decision})`, BY_HAND)],
    );
  });
}

export const role: Check = {
  name: 'role',
  looksFor:
    'whether the role of the functions may use the tables, the bucket, the secrets, the identity and the pool (simulated; the policies of these resources and of keys are not)',
  needs: [
    'iam:SimulatePrincipalPolicy',
    'cloudformation:ListStackResources',
    'lambda:GetFunctionConfiguration',
    'lambda:GetEventSourceMapping',
    'ses:GetEmailIdentity',
  ],
  async run(context) {
    const { Role = '' } = await context.function();
    const looks = (await usesOf(context)).map(async (use) => refusalLines(context, Role, await use));
    const good = ok('the role may do what the functions do');
    return [...looks, Promise.all(looks).then((lines) => (lines.flat().length > 0 ? [] : good))];
  },
};
