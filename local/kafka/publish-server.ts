import { createServer, type IncomingMessage } from 'node:http';
import type { Producer } from './source';
import { decode } from './wire';

export interface PublishServer {
  close(): Promise<void>;
}

/** Of one request; `npm run publish` splits what is larger. */
const MAX_REQUEST = 32 * 1024 * 1024;

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MAX_REQUEST) throw new Error('the request is larger than 32 MB');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** A web page elsewhere reaches this machine by a name of its own at most. */
const isLocal = ({ headers }: IncomingMessage): boolean =>
  /^(?:localhost|127\.0\.0\.1)(?::\d+)?$/.test(headers.host ?? '');

/** A web page elsewhere cannot send JSON without being asked about it first. */
const isJson = ({ headers }: IncomingMessage): boolean => headers['content-type'] === 'application/json';

/**
 * Where `npm run publish` reaches the topics of a running `npm start`, and its page looks at them. Listens on loopback only.
 *
 * @param view what there is to be looked at
 */
export async function startPublishServer(
  port: number,
  producer: Producer,
  view: () => Promise<unknown> = async () => ({}),
): Promise<PublishServer> {
  const routes: Readonly<Record<string, (request: IncomingMessage) => Promise<unknown>>> = {
    'GET /topics': view,
    async 'POST /records'(request) {
      const { topic, records } = decode(await bodyOf(request));
      return producer.send(topic, records);
    },
  };
  const server = createServer(async (request, response) => {
    const answer = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    const route = routes[`${request.method} ${request.url}`];
    if (!route || !isLocal(request) || (request.method === 'POST' && !isJson(request))) {
      answer(404, { error: 'POST /records takes JSON, from this machine.' });
      return;
    }
    try {
      answer(200, await route(request));
    } catch (error) {
      answer(400, { error: error instanceof Error ? error.message : String(error) });
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
