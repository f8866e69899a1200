import { randomUUID } from 'node:crypto';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { readPreferencesConfig } from '../../lib/config';
import { deliveryNotification } from '../../lib/notifications/delivery';
import { orderNotification } from '../../lib/notifications/order';
import { paymentNotification } from '../../lib/notifications/payment';
import { shipmentNotification } from '../../lib/notifications/shipment';
import { urlOf } from '../../lib/preferences-page/links';
import { connectPage, type PageHandler, servePreferences } from '../../lib/preferences-page/serve';
import type { Clock } from '../../lib/runtime/clock';
import { TABLES } from '../../local/dynamodb';
import { type HttpApi, startHttpApi } from '../../local/http-api';
import { type LocalSecretsManager, startSecretsManager } from '../../local/secrets-manager';
import { ENVIRONMENT, movableClock, QUICK } from './service';
import type { Stack } from './stack';

export const SECRET = 'preferences-of-tests';
export const KEY = 'test-key-'.repeat(5);
export const TOPICS = [orderNotification, paymentNotification, shipmentNotification, deliveryNotification];

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const region = 'eu-central-1';

/** The preference page over HTTP, against the local DynamoDB and Secrets Manager. */
export interface PreferencePage {
  readonly url: string;
  readonly secrets: LocalSecretsManager;
  readonly clock: ReturnType<typeof movableClock>;
  /** What the function wrote to its log. */
  readonly lines: string[];
  handler: PageHandler;
  /** Adds a contact of its own. @returns its id */
  customer(contact?: Record<string, unknown>): Promise<string>;
  linkFor(userId: string, key?: string, now?: number): string;
  /** What the table of recipients has of a customer. */
  itemOf(userId: string): Promise<Record<string, unknown> | undefined>;
  close(): Promise<void>;
}

export async function startPage(stack: Stack): Promise<PreferencePage> {
  const secrets = await startSecretsManager({ [SECRET]: JSON.stringify({ current: KEY }) });
  const clock = movableClock();
  const lines: string[] = [];
  const handler = pageHandler(stack, secrets, clock, lines);
  let requests = 0;
  const page = { handler };
  const api: HttpApi = await startHttpApi((event) =>
    page.handler(event, { awsRequestId: `request-${++requests}`, functionName: 'shop-test-preferences' }),
  );
  return Object.assign(page, {
    url: api.url,
    secrets,
    clock,
    lines,
    async customer(contact: Record<string, unknown> = {}) {
      const userId = randomUUID();
      await stack.addContacts([{ user_id: userId, email: 'ada@example.com', name: 'Ada', ...contact }]);
      return userId;
    },
    linkFor: (userId: string, key = KEY, now = clock.wall()) => urlOf(api.url, userId, now, key),
    async itemOf(userId: string) {
      const { Item } = await stack.dynamodb.client.send(
        new GetItemCommand({ TableName: TABLES.recipients, Key: marshall({ user_id: userId }) }),
      );
      return Item && unmarshall(Item);
    },
    async close() {
      await Promise.all([api.close(), secrets.close()]);
    },
  });
}

/** Another instance of the function. */
export const pageHandler = (
  stack: Stack,
  secrets: LocalSecretsManager,
  clock: Clock,
  lines: string[],
): PageHandler =>
  servePreferences(
    TOPICS,
    connectPage(
      readPreferencesConfig({
        ...ENVIRONMENT,
        METRICS_NAMESPACE: 'shop/test',
        SERVICE_VERSION: 'v1.2.3',
        PREFERENCES_SECRET: SECRET,
      }),
      {
        clock,
        timing: QUICK,
        write: (line) => void lines.push(line),
        dynamodb: { endpoint: stack.proxy.url, region, credentials },
        secrets: { endpoint: secrets.url, region, credentials },
      },
    ),
  );
