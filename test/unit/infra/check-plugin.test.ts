import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { ClientConfig, Serverless } from '../../../infra/framework';
import { answerJson, listen } from '../../../local/http';
import { SOURCES } from '../../../tools/stacks/deployments';
import { type AwsApi, awsClient, startAwsApi } from '../../support/aws-api';
import { stack } from '../../support/computed-stack';
import { LEAST_ENVIRONMENT } from '../../support/environment';

// Without the ending it would be the file that loads this one for the framework.
const CheckPlugin: typeof import('../../../infra/check-plugin') = require('../../../infra/check-plugin.ts');

interface Given {
  readonly before?: ReadonlyArray<keyof typeof HOOKS>;
  /** Of the credentials. */
  readonly account?: string;
  readonly environment?: Serverless['service']['provider']['environment'];
  /** Where AWS is. */
  readonly aws?: ClientConfig;
  /** Of a rollback. */
  readonly timestamp?: string;
  /** What a template says of itself. */
  readonly packaged?: Pick<ReturnType<typeof stack>['resources'], 'Description' | 'Metadata'>;
  /** By default, of a stack that is not there yet. */
  readonly cloudFormation?: CloudFormationClient;
}

/** CloudFormation, of a stack that is not there yet. */
const noStack = new CloudFormationClient({
  region: 'eu-central-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  requestHandler: {
    handle: () =>
      Promise.reject(Object.assign(new Error('The stack does not exist'), { name: 'ValidationError' })),
  },
});

const HOOKS = {
  start: 'initialize',
  package: 'before:package:cleanup',
  deploy: 'before:deploy:deploy',
  rollback: 'before:rollback:rollback',
} as const;

/** Runs what the plugin does before anything is packaged, or is deployed. */
async function check({
  before = ['package'],
  account = '123456789012',
  environment = {},
  aws = {},
  timestamp,
  packaged,
  cloudFormation = noStack,
}: Given) {
  const serverless: Serverless = {
    service: {
      service: 'notification-service',
      custom: { stack: stack(SOURCES.msk) },
      provider: {
        environment: { ...LEAST_ENVIRONMENT, ...environment },
        compiledCloudFormationTemplate: { ...packaged, Resources: {} },
      },
      functions: { orderNotification: { name: 'order' } },
    },
    processedInput: { commands: ['deploy'] },
    pluginManager: { plugins: [], spawn: async () => {} },
    classes: { Error },
    getProvider: () => ({
      naming: {
        getLambdaLogicalId: String,
        getStackName: () => 'notification-service-prod',
        getCompiledTemplateS3Suffix: () => 'template.json',
      },
      getServerlessDeploymentBucketName: async () => 'bucket',
      getDeploymentPrefix: () => 'serverless',
      getStage: () => 'prod',
      getAccountId: async () => account,
      getAwsSdkV3Config: async () => aws,
      getCloudFormationClient: async () => cloudFormation,
    }),
  };
  const warnings: string[] = [];
  const log = { notice: () => {}, warning: (line: string) => warnings.push(line) };
  const options: ConstructorParameters<typeof CheckPlugin>[1] = { timestamp };
  const { hooks } = new CheckPlugin(serverless, options, { log });
  for (const one of before) await hooks[HOOKS[one]]?.();
  return { warnings, force: options.force };
}

