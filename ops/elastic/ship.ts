import { gunzipSync } from 'node:zlib';
import { HttpRequest } from '@smithy/core/protocols';
import { Hash } from '@smithy/core/serde';
import { SignatureV4 } from '@smithy/signature-v4';
import type { CloudWatchLogsDecodedData, CloudWatchLogsEvent } from 'aws-lambda';
import { connectSecrets, secretOf } from '../../lib/aws/secrets';
import { TIMING } from '../../lib/runtime/timing';

/** Longest wait for the cluster, in milliseconds; the function has twice as long. */
const PATIENCE = 30_000;

/** Longest wait for the secret, in milliseconds, twice. In a VPC without a way to Secrets Manager nobody answers. */
const SECRET_PATIENCE = 2_000;

/** Lines in a request. A domain takes 10 MiB; an envelope has been seen to hold 17 times its size in lines. */
const LINES = 1_000;

/** Where a cluster is: scheme, host and port. */
const ORIGIN = /^https?:\/\/[^\s/@?#]+\/?$/;

/** What the function is told in `serverless.yml`, and what Lambda adds. */
type Environment = Readonly<Record<string, string | undefined>>;

/** Statuses and kinds of errors. Not their reasons, which quote the document. */
const QUERY = { filter_path: 'items.*.status,items.*.error.type' };

interface BulkAnswer {
  readonly items: ReadonlyArray<{
    readonly create: { readonly status: number; readonly error?: { readonly type: string } };
  }>;
}

type Envelope = Omit<CloudWatchLogsDecodedData, 'messageType'>;

/** A document for each line. Its id is that of the log event: an envelope that comes twice is written once. */
const bulkOf = ({ logGroup, logStream, logEvents }: Envelope): string =>
  logEvents
    .flatMap(({ id, timestamp, message }) => [
      { create: { _id: id } },
      {
        '@timestamp': new Date(timestamp).toISOString(),
        message,
        'aws.cloudwatch.log_group': logGroup,
        'aws.cloudwatch.log_stream': logStream,
      },
    ])
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('');

/**
 * Signs with the credentials that Lambda gives the function.
 * Sources: OpenSearch Service developer guide, `request-signing`; Lambda developer guide, `configuration-envvars`.
 */
async function signed(request: HttpRequest, domainArn: string, environment: Environment) {
  const signer = new SignatureV4({
    service: 'es',
    region: domainArn.split(':')[3] ?? '',
    sha256: Hash.bind(null, 'sha256'),
    credentials: {
      accessKeyId: environment.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: environment.AWS_SECRET_ACCESS_KEY ?? '',
      ...(environment.AWS_SESSION_TOKEN && { sessionToken: environment.AWS_SESSION_TOKEN }),
    },
  });
  const { headers } = await signer.sign(request);
  return headers;
}

/**
 * Reads the secret that lets the function in; nothing at a domain of OpenSearch Service, which takes its signature.
 * @throws Error when it cannot be read, or is no such text
 */
async function authorizationOf({ ACCESS_ARN = '' }: Environment): Promise<string | undefined> {
  if (!ACCESS_ARN.includes(':secretsmanager:')) return undefined;
  const secret = await secretOf(connectSecrets(SECRET_PATIENCE, TIMING), ACCESS_ARN).catch((cause) => {
    throw new Error(`access: ${ACCESS_ARN} cannot be read: ${cause.name}: ${cause.message}`, { cause });
  });
  const authorization = secret?.trim() ?? '';
  // fetch would quote the text in its error.
  if (!/^(?:ApiKey|Basic|Bearer) [!-~]+$/.test(authorization)) {
    throw new Error(
      `access: ${ACCESS_ARN} is no text like "ApiKey <key>" or "Basic <user:password in base64>"`,
    );
  }
  return authorization;
}

/** @throws Error when a line was not taken; one that was there already is no error. */
async function write(
  envelope: Envelope,
  environment: Environment,
  authorization: string | undefined,
): Promise<void> {
  const { ENDPOINT = '', ACCESS_ARN = '', DATA_STREAM } = environment;
  // A path would be lost, and fetch quotes a password in its error.
  if (!ORIGIN.test(ENDPOINT) || !URL.canParse(ENDPOINT)) {
    const found = ENDPOINT.replace(/.*@/s, '…@');
    throw new Error(`endpoint: expected https://<host>, with neither user nor path, found "${found}"`);
  }
  const url = new URL(`${DATA_STREAM}/_bulk`, ENDPOINT);
  const request = new HttpRequest({
    method: 'POST',
    hostname: url.hostname,
    path: url.pathname,
    query: QUERY,
    headers: { host: url.host, 'content-type': 'application/x-ndjson' },
    body: bulkOf(envelope),
  });
  const answer = await fetch(`${url}?${new URLSearchParams(QUERY)}`, {
    method: request.method,
    headers: authorization
      ? { ...request.headers, authorization }
      : await signed(request, ACCESS_ARN, environment),
    body: request.body,
    signal: AbortSignal.timeout(PATIENCE),
  }).catch((error) => {
    throw new Error(`${url}: ${error.cause?.message ?? error.message}`);
  });
  const text = await answer.text();
  // What is no cluster may answer too.
  if (!answer.ok || !text.startsWith('{"items":'))
    throw new Error(`${url}: ${answer.status} ${text.slice(0, 500)}`);
  const { items }: BulkAnswer = JSON.parse(text);
  const refused = items.filter(({ create }) => create.status !== 201 && create.status !== 409);
  if (refused.length === 0) return;
  const kinds = new Set(refused.map(({ create }) => `${create.status} ${create.error?.type}`));
  throw new Error(`${url}: ${refused.length} of ${items.length} lines refused: ${[...kinds].join(', ')}`);
}

/** Writes the lines of an envelope into the data stream. After an error Lambda invokes twice more. */
export async function handler({ awslogs }: CloudWatchLogsEvent): Promise<void> {
  const { messageType, ...envelope }: CloudWatchLogsDecodedData = JSON.parse(
    gunzipSync(Buffer.from(awslogs.data, 'base64')).toString(),
  );
  // Another kind comes when a subscription is made, and has no lines.
  if (messageType !== 'DATA_MESSAGE') return;
  const slices = Array.from({ length: Math.ceil(envelope.logEvents.length / LINES) }, (_, index) =>
    envelope.logEvents.slice(index * LINES, (index + 1) * LINES),
  );
  const authorization = await authorizationOf(process.env);
  // What is refused in one does not keep the others from being written.
  const ends = await Promise.allSettled(
    slices.map((logEvents) => write({ ...envelope, logEvents }, process.env, authorization)),
  );
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}
