import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { TimedHandler } from '../../lib/http';
import { connectStore } from '../../lib/store';
import { TIMING } from '../../lib/timing';

let server: Server | undefined;
let requests = 0;

async function served(listener: RequestListener): Promise<number> {
  requests = 0;
  server = createServer((request, response) => {
    requests++;
    listener(request, response);
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

const trickle: RequestListener = (_, response) => {
  response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
  const drops = setInterval(() => response.write(' '), 20);
  response.on('close', () => clearInterval(drops));
};

const never: RequestListener = () => {};

type Request = Parameters<TimedHandler['handle']>[0];
const get = (port: number) =>
  ({ method: 'GET', protocol: 'http:', hostname: '127.0.0.1', port, path: '/', headers: {} }) as Request;

describe('a request with a time', () => {
  it('gives the answer, which may be read for as long as it stays', async () => {
    const port = await served((_, response) => void response.end('answer'));
    const handler = new TimedHandler(2_000, {});

    const { response } = await handler.handle(get(port));

    expect([response.statusCode, await text(response.body)]).toEqual([200, 'answer']);
    handler.destroy();
  });

  it('ends without an answer, by a name for which the SDK tries again', async () => {
    const port = await served(never);

    await expect(new TimedHandler(100, {}).handle(get(port))).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('breaks an answer off that does not end', async () => {
    const port = await served(trickle);

    const { response } = await new TimedHandler(200, {}).handle(get(port));

    await expect(text(response.body)).rejects.toThrow('aborted');
  });

  it('says why no connection was made', async () => {
    await expect(new TimedHandler(2_000, {}).handle(get(9))).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('a request to DynamoDB', () => {
  it.each([
    ['is not answered', never],
    ['is answered without an end', trickle],
  ])('that %s is tried three times', async (_, listener) => {
    const port = await served(listener);
    const client = connectStore({ ...TIMING, storeAttempt: 100 }, 1, {
      endpoint: `http://127.0.0.1:${port}`,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });

    const answer = client.send(new GetItemCommand({ TableName: 'contacts', Key: { user_id: { S: '1' } } }));

    await expect(answer).rejects.toThrow();
    expect(requests).toBe(3);
    client.destroy();
  });
});
