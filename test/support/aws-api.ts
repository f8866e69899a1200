import type { IncomingMessage } from 'node:http';
import { bodyOf, listen } from '../../local/http';
import { answerXml, errorXml, type Result, SesError } from '../../local/ses/protocol';

/** What AWS was asked for. */
export interface AwsRequest {
  /** `GetEventSourceMapping`. */
  readonly operation: string;
  readonly path: string;
  readonly body: string;
}

/** An error of AWS, by its code. */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    message = 'refused',
  ) {
    super(message);
  }
}

/** Never answers. */
export const SILENCE = Symbol('silence');

/** What each operation answers: an object in the words of the SDK, XML, or what makes or throws one. One that is not there is refused. */
export type Answers = Readonly<Record<string, unknown>>;

export interface AwsApi {
  readonly url: string;
  answers: Answers;
  readonly requests: AwsRequest[];
  close(): Promise<void>;
}

/** The operations that are told by method and path; the others name themselves. Source: Lambda API reference; SES API v2 reference. */
const ROUTES: ReadonlyArray<readonly [RegExp, string]> = [
  [/^GET \/2015-03-31\/event-source-mappings\//, 'GetEventSourceMapping'],
  [/^PUT \/2015-03-31\/event-source-mappings\//, 'UpdateEventSourceMapping'],
  [/^GET \/2015-03-31\/functions\/[^/]+\/configuration/, 'GetFunctionConfiguration'],
  [/^GET \/v2\/email\/account/, 'GetAccount'],
  [/^GET \/v2\/email\/identities\//, 'GetEmailIdentity'],
  [/^GET \/v2\/email\/configuration-sets\/[^/]+\/event-destinations/, 'GetConfigurationSetEventDestinations'],
  [/^GET \/v2\/email\/configuration-sets\//, 'GetConfigurationSet'],
  [/^GET \/[^/]+\/?\?.*list-type=2/, 'ListObjectsV2'],
];

function operationOf({ method, url, headers }: IncomingMessage, body: string): string {
  const target = String(headers['x-amz-target'] ?? '')
    .split('.')
    .at(-1);
  const action = new URLSearchParams(body).get('Action');
  const [, routed] = ROUTES.find(([route]) => route.test(`${method} ${url}`)) ?? [];
  return target || action || routed || `${method} ${url}`;
}

async function answerTo(answer: unknown, request: AwsRequest): Promise<unknown> {
  if (answer === undefined)
    throw new Refusal('AccessDeniedException', `not authorized to perform ${request.operation}`);
  return typeof answer === 'function' ? answer(request) : answer;
}

/** AWS before a command: one server speaks for all services, in the protocol of who asks. */
export async function startAwsApi(): Promise<AwsApi> {
  const requests: AwsRequest[] = [];
  const server = await listen(0, async (incoming, response) => {
    const body = (await bodyOf(incoming, 1_000_000)) ?? '';
    const operation = operationOf(incoming, body);
    const request = { operation, path: incoming.url ?? '', body };
    requests.push(request);
    const isQuery = body.includes('Action=');
    try {
      const value = await answerTo(api.answers[operation], request);
      if (value === SILENCE) return;
      const isXml = isQuery || typeof value === 'string';
      response.writeHead(200, { 'content-type': isXml ? 'text/xml' : 'application/json' });
      if (typeof value === 'string') return void response.end(value);
      response.end(isQuery ? answerXml(operation, value as Result, 'id') : JSON.stringify(value));
    } catch (error) {
      const { code, message } = error instanceof Refusal ? error : new Refusal('TestBroken', String(error));
      response.writeHead(400, {
        'content-type': isQuery ? 'text/xml' : 'application/json',
        'x-amzn-errortype': code,
      });
      response.end(
        isQuery ? errorXml(new SesError(code, message), 'id') : JSON.stringify({ __type: code, message }),
      );
    }
  });
  const api: AwsApi = { url: server.url, answers: {}, requests, close: server.close };
  return api;
}

/** For a command in a process of its own. */
export const awsEnvironment = ({ url }: AwsApi) => ({
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_REGION: 'eu-central-1',
  AWS_MAX_ATTEMPTS: '1',
  AWS_ENDPOINT_URL: url,
});

/** The settings of a client in the process of a test. */
export const awsClient = ({ url }: AwsApi) => ({
  endpoint: url,
  region: 'eu-central-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  maxAttempts: 1,
});
