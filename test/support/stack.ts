import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { type LocalDynamoDb, putContacts, startDynamoDb, TABLES } from '../../local/dynamodb';
import { type LocalSes, type SesOptions, startSes } from '../../local/ses/server';
import { type DynamoDbProxy, startDynamoDbProxy } from './dynamodb-proxy';

/** The local SES and DynamoDB on ports of their own, the latter behind a proxy that can fail. */
export interface Stack {
  readonly ses: LocalSes;
  readonly dynamodb: LocalDynamoDb;
  readonly proxy: DynamoDbProxy;
  /** What the notification log says about an order, by notification. */
  logOf(orderId: string): Promise<Array<Record<string, unknown>>>;
  addContacts(contacts: ReadonlyArray<Record<string, unknown>>): Promise<void>;
  /** Between tests: an empty inbox, no faults. */
  reset(): void;
  close(): Promise<void>;
}

async function startStack(options: SesOptions): Promise<Stack> {
  const ses = await startSes(options);
  const dynamodb = await startDynamoDb();
  const proxy = await startDynamoDbProxy(dynamodb.url);
  return {
    ses,
    dynamodb,
    proxy,
    async logOf(orderId) {
      const { Items = [] } = await dynamodb.client.send(
        new QueryCommand({
          TableName: TABLES.notificationLog,
          KeyConditionExpression: 'order_id = :order',
          ExpressionAttributeValues: { ':order': { S: orderId } },
        }),
      );
      return Items.map((item) => unmarshall(item));
    },
    addContacts: (contacts) => putContacts(dynamodb.client, contacts),
    reset() {
      ses.clear();
      proxy.requests.length = 0;
      proxy.rateRequests.length = 0;
      proxy.fault = () => undefined;
    },
    async close() {
      await Promise.all([ses.close(), proxy.close()]);
      await dynamodb.close();
    },
  };
}

/** The stack for the tests of one file: started before them, reset before each, closed after them. */
export function useStack(options: SesOptions = {}): Stack {
  let started: Stack;
  beforeAll(async () => {
    started = await startStack(options);
  });
  beforeEach(() => started.reset());
  afterAll(() => started.close());
  return {
    get ses() {
      return started.ses;
    },
    get dynamodb() {
      return started.dynamodb;
    },
    get proxy() {
      return started.proxy;
    },
    logOf: (orderId) => started.logOf(orderId),
    addContacts: (contacts) => started.addContacts(contacts),
    reset: () => started.reset(),
    close: () => started.close(),
  };
}
