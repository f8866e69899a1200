import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { lambdaAt } from '../../../../local/kafka/lambda';
import type { Invocation } from '../../../../local/kafka/verdict';

const EVENT = { eventSource: 'aws:kafka', bootstrapServers: 'b:9092', records: {} } as const;

async function invokeAt(answer: RequestListener): Promise<Invocation> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    return await lambdaAt(`http://127.0.0.1:${port}`)('orders', EVENT);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

describe('invoking by the Lambda API', () => {
  it('posts the event and gives the answer as it came', async () => {
    let seen = '';
    const answer = await invokeAt(async (request, response) => {
      for await (const chunk of request) seen += chunk;
      response.writeHead(200, { 'x-amz-function-error': 'Unhandled' }).end(`"${request.url}"`);
    });

    expect(JSON.parse(seen)).toEqual(EVENT);
    expect(answer).toEqual({
      status: 200,
      functionError: 'Unhandled',
      payload: '"/2015-03-31/functions/orders/invocations"',
    });
  });

  it('invoked nothing where nothing listens', async () => {
    expect(await lambdaAt('http://127.0.0.1:1')('orders', EVENT)).toMatchObject({ status: 503 });
  });

  it.each<[string, RequestListener]>([
    ['before its answer', (request) => request.socket.destroy()],
    [
      'in the middle of it',
      (_, response) => {
        response.writeHead(200, { 'content-length': 10 }).write('{}');
        setTimeout(() => response.destroy(), 10);
      },
    ],
  ])('is a function error when the connection is lost %s: the function was at work', async (_, answer) => {
    expect(await invokeAt(answer)).toMatchObject({ status: 200, functionError: 'Unhandled' });
  });
});
