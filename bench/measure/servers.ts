import { createHash } from 'node:crypto';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { tables } from '../../infra/storage';
import { localClient, putContacts, TABLES } from '../../local/dynamodb';
import type { ReceivedMail } from '../../local/ses/inbox';
import { startSes } from '../../local/ses/server';

/*
 * A process of its own for SES and DynamoDB, so that their CPU time is not counted with the subject's. One process for
 * both: on two cores the subject has the other to itself. Stores are fresh for every measurement, the process is not.
 */

export interface StartRequest {
  /** Added to every answer, in milliseconds. */
  readonly sesMs: number;
  readonly dynamodbMs: number;
  readonly contacts: ReadonlyArray<Record<string, unknown>>;
}

export interface ServerUrls {
  readonly ses: string;
  readonly dynamodb: string;
}

export interface ServerCounts {
  /** Sends that SES took. */
  readonly sends: number;
  /** Of those mails, without what SES adds: the same for subjects that sent the same mails. */
  readonly digest: string;
  /** When SES took each mail, in milliseconds of the servers' clock. */
  readonly times: readonly number[];
  /** DynamoDB's requests by operation. */
  readonly requests: Readonly<Record<string, number>>;
  /** When DynamoDB had done each write of one item, in milliseconds of the same clock: those that it refused are not among them. */
  readonly writes: readonly number[];
}

/** Powertools' Idempotency keeps its records here. */
const IDEMPOTENCY = {
  TableName: 'idempotency',
  BillingMode: 'PAY_PER_REQUEST' as const,
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' as const }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' as const }],
};

/** dynalite, slowed down and counted in front of its own listener, which saves a proxy. */
async function startDynamoDb(latencyMs: number, contacts: StartRequest['contacts']) {
  const server: Server = dynalite({ createTableMs: 0 });
  // A subject that prepares 10,000 requests at once does nothing else for seconds; DynamoDB would wait.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = localClient(url);
  for (const table of [...Object.values(tables(TABLES)), IDEMPOTENCY]) {
    await client.send(new CreateTableCommand(table));
  }
  await putContacts(client, contacts);
  client.destroy();

  const requests: Record<string, number> = {};
  const writes: number[] = [];
  const answers = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    requests[operation] = (requests[operation] ?? 0) + 1;
    if (operation === 'PutItem' || operation === 'UpdateItem') {
      response.once('finish', () => {
        if (response.statusCode === 200) writes.push(performance.now());
      });
    }
    const answer = () => {
      for (const one of answers) one.call(server, request, response);
    };
    if (latencyMs > 0) setTimeout(answer, latencyMs);
    else answer();
  });
  return {
    url,
    requests,
    writes,
    async close() {
      server.closeAllConnections();
      // dynalite throws when a request is still at work in a store that has been closed.
      await sleep(200);
      server.close();
    },
  };
}

/** MIME ends its lines and its parts in its own way. */
const plain = (text: string) => text.replaceAll('\r\n', '\n').trim();

const contentOf = ({ to, subject, html, text, tags }: ReceivedMail) =>
  JSON.stringify([to, subject, plain(html), plain(text), Object.entries(tags).sort()]);

const hashOf = (text: string) => createHash('sha256').update(text).digest('base64');

async function start({ sesMs, dynamodbMs, contacts }: StartRequest) {
  const mails: string[] = [];
  const times: number[] = [];
  const [ses, dynamodb] = await Promise.all([
    startSes({
      latencyMs: sesMs,
      onMail(mail) {
        times.push(performance.now());
        mails.push(hashOf(contentOf(mail)));
      },
    }),
    startDynamoDb(dynamodbMs, contacts),
  ]);
  return {
    started: { ses: ses.url, dynamodb: dynamodb.url } satisfies ServerUrls,
    async stop(): Promise<ServerCounts> {
      // Which mails, in whatever order.
      const digest = hashOf(mails.sort().join()).slice(0, 16);
      const served = {
        sends: ses.calls,
        digest,
        times,
        requests: { ...dynamodb.requests },
        writes: dynamodb.writes,
      };
      await dynamodb.close();
      await ses.close();
      return served;
    },
  };
}

let running: Awaited<ReturnType<typeof start>> | undefined;

process.on('message', async (request: StartRequest | 'stop') => {
  if (request === 'stop') {
    process.send?.((await running?.stop()) ?? {});
    return;
  }
  running = await start(request);
  process.send?.(running.started);
});
process.on('disconnect', () => process.exit());
