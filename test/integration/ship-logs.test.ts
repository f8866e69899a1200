import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { Hash } from '@smithy/core/serde';
import { SignatureV4 } from '@smithy/signature-v4';
import { answerJson, bodyOf, listen } from '../../local/http';
import { handler } from '../../ops/elastic/ship';
import { readCompiled, withFolder } from '../../tools/stacks/compile';
import { type Answers, type AwsApi, awsEnvironment, SILENCE, startAwsApi } from '../support/aws-api';
import { ROOT, textOf } from '../support/docs';
import { freePort } from '../support/ports';

const DOMAIN = 'arn:aws:es:eu-west-1:123456789012:domain/logs';
const SECRET = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:elastic-AbCdEf';
const KEYS = { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'token' };

interface Request {
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

const created = (request: Request) =>
  Array.from({ length: linesOf(request).length / 2 }, () => ({ create: { status: 201 } }));

const linesOf = ({ body }: Pick<Request, 'body'>): unknown[] =>
  body
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

const initial = { ...process.env };
let requests: Request[];
let answer: (request: Request) => [status: number, body: unknown];
let cluster: Awaited<ReturnType<typeof listen>>;
let aws: AwsApi;

beforeAll(async () => {
  aws = await startAwsApi();
  cluster = await listen(0, async (incoming, response) => {
    const body = (await bodyOf(incoming, 10_000_000)) ?? '';
    const request = { url: incoming.url ?? '', headers: incoming.headers, body };
    requests.push(request);
    answerJson(response, ...answer(request));
  });
});

afterAll(() => Promise.all([aws.close(), cluster.close()]));

beforeEach(() => {
  requests = [];
  answer = (request) => [200, { items: created(request) }];
  aws.answers = {};
  Object.assign(process.env, awsEnvironment(aws), KEYS, {
    ENDPOINT: cluster.url,
    ACCESS_ARN: DOMAIN,
    DATA_STREAM: 'logs-notification_service.log-prod',
  });
});

afterEach(() => {
  process.env = { ...initial };
});

const event = (message: string, index = 0) => ({ id: `id-${index}`, timestamp: 1_795_723_836_939, message });

const LINE = '{"message":"batch finished"}';

/** As CloudWatch Logs invokes a function. Source: CloudWatch Logs user guide, `SubscriptionFilters`. */
const shipped = (logEvents: unknown[], messageType = 'DATA_MESSAGE') =>
  handler({
    awslogs: {
      data: gzipSync(
        JSON.stringify({
          messageType,
          owner: '123456789012',
          logGroup: '/aws/lambda/notification-service-prod-orderNotification',
          logStream: '2026/11/26/[$LATEST]0',
          subscriptionFilters: ['filter'],
          logEvents,
        }),
      ).toString('base64'),
    },
  });

describe('the function that ships log lines', () => {
  it('writes each line into the data stream as a document, whose id is that of the event', async () => {
    await shipped([event(LINE), event('START', 1)]);

    expect(requests.map(({ url }) => url.split('?')[0])).toEqual([
      '/logs-notification_service.log-prod/_bulk',
    ]);
    const document = {
      '@timestamp': '2026-11-26T20:10:36.939Z',
      'aws.cloudwatch.log_group': '/aws/lambda/notification-service-prod-orderNotification',
      'aws.cloudwatch.log_stream': '2026/11/26/[$LATEST]0',
    };
    expect(requests.flatMap(linesOf)).toEqual([
      { create: { _id: 'id-0' } },
      { ...document, message: LINE },
      { create: { _id: 'id-1' } },
      { ...document, message: 'START' },
    ]);
  });

  it('signs for a domain, in the Region of the domain', async () => {
    await shipped([event('Grüße')]);

    const [{ url, headers, body } = { url: '', headers: {}, body: '' }] = requests;
    const { host, 'x-amz-date': date, 'x-amz-security-token': token } = headers;
    const at = String(date).replace(/(....)(..)(..T..)(..)/, '$1-$2-$3:$4:');
    const { pathname, searchParams } = new URL(url, cluster.url);
    const signer = new SignatureV4({
      service: 'es',
      region: 'eu-west-1',
      sha256: Hash.bind(null, 'sha256'),
      credentials: { accessKeyId: 'key', secretAccessKey: 'secret', sessionToken: 'token' },
    });
    const expected = await signer.sign(
      {
        method: 'POST',
        protocol: 'http:',
        hostname: '127.0.0.1',
        path: pathname,
        query: Object.fromEntries(searchParams),
        headers: { host: String(host), 'content-type': 'application/x-ndjson' },
        body,
      },
      { signingDate: new Date(at) },
    );
    expect(token).toBe('token');
    expect(headers.authorization).toBe(expected.headers.authorization);
  });

  it('shows the text of a secret elsewhere, and its signature to nobody', async () => {
    process.env.ACCESS_ARN = SECRET;
    aws.answers = { GetSecretValue: { SecretString: 'ApiKey a2V5\n' } };

    await shipped([event(LINE)]);

    expect(requests[0]?.headers).toMatchObject({ authorization: 'ApiKey a2V5' });
    expect(requests[0]?.headers).not.toHaveProperty('x-amz-security-token');
  });

  it.each([
    ['of several lines', 'ApiKey a2V5\nApiKey hidden'],
    ['of names and values, as the console makes one', '{"key":"hidden"}'],
  ])('refuses a secret %s, and does not quote it', async (_, SecretString) => {
    process.env.ACCESS_ARN = SECRET;
    aws.answers = { GetSecretValue: { SecretString } };

    await expect(shipped([event(LINE)])).rejects.toThrow(
      new Error(`access: ${SECRET} is no text like "ApiKey <key>" or "Basic <user:password in base64>"`),
    );
  });

  it.each<[string, Answers, RegExp]>([
    ['that it may not read', {}, /^access: arn:\S+ cannot be read: AccessDeniedException: not authorized/],
    [
      'of which it hears nothing, as in a VPC without a way there',
      { GetSecretValue: SILENCE },
      /^access: arn:\S+ cannot be read: TimeoutError: /,
    ],
  ])('names a secret %s', async (_, answers, message) => {
    process.env.ACCESS_ARN = SECRET;
    aws.answers = answers;

    await expect(shipped([event(LINE)])).rejects.toThrow(message);
    expect(requests).toEqual([]);
  });

  it('writes nothing for the message that tests a new subscription', async () => {
    await shipped([event('CWL CONTROL MESSAGE: Checking health of destination')], 'CONTROL_MESSAGE');

    expect(requests).toEqual([]);
  });

  describe('with more lines than a request takes', () => {
    const events = Array.from({ length: 2_500 }, (_, index) => event(LINE, index));
    const idsOf = (request: Request) =>
      linesOf(request).flatMap((line) => (line as { create?: { _id: string } }).create?._id ?? []);

    it('writes each line once', async () => {
      await shipped(events);

      expect(requests.map((request) => idsOf(request).length).sort()).toEqual([1_000, 1_000, 500]);
      expect(requests.flatMap(idsOf).sort()).toEqual(events.map(({ id }) => id).sort());
    });

    it('fails when one request does, and makes the others all the same', async () => {
      answer = (request) =>
        idsOf(request).includes('id-0') ? [413, 'too large'] : [200, { items: created(request) }];

      await expect(shipped(events)).rejects.toThrow(/_bulk: 413 "too large"$/);
      expect(requests).toHaveLength(3);
    });
  });

  it('takes a line that was there already for written', async () => {
    answer = () => [
      200,
      { items: [{ create: { status: 409, error: { type: 'version_conflict_engine_exception' } } }] },
    ];

    await expect(shipped([event(LINE)])).resolves.toBeUndefined();
  });

  it('fails when the cluster refuses a line, and says of which kind the refusals are', async () => {
    answer = () => [
      200,
      {
        items: [
          { create: { status: 201 } },
          { create: { status: 400, error: { type: 'mapper_parsing_exception' } } },
          { create: { status: 429, error: { type: 'es_rejected_execution_exception' } } },
        ],
      },
    ];

    await expect(shipped([event(LINE), event(LINE, 1), event(LINE, 2)])).rejects.toThrow(
      `${cluster.url}/logs-notification_service.log-prod/_bulk: 2 of 3 lines refused: 400 mapper_parsing_exception, 429 es_rejected_execution_exception`,
    );
  });

  it('fails with what the cluster says where it does not let the function in', async () => {
    answer = () => [403, { Message: 'User: arn:aws:sts::123456789012:assumed-role/x is not authorized' }];

    await expect(shipped([event(LINE)])).rejects.toThrow(
      /_bulk: 403 \{"Message":"User: arn:aws:sts::123456789012:assumed-role\/x is not authorized"\}$/,
    );
  });

  it('fails where something answers that is no cluster', async () => {
    answer = () => [200, '<title>OpenSearch Dashboards</title>'];

    await expect(shipped([event(LINE)])).rejects.toThrow(/_bulk: 200 "<title>OpenSearch Dashboards/);
  });

  it.each([
    ['that is no URL', 'vpc-logs.es.amazonaws.com', 'vpc-logs.es.amazonaws.com'],
    ['that is missing', '', ''],
    ['with a path, which it would lose', 'https://shop.example/logs', 'https://shop.example/logs'],
    ['with a password, and does not quote it', 'https://elastic:hidden@shop.example', '…@shop.example'],
    ['that is no URL, with a password', 'elastic:hidden@shop.example', '…@shop.example'],
  ])('refuses an endpoint %s', async (_, ENDPOINT, found) => {
    process.env.ENDPOINT = ENDPOINT;

    await expect(shipped([event(LINE)])).rejects.toThrow(
      new Error(`endpoint: expected https://<host>, with neither user nor path, found "${found}"`),
    );
  });

  it('names the address at which nobody answers', async () => {
    const port = await freePort();
    process.env.ENDPOINT = `http://127.0.0.1:${port}`;

    await expect(shipped([event(LINE)])).rejects.toThrow(
      `http://127.0.0.1:${port}/logs-notification_service.log-prod/_bulk: connect ECONNREFUSED 127.0.0.1:${port}`,
    );
  });
});

/** The options of the command in the documentation. */
const DEPLOY =
  /npx serverless deploy --verbose (.*?)\n```/s.exec(textOf('docs/monitoring.md'))?.[1]?.split(/[\s\\]+/) ??
  [];

const DOCUMENTED = DOMAIN.replace('eu-west-1', 'eu-central-1');

describe('ops/elastic/serverless.yml', () => {
  it('makes the function, which may write into the data stream of its stage and no more, and prints its ARN', async () => {
    const { template } = await withFolder(async (folder) => {
      await promisify(execFile)(
        process.execPath,
        [
          join(ROOT, 'node_modules/serverless/bin/serverless.js'),
          ...['package', '--package', folder, ...DEPLOY],
        ],
        { cwd: join(ROOT, 'ops/elastic'), env: { ...initial, AWS_EC2_METADATA_DISABLED: 'true' } },
      );
      return readCompiled(folder);
    });

    expect(template.Resources).toMatchObject({
      ShipLambdaFunction: {
        Properties: {
          Handler: 'ship.handler',
          Environment: {
            Variables: {
              ENDPOINT: 'https://search-logs-abc.eu-central-1.es.amazonaws.com',
              ACCESS_ARN: DOCUMENTED,
              DATA_STREAM: 'logs-notification_service.log-prod',
            },
          },
        },
      },
      IamRoleLambdaExecution: {
        Properties: {
          Policies: [
            {
              PolicyDocument: {
                Statement: [
                  { Action: ['logs:CreateLogStream', 'logs:CreateLogGroup', 'logs:TagResource'] },
                  { Action: ['logs:PutLogEvents'] },
                  {
                    Action: ['es:ESHttpPost'],
                    Resource: `${DOCUMENTED}/logs-notification_service.log-prod/_bulk`,
                  },
                  { Action: ['secretsmanager:GetSecretValue'], Resource: DOCUMENTED },
                ],
              },
            },
          ],
        },
      },
    });
    expect(template.Outputs.LogDestinationArn?.Value).toEqual({
      'Fn::GetAtt': ['ShipLambdaFunction', 'Arn'],
    });
  });
});
