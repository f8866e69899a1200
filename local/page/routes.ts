import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import { messageOf } from '../../tools/command';
import { answerJson, bodyOf, type Handler, isJson } from '../http';
import type { ReceivedMail } from '../ses/inbox';
import { saveContact } from './contacts';
import { failedView, redriveView } from './failed';
import type { Journal } from './journal';
import { ordersView, orderView } from './orders';
import { publishMessage, sampleMessages } from './publish';
import { topicsView } from './topics';

/** What the page shows beside the messages. */
export interface Workshop {
  readonly journal: Journal;
  /** Stands in for the on-failure bucket. */
  readonly onFailureFolder: string;
  /** Newest first. */
  readonly mails: () => readonly ReceivedMail[];
}

const MOST_BODY = 2 * 1024 * 1024;

/** A wrong field by its name, as everything else that a form is told. */
const sentenceOf = (error: unknown): string =>
  error instanceof z.ZodError
    ? error.issues.map(({ path, message }) => [...path, message].join(': ')).join('; ')
    : messageOf(error);

/** Answers with what is asked for, or with the reason why not. */
function answered(work: (request: IncomingMessage) => Promise<unknown>): Handler {
  return async (request: IncomingMessage, response: ServerResponse) => {
    try {
      answerJson(response, 200, await work(request));
    } catch (error) {
      answerJson(response, 400, { error: sentenceOf(error) });
    }
  };
}

const OBJECT = z.record(z.string(), z.unknown(), 'expected a JSON object');

async function jsonOf(request: IncomingMessage): Promise<unknown> {
  if (!isJson(request)) throw new Error('expected JSON');
  const body = await bodyOf(request, MOST_BODY);
  if (body === undefined) throw new Error(`expected ${MOST_BODY} bytes at most`);
  return OBJECT.parse(JSON.parse(body));
}

const REDRIVE = z.strictObject({
  order: z.string().optional(),
  resendUnknown: z.boolean().default(false),
  dryRun: z.boolean('expected true or false'),
});

/** What the tabs of the page ask for, beside the messages. */
export function workshopRoutes({ journal, onFailureFolder, mails }: Workshop): Record<string, Handler> {
  return {
    'GET /api/topics': answered(() => topicsView(journal)),
    'GET /api/samples': answered(async () => sampleMessages()),
    'POST /api/publish': answered(async (request) => publishMessage(await jsonOf(request))),
    'POST /api/contacts': answered(async (request) => saveContact(await jsonOf(request))),
    'GET /api/orders': answered(async ({ url = '' }) => {
      const order = new URLSearchParams(url.split('?')[1]).get('order');
      return order === null ? ordersView(mails(), journal) : orderView(order);
    }),
    'GET /api/failed': answered(() => failedView(onFailureFolder)),
    'POST /api/redrive': answered(async (request) => {
      const done = await redriveView(onFailureFolder, REDRIVE.parse(await jsonOf(request)));
      journal.changed();
      return done;
    }),
  };
}
