import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Handler } from '../http';
import type { Inbox } from './inbox';
import { errorXml, SesError } from './protocol';
import { SUPPRESSION_PATH } from './suppression-api';

const PAGE = readFileSync(join(__dirname, 'inbox.html'));
/** The page's own script and style only; mails are shown in a sandboxed frame, with pictures but no scripts. */
const POLICY =
  "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src https: data:; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'";

const showPage: Handler = (_, response) =>
  response
    .writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': POLICY })
    .end(PAGE);

/** Tells the page of every change, as server-sent events. */
function showChanges(inbox: Inbox, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write(': the inbox as it changes\n\n');
  response.on(
    'close',
    inbox.onChange(() => response.write('data: changed\n\n')),
  );
}

function refuse({ method, url }: IncomingMessage, response: ServerResponse): void {
  const message = `No ${method} ${url} here: the local SES speaks SES v1, and of SES v2 the suppression list.`;
  response.writeHead(url?.startsWith('/v2/') ? 400 : 404, { 'content-type': 'text/xml' });
  response.end(errorXml(new SesError('InvalidAction', message), randomUUID()));
}

const isOfSuppression = (path: string): boolean =>
  path === SUPPRESSION_PATH || path.startsWith(`${SUPPRESSION_PATH}/`);

interface Answers {
  /** To the Query protocol. */
  readonly query: Handler;
  /** To what is asked of the suppression list. */
  readonly suppression: Handler;
  /** Empties the inbox. */
  readonly clear: () => void;
}

/** Routes a request to the inbox page, to what the page reads, to the Query protocol, or to the suppression list. */
export function routes(inbox: Inbox, { query, suppression, clear }: Answers): Handler {
  const handlers: Readonly<Record<string, Handler>> = {
    'GET /': showPage,
    'GET /api/messages': (_, response) =>
      response
        .writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' })
        .end(JSON.stringify(inbox.messages)),
    'DELETE /api/messages': (_, response) => {
      clear();
      response.writeHead(204).end();
    },
    'GET /api/changes': (_, response) => showChanges(inbox, response),
    'POST /': query,
  };
  return (request, response) => {
    const [path = ''] = request.url?.split('?') ?? [];
    const handle = isOfSuppression(path) ? suppression : (handlers[`${request.method} ${path}`] ?? refuse);
    handle(request, response);
  };
}
