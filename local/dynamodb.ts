import { readFileSync } from 'node:fs';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BatchWriteItemCommand, CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import dynalite from 'dynalite';
import { tables } from '../infra/storage';
import './dynalite-conditions';
import { isForeign, isLocal } from './http';

const ROOT = join(__dirname, '..');

/** As `serverless.yml` names them without `--stage`. */
export const TABLES = {
  contacts: 'notification-service-dev-contacts',
  recipients: 'notification-service-dev-recipients',
  notificationLog: 'notification-service-dev-notification-log',
} as const;

const itemsIn = (file: string): Array<Record<string, unknown>> =>
  JSON.parse(readFileSync(join(ROOT, 'events', file), 'utf8'));

export const sampleContacts = () => itemsIn('contacts.json');

export const localClient = (endpoint: string): DynamoDBClient =>
  new DynamoDBClient({
    endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });

/** BatchWriteItem takes 25 items. */
const CHUNK = 25;

async function putItems(
  client: DynamoDBClient,
  table: string,
  items: ReadonlyArray<Record<string, unknown>>,
): Promise<void> {
  for (let start = 0; start < items.length; start += CHUNK) {
    const puts = items.slice(start, start + CHUNK).map((item) => ({
      PutRequest: { Item: marshall(item, { removeUndefinedValues: true }) },
    }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: puts } }));
  }
}

export const putContacts = (client: DynamoDBClient, contacts: ReadonlyArray<Record<string, unknown>>) =>
  putItems(client, TABLES.contacts, contacts);

export interface LocalDynamoDb {
  readonly url: string;
  readonly client: DynamoDBClient;
  close(): Promise<void>;
}

/** Keeps web pages away from the tables: dynalite lets any of them read and write. */
function refusePages(server: Server): void {
  const answers = server.rawListeners('request');
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (!isLocal(request) || isForeign(request)) response.writeHead(403).end();
    else for (const answer of answers) answer.call(server, request, response);
  });
}

/** DynamoDB for a laptop, in memory, with the tables, the sample contacts and what one of them chose. Listens on loopback only. */
export async function startDynamoDb(options: { readonly port?: number } = {}): Promise<LocalDynamoDb> {
  const server: Server = dynalite({ createTableMs: 0 });
  refusePages(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const client = localClient(url);
  for (const table of Object.values(tables(TABLES))) await client.send(new CreateTableCommand(table));
  await putContacts(client, sampleContacts());
  await putItems(client, TABLES.recipients, itemsIn('recipients.json'));
  return {
    url,
    client,
    async close() {
      client.destroy();
      server.closeAllConnections();
      // dynalite throws when a request is still at work in a store that has been closed.
      await sleep(50);
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