describe('what is checked before a package or a deployment', () => {
  it.each<NonNullable<Given['before']>>([['package'], ['deploy'], ['package', 'deploy']])(
    'is whether somebody is told of alarms, and everybody is mailed, which it says loudly and once (%s, %s)',
    async (...before) => {
      const { warnings } = await check({ before });

      expect(warnings).toEqual([
        expect.stringContaining('NOBODY is told of the alarms of stage test'),
        expect.stringContaining('only whom it names (without it, senderEmail) gets mails of stage test'),
      ]);
    },
  );

  it('is an environment that the functions would refuse', async () => {
    await expect(check({ environment: { SES_MAX_SEND_RATE: 'fast' } })).rejects.toThrow(
      /^The functions would not start:\norderNotification: .*\n *SES_MAX_SEND_RATE: expected/,
    );
  });

  it('is what CloudFormation chooses between, by its last text', async () => {
    const choice = (no: string) => ({ CONTACTS_TABLE: { 'Fn::If': ['Elsewhere', 'arn:aws:dynamodb', no] } });

    await expect(check({ environment: choice('contacts') })).resolves.toBeDefined();
    await expect(check({ environment: choice('con tacts') })).rejects.toThrow('CONTACTS_TABLE');
  });

  it('is the account of the cluster, where a deployment has credentials', async () => {
    const foreign = { account: '999999999999' };

    await expect(check({ ...foreign, before: ['deploy'] })).rejects.toThrow(
      'mskClusterArn: the cluster is in account 123456789012, the stack in account 999999999999 (by your credentials)',
    );
    await expect(check(foreign)).resolves.toBeDefined();
    await expect(check({ before: ['deploy'] })).resolves.toBeDefined();
  });
});

describe('a package that was made before', () => {
  const before = ['start', 'deploy'] as const;
  const packageOf = (raw: Parameters<typeof stack>[0]) => stack({ ...SOURCES.msk, ...raw }).resources;

  it('is deployed with what it was made with, given once more or not', async () => {
    await expect(check({ before, packaged: packageOf({}) })).resolves.toBeDefined();
    await expect(check({ before, packaged: packageOf({ batchSize: '50' }) })).resolves.toBeDefined();
  });

  it('is refused with other parameters, which would not be heeded', async () => {
    await expect(
      check({ before, packaged: packageOf({ senderEmail: 'other@shop.example' }) }),
    ).rejects.toThrow(
      /^This package was made with other parameters.*\n {2}senderEmail: other@shop.example → shop@shop.example$/,
    );
  });

  it('is refused at another stage', async () => {
    const packaged = { ...packageOf({}), Description: 'notifications-qa: order notifications' };

    await expect(check({ before, packaged })).rejects.toThrow(
      /\n {2}it is notifications-qa, and not notifications-test$/,
    );
  });
});

describe('a package like the one that was uploaded last', () => {
  const template = stack(SOURCES.msk).resources;
  let api: AwsApi;
  beforeAll(async () => {
    api = await startAwsApi();
  });
  afterAll(() => api.close());

  it.each([
    [
      'is left alone by the framework, where that one is deployed',
      'serverless/notification-service/prod/2/',
      undefined,
    ],
    ['is deployed all the same, where that one is not', 'serverless/notification-service/prod/1/', true],
  ])('%s', async (_, deployed, force) => {
    api.answers = {
      GetTemplate: {
        TemplateBody: JSON.stringify({ ...template, Outputs: { Code: { Value: deployed } }, Resources: {} }),
      },
      ListStackResources: { StackResourceSummaries: [] },
      ListObjectsV2:
        '<ListBucketResult><CommonPrefixes><Prefix>serverless/notification-service/prod/1/</Prefix></CommonPrefixes><CommonPrefixes><Prefix>serverless/notification-service/prod/2/</Prefix></CommonPrefixes></ListBucketResult>',
    };
    const aws = { ...awsClient(api), forcePathStyle: true };
    const cloudFormation = new CloudFormationClient(aws);

    const checked = await check({ before: ['start', 'deploy'], packaged: template, aws, cloudFormation });

    expect(checked.force).toBe(force);
  });
});

describe('what is checked before a rollback', () => {
  it('is whether the former deployment says its parameters, without which nothing can be compared', async () => {
    const bucket = await listen(0, (_, response) => answerJson(response, 200, { Resources: {} }));
    const aws = {
      endpoint: bucket.url,
      forcePathStyle: true,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    };

    const answer = check({ before: ['rollback'], aws, timestamp: '1764172800000' });
    try {
      await expect(answer).rejects.toThrow(
        'that version did not write down its parameters. Deploy it from its tag',
      );
    } finally {
      await bucket.close();
    }
  });

  it('is nothing where no time is given, and the framework lists the deployments', async () => {
    await expect(check({ before: ['rollback'] })).resolves.toBeDefined();
  });
});
