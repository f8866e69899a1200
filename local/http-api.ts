import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { PageHandler } from '../lib/preferences-page/serve';

export type HttpApiEvent = Parameters<PageHandler>[0];

/** Invokes the function behind the API. */
export type InvokeByHttp = (event: HttpApiEvent) => Promise<APIGatewayProxyStructuredResultV2>;

export interface HttpApi {
  readonly url: string;
  close(): Promise<void>;
}

/** In bytes. Source: API Gateway developer guide, quotas of HTTP APIs: payload size. */
const LARGEST = 10 * 1024 * 1024;

async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > LARGEST) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * Writes a request as an HTTP API hands it to its function. A body is base64, unless its type is known to be text.
 * Source: API Gateway developer guide, "Create AWS Lambda proxy integrations for HTTP APIs", payload format version 2.0.
 */
function eventOf({ method = '', url = '/', headers }: IncomingMessage, body: Buffer): HttpApiEvent {
  const [rawPath = '/', ...query] = url.split('?');
  const known = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, [value].flat().join(',')]],
  );
  return {
    rawPath,
    rawQueryString: query.join('?'),
    headers: Object.fromEntries(known),
    requestContext: { http: { method } },
    ...(body.length > 0 && { body: body.toString('base64') }),
    isBase64Encoded: body.length > 0,
  };
}

/** An API Gateway HTTP API for a laptop: one function behind all routes. Listens on loopback only. */
export async function startHttpApi(invoke: InvokeByHttp, port = 0): Promise<HttpApi> {
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    if (body === undefined) return void response.writeHead(413).end('{"message":"Request Too Long"}');
    const { statusCode = 200, headers = {}, body: text = '' } = await invoke(eventOf(request, body));
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, String(value));
    response.writeHead(statusCode).end(request.method === 'HEAD' ? undefined : text);
  }
  const server = createServer((request, response) => {
    answer(request, response).catch(() =>
      response
        .writeHead(500, { 'content-type': 'application/json' })
        .end('{"message":"Internal Server Error"}'),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${actual}`,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
