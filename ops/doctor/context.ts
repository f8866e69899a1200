import { Resolver } from 'node:dns/promises';
import { setMaxListeners } from 'node:events';
import { CloudFormationClient, GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { IAMClient } from '@aws-sdk/client-iam';
import {
  type FunctionConfiguration,
  GetFunctionConfigurationCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import { PinpointSMSVoiceV2Client } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { S3Client } from '@aws-sdk/client-s3';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SNSClient } from '@aws-sdk/client-sns';
import { googleTokens, type Tokens } from '../../lib/channels/push/credentials';
import { systemClock } from '../../lib/runtime/clock';
import { nameOf } from '../../lib/runtime/errors';
import { TIMING } from '../../lib/runtime/timing';
import { deployedResources } from '../../tools/mappings';
import { type AwsPlace, noStack, notificationsIn, stackName } from '../place';
import { type Identity, identityOf } from './sender';

/** How a client is made. */
interface ClientSettings {
  readonly region: string;
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly maxAttempts?: number;
}

/** Makes the clients of everything that is looked at. SES may be in another Region than the stack. */
const clientsWith = (settings: ClientSettings, sesRegion: () => Promise<string>) => ({
  cloudFormation: new CloudFormationClient(settings),
  cloudWatch: new CloudWatchClient(settings),
  dynamodb: new DynamoDBClient(settings),
  iam: new IAMClient(settings),
  lambda: new LambdaClient(settings),
  logs: new CloudWatchLogsClient(settings),
  s3: new S3Client({
    ...settings,
    forcePathStyle: Boolean(settings.endpoint ?? process.env.AWS_ENDPOINT_URL),
  }),
  // SES answers one request a second. Source: SES developer guide, `quotas`.
  ses: new SESv2Client({ maxAttempts: 8, ...settings, region: sesRegion }),
  sms: new PinpointSMSVoiceV2Client(settings),
  sns: new SNSClient(settings),
});
type Clients = ReturnType<typeof clientsWith>;

type DeployedResource = Awaited<ReturnType<typeof deployedResources>>[number];

/** What a template says of a resource, before CloudFormation has put in what it alone knows. */
export type Properties = Readonly<Record<string, unknown>>;

/** What the checks look at, and with what. What several of them ask for is asked once. */
export interface Context {
  readonly place: AwsPlace;
  readonly clients: Clients;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly dns: Pick<Resolver, 'resolveTxt'>;
  /** What gives tokens of access to FCM, by the credentials of the functions. */
  readonly tokens: (credentials: string) => Pick<Tokens, 'get'>;
  /** When the check is out of time. */
  readonly abortSignal: AbortSignal;
  /** @throws Problem where there is no such stack */
  resources(type: string): Promise<DeployedResource[]>;
  /** The properties of a resource in the template that is deployed. */
  template(id: string): Promise<Properties>;
  /** The parameters of the last deployment; none for a stack of a version that did not keep them. */
  parameters(): Promise<Readonly<Record<string, string>>>;
  /** A function that a topic feeds, the first that is there; they all have the same environment and role. */
  function(): Promise<FunctionConfiguration>;
  /** Its environment. */
  environment(): Promise<Readonly<Record<string, string | undefined>>>;
  /** What lets SES send as the sender, if there is any. */
  identity(): Promise<Identity | undefined>;
}

/** Asks once, whoever asks. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= ask();
    return answer;
  };
}

interface Template {
  readonly Metadata?: { readonly Parameters?: Readonly<Record<string, string>> };
  readonly Resources?: Readonly<Record<string, { readonly Properties?: Properties }>>;
}

export function contextOf(
  place: AwsPlace,
  settings: ClientSettings,
  abortSignal: AbortSignal,
  now: number,
  {
    dns = new Resolver({ timeout: 3_000, tries: 2 }),
    tokens = (credentials) =>
      googleTokens(credentials, systemClock, TIMING, { secrets: { region: place.region } }),
  }: Partial<Pick<Context, 'dns' | 'tokens'>> = {},
): Context {
  // Every request listens, and there are more than the ten at which Node.js warns.
  setMaxListeners(0, abortSignal);
  const StackName = stackName(place);
  const clients = clientsWith(settings, async () => (await environment()).SES_REGION ?? settings.region);
  const resources = once(() =>
    deployedResources(clients.cloudFormation, StackName, abortSignal).catch((error) => noStack(place, error)),
  );
  const template = once(async (): Promise<Template> => {
    const request = new GetTemplateCommand({ StackName });
    const { TemplateBody = '{}' } = await clients.cloudFormation.send(request, { abortSignal });
    return JSON.parse(TemplateBody);
  });
  const fn = once(async () => {
    for (const FunctionName of (await notificationsIn(place)).keys()) {
      try {
        const request = new GetFunctionConfigurationCommand({ FunctionName });
        return await clients.lambda.send(request, { abortSignal });
      } catch (error) {
        if (nameOf(error) !== 'ResourceNotFoundException') throw error;
      }
    }
    throw new Error('Lambda has no function of this stack');
  });
  const environment = async () => (await fn()).Environment?.Variables ?? {};
  return {
    place,
    clients,
    now,
    dns,
    tokens,
    abortSignal,
    resources: async (type) => (await resources()).filter((resource) => resource.type === type),
    template: async (id) => (await template()).Resources?.[id]?.Properties ?? {},
    parameters: async () => (await template()).Metadata?.Parameters ?? {},
    function: fn,
    environment,
    identity: once(async () =>
      identityOf(clients.ses, (await environment()).SENDER_EMAIL ?? '', abortSignal),
    ),
  };
}
