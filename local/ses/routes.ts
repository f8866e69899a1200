import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { ChannelName } from '../../lib/notifications/notification';
import { answerJson, type Handler } from '../http';
import type { Kept } from '../kept';
import { errorXml, SesError } from './protocol';
import { SUPPRESSION_PATH } from './suppression-api';

const INBOX = readFileSync(join(__dirname, 'inbox.html'));
/** Texts and pushes; the inbox has it beside the mails where there is room. */
const PHONE = readFileSync(join(__dirname, 'phone.html'));
/** The page's own script and style only; mails are shown in a sandboxed frame, with pictures but no scripts. */
const POLICY =
  "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src https: data:; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'";

const showPage =
  (page: Buffer): Handler =>
  (_, response) =>
    response
      .writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': POLICY })
      .end(page);

/** What came on one channel. */
export type Box = Pick<Kept<unknown>, 'messages' | 'clear' | 'onChange'>;
type Boxes = Readonly<Record<ChannelName, Box>>;

/** Tells the pages of every change on any channel, as server-sent events. */
function showChanges(boxes: Boxes, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write(': the inbox as it changes\n\n');
  for (const box of Object.values(boxes))
    response.on(
      'close',
      box.onChange(() => response.write('data: changed\n\n')),
    );
}

/** The box that `?channel=sms` names; the mails where nothing is named. */
function boxOf(boxes: Boxes, { url = '' }: IncomingMessage): Box | undefined {
  const channel = new URLSearchParams(url.split('?')[1]).get('channel') ?? 'email';
  return new Map<string, Box>(Object.entries(boxes)).get(channel);
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
}

/** Routes a request to the pages, to what the pages read, to the Query protocol, or to the suppression list. */
export function routes(boxes: Boxes, { query, suppression }: Answers): Handler {
  const withBox =
    (act: (box: Box, response: ServerResponse) => void): Handler =>
    (request, response) => {
      const box = boxOf(boxes, request);
      if (box) act(box, response);
      else answerJson(response, 404, { error: `channel: expected ${Object.keys(boxes).join(', ')}` });
    };
  const handlers: Readonly<Record<string, Handler>> = {
    'GET /': showPage(INBOX),
    'GET /phone': showPage(PHONE),
    'GET /api/messages': withBox((box, response) => answerJson(response, 200, box.messages)),
    'DELETE /api/messages': withBox((box, response) => {
      box.clear();
      response.writeHead(204).end();
    }),
    'GET /api/changes': (_, response) => showChanges(boxes, response),
    'POST /': query,
  };
  return (request, response) => {
    const [path = ''] = request.url?.split('?') ?? [];
    const handle = isOfSuppression(path) ? suppression : (handlers[`${request.method} ${path}`] ?? refuse);
    handle(request, response);
  };
}
