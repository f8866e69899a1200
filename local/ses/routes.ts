import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ChannelName } from '../../lib/notifications/notification';
import { answerJson, type Handler, isForeign } from '../http';
import type { Kept } from '../kept';
import { assetRoutes } from '../page/assets';
import type { MailHead } from '../page/views';
import type { ReceivedMail } from './inbox';
import { errorXml, SesError } from './protocol';
import { SUPPRESSION_PATH } from './suppression-api';

/** What came on one channel. */
export type Box = Pick<Kept<unknown>, 'messages' | 'clear' | 'onChange'>;
interface Boxes extends Readonly<Record<ChannelName, Box>> {
  readonly email: Box & { readonly messages: readonly ReceivedMail[] };
}

/** What the page has beside the messages, where there is more than SES. */
export interface PageParts {
  /** Called with every request: what is behind it may be loaded late. By method and path. */
  readonly routes: () => Readonly<Record<string, Handler>>;
  readonly onChange: Box['onChange'];
}

/** Tells the pages of every change, as server-sent events. */
function showChanges(changing: ReadonlyArray<Pick<Box, 'onChange'>>, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write(': the page as it changes\n\n');
  for (const one of changing)
    response.on(
      'close',
      one.onChange(() => response.write('data: changed\n\n')),
    );
}

/** A mail as the list has it: a thousand whole ones are tens of megabytes. */
const headOf = ({ html: _, text: __, raw: ___, ...head }: ReceivedMail): MailHead => head;

function showMail(mails: readonly ReceivedMail[], { url = '' }: IncomingMessage, response: ServerResponse) {
  const id = new URLSearchParams(url.split('?')[1]).get('id');
  if (id === null) return answerJson(response, 200, mails.map(headOf));
  const mail = mails.find((one) => one.id === id);
  answerJson(response, mail ? 200 : 404, mail ?? { error: 'This mail is not here any more.' });
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

/** Routes a request to the page, to what the page reads, to the Query protocol, or to the suppression list. */
export function routes(boxes: Boxes, { query, suppression }: Answers, page?: PageParts): Handler {
  const withBox =
    (act: (box: Box, response: ServerResponse) => void): Handler =>
    (request, response) => {
      const box = boxOf(boxes, request);
      if (box) act(box, response);
      else answerJson(response, 404, { error: `channel: expected ${Object.keys(boxes).join(', ')}` });
    };
  const handlers: Readonly<Record<string, Handler>> = {
    ...assetRoutes(),
    'GET /api/mails': (request, response) => showMail(boxes.email.messages, request, response),
    'GET /api/messages': withBox((box, response) => answerJson(response, 200, box.messages)),
    'DELETE /api/messages': withBox((box, response) => {
      box.clear();
      response.writeHead(204).end();
    }),
    'GET /api/changes': (_, response) =>
      showChanges([...Object.values(boxes), ...(page ? [page] : [])], response),
    'POST /': query,
  };
  return (request, response) => {
    if (isForeign(request))
      return answerJson(response, 403, { error: 'Only the page of this server may do that.' });
    const [path = ''] = request.url?.split('?') ?? [];
    if (isOfSuppression(path)) return suppression(request, response);
    const route = `${request.method} ${path}`;
    const handle = handlers[route] ?? page?.routes()[route] ?? refuse;
    handle(request, response);
  };
}
