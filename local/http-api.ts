import type { IncomingMessage, ServerResponse } from 'node:http';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import pLimit from 'p-limit';
import type { PageHandler } from '../lib/preferences-page/serve';
import { answerJson, bytesOf, listen } from './http';

export type HttpApiEvent = Parameters<PageHandler>[0];

/** Invokes the function behind the API. */
export type InvokeByHttp = (event: HttpApiEvent) => Promise<APIGatewayProxyStructuredResultV2>;

export interface HttpApi {
  readonly url: string;
  close(): Promise<void>;
}

/** In bytes. Source: API Gateway developer guide, quotas of HTTP APIs: payload size. */
const LARGEST = 10 * 1024 * 1024;

/** Invocations at the same time; other requests wait. Each is a process of its own, and a laptop that has too many fails. */
const AT_ONCE = 4;

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
  const places = pLimit(AT_ONCE);
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bytesOf(request, LARGEST);
    if (body === undefined) return answerJson(response, 413, { message: 'Request Too Long' });
    const {
      statusCode = 200,
      headers = {},
      body: text = '',
    } = await places(() => invoke(eventOf(request, body)));
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, String(value));
    response.writeHead(statusCode).end(request.method === 'HEAD' ? undefined : text);
  }
  return listen(port, (request, response) => {
    answer(request, response).catch(() => answerJson(response, 500, { message: 'Internal Server Error' }));
  });
}
