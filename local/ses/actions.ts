import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { bodyOf } from '../http';
import { readForm, readMime } from './draft';
import { checkAddress, required } from './form';
import type { Inbox } from './inbox';
import { answerXml, errorXml, type Result, SesError } from './protocol';
import type { Sends } from './sends';

/** One request of the Query protocol, and where its answer goes. */
interface Query {
  readonly form: URLSearchParams;
  readonly raw: string;
  readonly response: ServerResponse;
}

/** Answers to an action; with nothing where no answer is to be given. @throws SesError */
type Action = (query: Query) => Promise<Result | undefined>;

const MAX_REQUEST = 10 * 1024 * 1024;
const QUOTA = 50_000;
/** Of a new account outside the sandbox. */
const USUAL_RATE = 14;

const actionsOf = (inbox: Inbox, sends: Sends): Readonly<Record<string, Action>> => ({
  SendEmail: async ({ form, raw, response }) => sends.take(readForm(form, raw), response),
  SendRawEmail: async ({ form, response }) => sends.take(await readMime(form), response),
  GetSendQuota: async () => ({
    Max24HourSend: QUOTA,
    MaxSendRate: sends.maxSendRate || USUAL_RATE,
    SentLast24Hours: inbox.messages.length,
  }),
  GetSendStatistics: async () => ({
    SendDataPoints: [
      {
        Timestamp: new Date().toISOString(),
        DeliveryAttempts: inbox.messages.length,
        Bounces: 0,
        Complaints: 0,
        Rejects: 0,
      },
    ],
  }),
  VerifyEmailIdentity: async ({ form }) => {
    checkAddress(required(form, 'EmailAddress'));
    return {};
  },
});

/** Answers to a request of the Query protocol; with an error for an action that the local SES does not have. */
export function queryHandler(inbox: Inbox, sends: Sends) {
  const actions = actionsOf(inbox, sends);

  async function act(request: IncomingMessage, response: ServerResponse, requestId: string) {
    const raw = await bodyOf(request, MAX_REQUEST);
    if (raw === undefined) throw new SesError('MessageTooLarge', 'Request is larger than 10 MB', 413);
    const form = new URLSearchParams(raw);
    const name = form.get('Action') ?? '';
    const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
    if (!action) {
      const known = Object.keys(actions).join(', ');
      throw new SesError('InvalidAction', `The local SES has no such action; it knows ${known}`);
    }
    const result = await action({ form, raw, response });
    return result === undefined ? undefined : answerXml(name, result, requestId);
  }

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const requestId = randomUUID();
    let status = 200;
    let xml: string | undefined;
    try {
      xml = await act(request, response, requestId);
    } catch (error) {
      const answer = error instanceof SesError ? error : new SesError('InternalFailure', String(error), 500);
      status = answer.status;
      xml = errorXml(answer, requestId);
    }
    if (xml === undefined || response.destroyed) return;
    response.writeHead(status, { 'content-type': 'text/xml', 'x-amzn-requestid': requestId }).end(xml);
  };
}
