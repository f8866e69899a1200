import {
  createServer,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** One request to DynamoDB, before it gets there. */
export interface StoreRequest {
  /** `PutItem`, `BatchGetItem`, … */
  readonly operation: string;
  // biome-ignore lint/suspicious/noExplicitAny: the wire format, whatever the operation
  readonly body: any;
  readonly headers: IncomingHttpHeaders;
  /** What DynamoDB answered, once it has. */
  // biome-ignore lint/suspicious/noExplicitAny: the wire format, whatever the operation
  answer?: { readonly status: number; readonly body: any };
}

/**
 * - `refuse`: answered with an error, DynamoDB never sees it
 * - `lose`: DynamoDB does it, the connection ends before its answer
 * - `late`: DynamoDB does it, its answer comes 0.85 s later
 * - `delay`: DynamoDB gets it 0.85 s later, and does it also where nobody waits any more
 * - `hang`: never answered, DynamoDB never sees it
 * - an object: the answer, DynamoDB never sees it
 */
export type StoreFault =
  | 'refuse'
  | 'lose'
  | 'late'
  | 'delay'
  | 'hang'
  | Readonly<Record<string, unknown>>
  | undefined;

const puts = (status: string) => (request: Pick<StoreRequest, 'operation' | 'body'>) =>
  request.operation === 'PutItem' && request.body.Item.status.S === status;

/** Whether a request claims a mail in the notification log. */
export const claims = puts('claimed');
/** Whether a request records there that a mail was sent. */
export const recordsSend = puts('sent');

/** Whether a request gives claims up there, of which nothing was sent. */
export const givesUp = ({ operation, body }: Pick<StoreRequest, 'operation' | 'body'>) =>
  operation === 'UpdateItem' && body.UpdateExpression.includes('DELETE #unanswered');

/** Whether a request is about the shared rate. */
export const ofRate = ({ body }: Pick<StoreRequest, 'body'>) => body.Key?.order_id?.S === 'rate';

export interface DynamoDbProxy {
  readonly url: string;
  /** Every request that came, in order, but those about the shared rate. */
  readonly requests: StoreRequest[];
  /** Those. */
  readonly rateRequests: StoreRequest[];
  /** What is to happen to a request; nothing unless a test says so. */
  fault: (request: StoreRequest) => StoreFault;
  close(): Promise<void>;
}

const LATE = 850;

async function bodyOf(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Stands in front of the local DynamoDB for the faults that it cannot produce itself. */
export async function startDynamoDbProxy(upstream: string): Promise<DynamoDbProxy> {
  const proxy: Omit<DynamoDbProxy, 'url' | 'close'> = {
    requests: [],
    rateRequests: [],
    fault: () => undefined,
  };
  const server = createServer(async (incoming, outgoing) => {
    const body = await bodyOf(incoming);
    const operation = String(incoming.headers['x-amz-target']).split('.')[1] ?? '';
    const { method, headers } = incoming;
    const request: StoreRequest = { operation, body: JSON.parse(body.toString()), headers };
    (ofRate(request) ? proxy.rateRequests : proxy.requests).push(request);
    const fault = proxy.fault(request);
    if (fault === 'hang') return;
    if (fault === 'refuse') {
      outgoing.writeHead(500, { 'content-type': 'application/x-amz-json-1.0' });
      outgoing.end(JSON.stringify({ __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError' }));
      return;
    }
    if (typeof fault === 'object') {
      outgoing.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(fault));
      return;
    }
    if (fault === 'delay') await sleep(LATE);
    const onward = httpRequest(upstream, { method, headers, agent: false }, async (answer) => {
      const answered = await bodyOf(answer);
      request.answer = { status: answer.statusCode ?? 500, body: JSON.parse(answered.toString() || '{}') };
      if (fault === 'late') await sleep(LATE);
      if (fault === 'lose') outgoing.destroy();
      else outgoing.writeHead(answer.statusCode ?? 500, answer.headers).end(answered);
    });
    onward.on('error', () => outgoing.destroy());
    onward.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(proxy, {
    url: `http://127.0.0.1:${port}`,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  });
}
