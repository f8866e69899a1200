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

/** A web page elsewhere cannot send JSON here without being asked about it first, nor by a name of its own. */
const isOurs = ({ headers }: IncomingMessage): boolean =>
  headers['content-type'] === 'application/json' &&
  /^(?:localhost|127\.0\.0\.1)(?::\d+)?$/.test(headers.host ?? '');

/** Where `npm run publish` reaches the topics of a running `npm start`. Listens on loopback only. */
export async function startPublishServer(port: number, producer: Producer): Promise<PublishServer> {
  const server = createServer(async (request, response) => {
    const answer = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (request.method !== 'POST' || request.url !== '/records' || !isOurs(request)) {
      answer(404, { error: 'POST /records takes JSON, from this machine.' });
      return;
    }
    try {
      const { topic, records } = decode(await bodyOf(request));
      answer(200, await producer.send(topic, records));
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
