import type { DynamoDBClient, DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import type { SecretsManagerClientConfig } from '@aws-sdk/client-secrets-manager';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { connectStore } from '../aws/store';
import { type PreferencesConfig, readPreferencesConfig } from '../config';
import {
  type Cell,
  CHANNELS,
  type ChosenCells,
  cellOf,
  chosenCellsIn,
  preferencesOf,
} from '../recipients/choices';
import { type Clock, systemClock } from '../runtime/clock';
import { framesOf, nameOf, SecretUnavailableError, StoreUnavailableError } from '../runtime/errors';
import { type Log, logLines, toStdout, type WriteLine } from '../runtime/log-line';
import { TIMING, type Timing } from '../runtime/timing';
import { cellsToWrite, controlsOf, type Topic } from './controls';
import { readCustomer } from './customer';
import { formOf } from './form';
import { type KeyRing, keyRing } from './keys';
import { linkOf } from './link';
import { choicesPage, type Notice, noticePage } from './page';
import { htmlResponse, redirectToSaved } from './responses';
import { waysOf } from './ways';

/** All that the function reaches outside itself; built once, when it starts. */
export interface PageDependencies {
  readonly config: PreferencesConfig;
  readonly store: DynamoDBClient;
  readonly chosen: ChosenCells;
  readonly ring: KeyRing;
  readonly clock: Clock;
  readonly timing: Timing;
  readonly write: WriteLine;
}

/** Two items are read at once. */
const SOCKETS = 2;

/** Builds the dependencies. Nothing connects before the first request needs it. */
export function connectPage(
  config: PreferencesConfig,
  {
    clock = systemClock,
    timing = TIMING,
    write = toStdout,
    dynamodb,
    secrets,
  }: {
    clock?: Clock;
    timing?: Timing;
    write?: WriteLine;
    dynamodb?: DynamoDBClientConfig;
    secrets?: SecretsManagerClientConfig;
  } = {},
): PageDependencies {
  const store = connectStore(timing, SOCKETS, dynamodb);
  return {
    config,
    store,
    chosen: chosenCellsIn(store, config.RECIPIENTS_TABLE, clock, timing),
    ring: keyRing(config.PREFERENCES_SECRET, clock, timing, secrets),
    clock,
    timing,
    write,
  };
}

type Request = Pick<
  APIGatewayProxyEventV2,
  'rawPath' | 'rawQueryString' | 'headers' | 'body' | 'isBase64Encoded'
> & {
  readonly requestContext: { readonly http: { readonly method: string } };
};
type Response = APIGatewayProxyStructuredResultV2;

export type PageHandler = (
  request: Request,
  context: Pick<Context, 'awsRequestId' | 'functionName'>,
) => Promise<Response>;

/** The contact or the item of this customer cannot be read. Its message is safe to log. */
class UnreadableError extends Error {
  override readonly name = 'UnreadableError';
}

const METHODS = ['GET', 'HEAD', 'POST'];

/** What the browser asks for first, of `de-AT,de;q=0.9`. */
const languageOf = ({ headers }: Request): string | undefined => headers['accept-language']?.split(/[,;]/)[0];

/** Whether the message of an error may be logged, since it is ours. */
const isOurs = (error: unknown): error is Error =>
  error instanceof StoreUnavailableError ||
  error instanceof SecretUnavailableError ||
  error instanceof UnreadableError;

/** Failures of ours are told with the status that says so: API Gateway counts them, and an alarm watches that. */
function answerFailure(error: unknown, locale: string | undefined, log: Log): Response {
  if (isOurs(error)) log('ERROR', `preference page failed: ${error.message}`, 'page_failed', {});
  else
    log('ERROR', `defect: ${nameOf(error)}`, 'defect', {
      'error.type': nameOf(error),
      'error.stack_trace': framesOf(error),
    });
  return htmlResponse(isOurs(error) ? 503 : 500, noticePage('failed', locale));
}

/**
 * The Lambda handler of the preference page, behind an HTTP API (payload 2.0): shows one customer what they are told, and saves what they
 * choose. GET changes nothing; POST saves and redirects to a GET. The handler never throws: failures are answers, of status 500 and 503.
 *
 * @throws ConfigError here, while the function starts, when its environment is not valid.
 * @example export const handler = servePreferences([orderNotification, paymentNotification]);
 */
export function servePreferences(
  topics: readonly Topic[],
  dependencies: PageDependencies = connectPage(readPreferencesConfig(process.env)),
): PageHandler {
  const { config, store, chosen, ring, clock, timing, write } = dependencies;
  const tables = { contacts: config.CONTACTS_TABLE, recipients: config.RECIPIENTS_TABLE };
  const known = new Set<Cell>(
    CHANNELS.flatMap((channel) => [channel, ...topics.map(({ topic }) => cellOf(topic, channel))]),
  );

  /** Whose page a path leads to; the keys may have been rotated since they were read. */
  async function userOf(path: string): Promise<string | undefined> {
    const token = path.slice(path.lastIndexOf('/') + 1);
    let link = linkOf(token, await ring.keys(), clock.wall());
    if (link.kind === 'forged') link = linkOf(token, await ring.newKeys(), clock.wall());
    return link.kind === 'user' ? link.userId : undefined;
  }

  async function customerOf(userId: string) {
    const { contact: found, recipient: learned } = await readCustomer(store, tables, timing, userId);
    if (found.kind === 'unreadable') throw new UnreadableError(found.reason);
    if (learned.kind === 'unreadable') throw new UnreadableError(learned.reason);
    const contact = found.kind === 'contact' ? found.contact : {};
    const ways = waysOf(userId, contact, learned.recipient);
    return {
      contact,
      ways,
      channels: ways.map(({ channel }) => channel),
      said: [preferencesOf(learned.recipient.choices), contact.preferences],
    };
  }

  async function answer(request: Request, log: Log) {
    const { rawPath, rawQueryString, headers, body = '', isBase64Encoded, requestContext } = request;
    const { method } = requestContext.http;
    const locale = languageOf(request);
    const notice = (status: number, why: Notice, more = {}) =>
      htmlResponse(status, noticePage(why, locale), more);
    if (!METHODS.includes(method)) return notice(405, 'refused', { allow: METHODS.join(', ') });
    const userId = await userOf(rawPath);
    if (userId === undefined) return notice(404, 'invalid');

    if (method !== 'POST') {
      const { contact, ways, channels, said } = await customerOf(userId);
      if (ways.length === 0) return htmlResponse(200, noticePage('nothing', contact.locale ?? locale));
      const controls = controlsOf(topics, channels, said);
      // Not by the letter: gateways may write a parameter without a value as `saved=`, and mail programs add some of their own.
      const saved = new URLSearchParams(rawQueryString).has('saved');
      const { name } = contact;
      return htmlResponse(
        200,
        choicesPage({ locale: contact.locale ?? locale, name, ways, topics, controls, saved }),
      );
    }

    const form = formOf(
      Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
      headers['content-type'],
      known,
    );
    if (form.kind !== 'form') return notice(form.kind === 'too_long' ? 413 : 400, 'refused');
    const { channels, said } = await customerOf(userId);
    const cells = cellsToWrite(topics, channels, said, form.changes);
    await chosen.save(userId, cells);
    log('INFO', 'choices saved', 'choices_saved', { 'labels.cells': String(cells.size) });
    return redirectToSaved();
  }

  return async (request, { awsRequestId: requestId, functionName }) => {
    const { METRICS_NAMESPACE: namespace, SERVICE_VERSION: version } = config;
    const log = logLines({ requestId, functionName, namespace, version, clock }, write);
    const response = await answer(request, log).catch((error) =>
      answerFailure(error, languageOf(request), log),
    );
    return request.requestContext.http.method === 'HEAD' ? { ...response, body: '' } : response;
  };
}
