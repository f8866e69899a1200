import { request } from 'node:http';
import { startPublishServer } from '../../../../local/kafka/publish-server';
import type { NewRecord } from '../../../../local/kafka/source';
import { encode } from '../../../../local/kafka/wire';
import { freePort } from '../../../support/ports';

const RECORD: NewRecord = {
  key: Buffer.from('k'),
  value: null,
  headers: [{ name: 'h', value: Buffer.from([255, 0]) }],
  partition: 2,
};

async function withServer<T>(use: (port: number, taken: NewRecord[]) => Promise<T>): Promise<T> {
  const taken: NewRecord[] = [];
  const port = await freePort();
  const server = await startPublishServer(port, {
    async send(topic, records) {
      if (topic !== 'orders') throw new Error(`no topic "${topic}"`);
      taken.push(...records);
      return records.map(() => ({ topic, partition: 0, offset: 0 }));
    },
  });
  try {
    return await use(port, taken);
  } finally {
    await server.close();
  }
}

function post(port: number, body: string, headers: Readonly<Record<string, string>> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: '127.0.0.1',
        port,
        path: '/records',
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
      },
      (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      },
    );
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

describe('the way into the topics of npm start', () => {
  it('takes records as they are: bytes, null, headers', () =>
    withServer(async (port, taken) => {
      expect(await post(port, encode('orders', [RECORD]))).toBe(200);
      expect(taken).toEqual([RECORD]);
    }));

  it.each([
    ['a topic that is not there', encode('other', [RECORD])],
    ['what is no JSON', '{'],
    ['what has other fields', '{"topic":"orders","records":[{"key":"not base64!"}]}'],
  ])('refuses %s', (_, body) =>
    withServer(async (port, taken) => {
      expect(await post(port, body)).toBe(400);
      expect(taken).toEqual([]);
    }),
  );

  it.each([
    ['a page on another host name', { host: 'evil.example' }, 403],
    ['a form of another page', { 'content-type': 'text/plain' }, 404],
  ])('refuses %s', (_, headers, status) =>
    withServer(async (port, taken) => {
      expect(await post(port, encode('orders', [RECORD]), headers)).toBe(status);
      expect(taken).toEqual([]);
    }),
  );

  it('answers to each name of this machine', () =>
    withServer(async (port) => {
      for (const host of ['localhost', '127.0.0.1', '[::1]'])
        expect(await post(port, encode('orders', [RECORD]), { host })).toBe(200);
    }));
});
