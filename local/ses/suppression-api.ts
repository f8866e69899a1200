import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import * as z from 'zod';
import type { Suppressed, SuppressionList } from './suppression';

/** What `SuppressedDestination` and its summary have in common; times are in seconds since the epoch. */
const summaryOf = ({ address, reason, at }: Suppressed) => ({
  EmailAddress: address,
  Reason: reason,
  LastUpdateTime: at / 1_000,
});

const PUT = z.object({ EmailAddress: z.string().includes('@'), Reason: z.enum(['BOUNCE', 'COMPLAINT']) });

interface Answer {
  readonly status: number;
  /** Of an error: its name. */
  readonly error?: 'NotFoundException' | 'BadRequestException';
  readonly body: object;
}

const done = (body: object = {}): Answer => ({ status: 200, body });
const notFound = (address: string): Answer => ({
  status: 404,
  error: 'NotFoundException',
  body: { message: `Email address ${address} does not exist on your suppression list.` },
});
const badRequest = (message: string): Answer => ({
  status: 400,
  error: 'BadRequestException',
  body: { message },
});

const MOST_LISTED = 1_000;

/** By the page of a token, which is the place to go on at. */
function page(list: SuppressionList, query: URLSearchParams): Answer {
  const reasons = query.getAll('Reason');
  const start = Number(query.get('NextToken') ?? 0);
  const end = start + Number(query.get('PageSize') ?? MOST_LISTED);
  const found = list.all().filter(({ reason }) => reasons.length === 0 || reasons.includes(reason));
  return done({
    SuppressedDestinationSummaries: found.slice(start, end).map(summaryOf),
    ...(end < found.length && { NextToken: String(end) }),
  });
}

function get(list: SuppressionList, address: string): Answer {
  const found = list.get(address);
  if (!found) return notFound(address);
  const { messageId, feedbackId } = found;
  return done({
    SuppressedDestination: {
      ...summaryOf(found),
      ...(messageId && { Attributes: { MessageId: messageId, FeedbackId: feedbackId } }),
    },
  });
}

async function put(list: SuppressionList, request: IncomingMessage): Promise<Answer> {
  const { data } = PUT.safeParse(await json(request).catch(() => undefined));
  if (!data) return badRequest('Expected EmailAddress, and BOUNCE or COMPLAINT as Reason.');
  list.put({ address: data.EmailAddress, reason: data.Reason, at: Date.now() });
  return done();
}

export const SUPPRESSION_PATH = '/v2/email/suppression/addresses';

async function answerTo(list: SuppressionList, request: IncomingMessage): Promise<Answer> {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
  const address = decodeURIComponent(pathname.slice(SUPPRESSION_PATH.length + 1));
  switch (`${request.method} ${address && 'one'}`) {
    case 'GET ':
      return page(list, searchParams);
    case 'GET one':
      return get(list, address);
    case 'PUT ':
      return put(list, request);
    case 'DELETE one':
      return list.remove(address) ? done() : notFound(address);
    default:
      return badRequest(`No ${request.method} here.`);
  }
}

/**
 * Answers for the suppression list as SES API v2 does.
 * Source: SES API v2 reference, `GetSuppressedDestination`, `PutSuppressedDestination`, `DeleteSuppressedDestination`, `ListSuppressedDestinations`.
 */
export const suppressionHandler =
  (list: SuppressionList) =>
  async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { status, error, body } = await answerTo(list, request).catch(() => badRequest('Not readable.'));
    response.writeHead(status, {
      'content-type': 'application/json',
      ...(error && { 'x-amzn-errortype': error }),
    });
    response.end(JSON.stringify(body));
  };
