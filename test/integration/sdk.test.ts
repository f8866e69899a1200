import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { TimedHandler } from '../../lib/aws/sdk';
import { connectStore } from '../../lib/aws/store';
import { withTimeout } from '../../lib/runtime/timeout';
import { TIMING } from '../../lib/runtime/timing';

/** The subject's own error, and not that of `withTimeout`. */
const NOT_OF_THE_TEST = expect.not.stringContaining('No answer in time');

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

const throttle: RequestListener = (_, response) => {
  response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
  response.end('{"__type":"com.amazon.coral.availability#ThrottlingException","message":"slow down"}');
};

type Request = Parameters<TimedHandler['handle']>[0];
const get = (port: number) =>
  ({ method: 'GET', protocol: 'http:', hostname: '127.0.0.1', port, path: '/', headers: {} }) as Request;

describe('a request with a time', () => {
  it('gives the answer, and leaves nothing behind', async () => {
    const port = await served((_, response) => void response.end('answer'));
    const handler = new TimedHandler(2_000, {});
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();

    const { response } = await handler.handle(get(port));

    expect([response.statusCode, await text(response.body)]).toEqual([200, 'answer']);
    handler.destroy();
    expect(timers()).toBeLessThanOrEqual(before);
  });

  it('ends without an answer, by a name for which the SDK tries again', async () => {
    const port = await served(never);

    await expect(new TimedHandler(100, {}).handle(get(port))).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('breaks an answer off that does not end', async () => {
    const port = await served(trickle);

    const { response } = await new TimedHandler(1_000, {}).handle(get(port));

    await expect(text(response.body)).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('has one time for the headers and the rest', async () => {
    const port = await served((request, response) => void setTimeout(trickle, 1_500, request, response));

    const answer = new TimedHandler(2_000, {}).handle(get(port)).then(({ response }) => text(response.body));

    await expect(withTimeout(3_400, answer)).rejects.toMatchObject({
      name: 'TimeoutError',
      message: NOT_OF_THE_TEST,
    });
  });

  it('says why no connection was made', async () => {
    await expect(new TimedHandler(2_000, {}).handle(get(9))).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('a request to DynamoDB', () => {
  const clientFor = (port: number, maxSockets = 1) =>
    connectStore({ ...TIMING, storeAttempt: 300 }, maxSockets, {
      endpoint: `http://127.0.0.1:${port}`,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
  const lookUp = () => new GetItemCommand({ TableName: 'contacts', Key: { user_id: { S: '1' } } });

  it.each([
    ['is not answered', never, 'TimeoutError'],
    ['is answered without an end', trickle, 'TimeoutError'],
    ['is throttled', throttle, 'ThrottlingException'],
  ])('that %s is tried three times, within a call', async (_, listener, name) => {
    const client = clientFor(await served(listener));

    // Three attempts and two pauses; the SDK's own pauses alone are up to three seconds when it is throttled.
    await expect(withTimeout(2_000, client.send(lookUp()))).rejects.toMatchObject({
      name,
      message: NOT_OF_THE_TEST,
    });

    expect(requests).toBe(3);
    client.destroy();
  });

  it('finds its middleware resolved from the second one on', async () => {
    const client = clientFor(await served((_, response) => void response.end('{}')));
    const first = lookUp();
    const second = lookUp();
    const resolved = [first, second].map((command) => jest.spyOn(command, 'resolveMiddleware'));

    await client.send(first);
    await client.send(second);

    expect(resolved.map((spy) => spy.mock.calls.length)).toEqual([1, 0]);
    expect(client.middlewareStack.identify().join()).not.toContain('loggerMiddleware');
    client.destroy();
  });
});
