import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A page of another site must not read what is here through a name that points at this machine. */
export const isLocal = ({ headers }: IncomingMessage): boolean =>
  /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/.test(headers.host ?? '');

/**
 * Whether a page of another site, or of another port, wants to change something: browsers say where each such request comes from,
 * programs do not. Source: Fetch standard, "Append a request `Origin` header".
 */
export const isForeign = ({ method, headers }: IncomingMessage): boolean =>
  method !== 'GET' &&
  method !== 'HEAD' &&
  headers.origin !== undefined &&
  headers.origin !== `http://${headers.host}`;

/** A page of another site, a form of it included, can send everything but JSON without being asked about it first. */
export const isJson = ({ headers }: IncomingMessage): boolean =>
  /^application\/json\s*(?:;|$)/i.test(headers['content-type'] ?? '');

/** Listens on loopback, and answers to it only. `port`: 0 takes any free one. */
export async function listen(
  port: number,
  handle: Handler,
): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    response.setHeader('x-content-type-options', 'nosniff');
    if (isLocal(request)) return handle(request, response);
    response.writeHead(403, { 'content-type': 'text/plain' });
    response.end('This server answers to localhost only.\n');
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

/** Reads a body; nothing if it has more than `most` bytes. */
export async function bytesOf(request: IncomingMessage, most: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > most) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The same as text. */
export const bodyOf = async (request: IncomingMessage, most: number): Promise<string | undefined> =>
  (await bytesOf(request, most))?.toString('utf8');

/** Answers with JSON, unless the connection is gone. */
export function answerJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (response.destroyed) return;
  response
    .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers })
    .end(JSON.stringify(body));
}
