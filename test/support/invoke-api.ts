import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Service } from './service';

/** One invocation, as Lambda was asked for it. */
export interface Invocation {
  readonly functionName: string;
  readonly qualifier: string | null;
  readonly event: { readonly records: Record<string, Array<{ offset: number }>> } & Record<string, unknown>;
}

/** What Lambda does instead of answering as the function did. */
export type LambdaFault =
  | 'throttle'
  | 'denied'
  | 'function error'
  | 'lose the answer'
  | 'old version'
  | 'old outcomes'
  | undefined;

export interface InvokeApi {
  readonly url: string;
  readonly port: number;
  readonly invocations: Invocation[];
  /** Most invocations of one function that were under way at once. */
  readonly mostAtOnce: () => number;
  fault: (invocation: Invocation) => LambdaFault;
  /** The function's time, in milliseconds. */
  remainingMs: number;
  close(): Promise<void>;
}

function refuse(response: ServerResponse, status: number, type: string): void {
  response.writeHead(status, { 'x-amzn-errortype': type, 'content-type': 'application/json' });
  response.end(JSON.stringify({ Type: 'User', message: 'Rate Exceeded.' }));
}

type RecordOutcome = NonNullable<Awaited<ReturnType<Service['invoke']>>['outcomes']>[number];

/** As functions told before there were reason codes. */
function inOldForm({ partition, offset, ...outcome }: RecordOutcome) {
  const place = { partition, offset, status: outcome.kind };
  if (outcome.kind === 'sent') return { ...place, messageId: outcome.messageId };
  if (outcome.kind === 'skipped') return { ...place, reason: outcome.reason };
  return { ...place, kind: outcome.failure, reason: outcome.reason };
}

/** Lambda's Invoke API before the functions of a test. */
export async function startInvokeApi(functions: Readonly<Record<string, () => Service>>): Promise<InvokeApi> {
  const invocations: Invocation[] = [];
  const underWay = new Map<string, number>();
  let most = 0;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', 'http://lambda');
    const functionName = decodeURIComponent(
      /\/functions\/([^/]+)\/invocations/.exec(url.pathname)?.[1] ?? '',
    );
    const event = JSON.parse(await text(request));
    const invocation = { functionName, qualifier: url.searchParams.get('Qualifier'), event };
    const service = functions[functionName];
    if (!service) return refuse(response, 404, 'ResourceNotFoundException');
    const fault = api.fault(invocation);
    invocations.push(invocation);
    if (fault === 'throttle') return refuse(response, 429, 'TooManyRequestsException');
    if (fault === 'denied') return refuse(response, 403, 'AccessDeniedException');
    if (fault === 'function error') {
      response.writeHead(200, { 'x-amz-function-error': 'Unhandled' });
      response.end(
        JSON.stringify({
          errorType: 'Sandbox.Timedout',
          errorMessage: 'Task timed out after 240.00 seconds',
        }),
      );
      return;
    }
    const running = (underWay.get(functionName) ?? 0) + 1;
    underWay.set(functionName, running);
    most = Math.max(most, running);
    const { outcomes, ...old } = await service().invoke(event, api.remainingMs);
    underWay.set(functionName, running - 1);
    if (fault === 'lose the answer') return void request.socket.destroy();
    if (fault === 'old version') return void response.end(JSON.stringify(old));
    const told = fault === 'old outcomes' ? outcomes?.map(inOldForm) : outcomes;
    response.end(JSON.stringify({ ...old, outcomes: told }));
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error) => {
      response.writeHead(200, { 'x-amz-function-error': 'Unhandled' });
      response.end(JSON.stringify({ errorType: error.name, errorMessage: error.message }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const api: InvokeApi = {
    url: `http://127.0.0.1:${port}`,
    port,
    invocations,
    mostAtOnce: () => most,
    fault: () => undefined,
    remainingMs: 240_000,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return api;
}
