import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HttpRequest } from '@smithy/core/protocols';
import { DatedHandler, isWrong } from '../../../lib/aws/dated-handler';
import { fakeClock } from '../../support/fake-clock';

const DATE = 'Tue, 24 Nov 2026 12:00:00 GMT';
const AT = Date.UTC(2026, 10, 24, 12);

describe('a clock, by the Date of an answer', () => {
  it.each([
    ['right to the millisecond', 0, 10, false],
    ['right, since a Date has no milliseconds', 999, 1_010, false],
    ['less than two seconds ahead', 2_990, 3_000, false],
    ['less than two seconds behind', -1_990, -1_980, false],
    ['more than two seconds ahead', 3_000, 3_010, true],
    ['more than two seconds behind', -2_020, -2_010, true],
    ['right, and the answer took long', -3_000, 60_000, false],
  ])('is %s', (_, askedAt, answeredAt, wrong) => {
    expect(isWrong(DATE, AT + askedAt, AT + answeredAt)).toBe(wrong);
  });

  it.each([undefined, '', 'yesterday'])('is not known without a Date: %j', (date) => {
    expect(isWrong(date, AT, AT)).toBeUndefined();
  });
});

describe('a connection', () => {
  it.each([
    ['is used again', 4_000, 1],
    ['is made anew where it was idle for longer than it may be', 4_001, 2],
  ])('%s', async (_, idle, connections) => {
    let made = 0;
    const server = createServer((__, response) => response.end('{}'));
    server.on('connection', () => made++);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const clock = fakeClock();
    const handler = new DatedHandler({ storeAttempt: 5_000, idleConnection: 4_000 }, clock);
    const ask = async () => {
      const request = new HttpRequest({
        protocol: 'http:',
        hostname: '127.0.0.1',
        port,
        method: 'GET',
        path: '/',
      });
      const { response } = await handler.handle(request);
      response.body.resume();
      await once(response.body, 'close');
    };

    await ask();
    await clock.advance(idle);
    await ask();

    expect(made).toBe(connections);
    handler.destroy();
    server.close();
  });
});
