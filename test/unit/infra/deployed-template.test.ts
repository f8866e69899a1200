import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { deployedTemplate, formerTemplate, isLastUploadDeployed } from '../../../infra/deployed-template';

/** What CloudFormation answers, by its query protocol. */
let answer: { status: number; body: string };
let server: Server;
const requests: string[] = [];

beforeAll(async () => {
  server = createServer(async (request, response) => {
    if (request.method === 'GET') requests.push(request.url ?? '');
    for await (const chunk of request) requests.push(String(chunk));
    response.writeHead(answer.status, { 'content-type': 'text/xml' }).end(answer.body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(() => server.close());

const failure = (code: string, message: string) => ({
  status: 400,
  body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
});

/** Reads the stack of stage prod, as the framework would be signed in. */
const read = () =>
  deployedTemplate({
    classes: { Error },
    getProvider: () => ({
      naming: { getStackName: () => 'notification-service-prod' },
      getCloudFormationClient: async () =>
        new CloudFormationClient({
          endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
          region: 'eu-central-1',
          credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
        }),
    }),
  });

describe('the template of the stack that is deployed', () => {
  it('is read by one request', async () => {
    requests.length = 0;
    answer = {
      status: 200,
      body: '<GetTemplateResponse><GetTemplateResult><TemplateBody>{"Resources":{}}</TemplateBody></GetTemplateResult></GetTemplateResponse>',
    };

    expect(await read()).toEqual({ Resources: {} });
    expect(requests).toEqual([
      expect.stringContaining('Action=GetTemplate&Version=2010-05-15&StackName=notification-service-prod'),
    ]);
  });

  it('is none before the first deployment', async () => {
    answer = failure('ValidationError', 'Stack with id notification-service-prod does not exist');

    expect(await read()).toBeUndefined();
  });

  it('stops the deployment when it may not be read, with the permission that is missing', async () => {
    answer = failure('AccessDenied', 'not authorized');

    await expect(read()).rejects.toThrow(
      'The stack notification-service-prod could not be read, which a deployment does first (cloudformation:GetTemplate): not authorized',
    );
  });
});

/** The framework on stage prod, with its bucket. */
const withBucket = () => ({
  classes: { Error },
  service: { service: 'notification-service' },
  getProvider: () => ({
    naming: { getCompiledTemplateS3Suffix: () => 'compiled-cloudformation-template.json' },
    getDeploymentPrefix: () => 'serverless',
    getStage: () => 'prod',
    getServerlessDeploymentBucketName: async () => 'bucket',
    getAwsSdkV3Config: async () => ({
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      forcePathStyle: true,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
    }),
  }),
});

describe('the package that was uploaded last', () => {
  const PACKAGES = ['1764172800000-2025-11-26T16:00:00.000Z', '1764259200000-2025-11-27T16:00:00.000Z'];
  const folder = (name = '') => `serverless/notification-service/prod/${name}/`;

  const isDeployed = (name: string | undefined) => {
    const prefixes = PACKAGES.map(
      (one) => `<CommonPrefixes><Prefix>${folder(one)}</Prefix></CommonPrefixes>`,
    );
    answer = { status: 200, body: `<ListBucketResult>${prefixes.join('')}</ListBucketResult>` };
    return isLastUploadDeployed(withBucket(), {
      Resources: {
        OrderNotificationLambdaFunction: { Properties: { Code: { S3Key: `${folder(name)}order.zip` } } },
      },
    });
  };

  it('is deployed, where the functions have their code from it', async () => {
    requests.length = 0;

    expect(await isDeployed(PACKAGES[1])).toBe(true);
    expect(requests).toEqual([
      '/bucket/?delimiter=%2F&list-type=2&prefix=serverless%2Fnotification-service%2Fprod%2F',
    ]);
  });

  it('is not, after a deployment that failed, or a rollback', async () => {
    expect(await isDeployed(PACKAGES[0])).toBe(false);
  });
});

describe('the template of a former deployment', () => {
  const MILLISECONDS = '1764172800000';
  const KEY =
    'serverless/notification-service/prod/1764172800000-2025-11-26T16:00:00.000Z/compiled-cloudformation-template.json';

  const readFormer = (timestamp: string) => formerTemplate(withBucket(), timestamp);

  it.each([MILLISECONDS, '2025-11-26T16:00:00Z'])(
    'is read where the framework keeps it: %s',
    async (time) => {
      requests.length = 0;
      answer = { status: 200, body: '{"Resources":{}}' };

      expect(await readFormer(time)).toEqual({ Resources: {} });
      expect(requests.map((url) => decodeURIComponent(url))).toEqual([`/bucket/${KEY}?x-id=GetObject`]);
    },
  );

  it('is none where there is no such deployment, which the framework says', async () => {
    answer = { status: 404, body: '<Error><Code>NoSuchKey</Code></Error>' };

    expect(await readFormer(MILLISECONDS)).toBeUndefined();
  });

  it('stops the rollback when its time is none', async () => {
    await expect(readFormer('yesterday')).rejects.toThrow(
      '--timestamp: expected one that `serverless deploy list` says, found "yesterday"',
    );
  });

  it('stops the rollback when it may not be read, with the permission that is missing', async () => {
    answer = {
      status: 403,
      body: '<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>',
    };

    await expect(readFormer(MILLISECONDS)).rejects.toThrow(
      `${KEY} in bucket could not be read, which a rollback does first (s3:GetObject): Access Denied`,
    );
  });
});
