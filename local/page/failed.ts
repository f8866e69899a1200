import { systemClock } from '../../lib/runtime/clock';
import { nameOfPlace, notificationsIn, whereOf } from '../../ops/place';
import type { Filter } from '../../ops/redrive/arguments';
import { labelOf } from '../../ops/redrive/codes';
import { invoker } from '../../ops/redrive/invoke';
import { question, surveyReport, tallyReport } from '../../ops/redrive/report';
import { type DocumentStore, folderStore } from '../../ops/redrive/store';
import { type Survey, survey } from '../../ops/redrive/survey';
import { newTally } from '../../ops/redrive/tally';
import { work } from '../../ops/redrive/work';
import { Problem } from '../../tools/command';
import { shellQuoted } from '../../tools/text';
import { ON_FAILURE } from '../kafka/on-failure';
import { lambda, localEntries, place } from './connections';
import type { FailedView, RedriveView } from './views';

/** As `npm run redrive -- --local` has it. */
const NO_LIMIT = 0;

async function found(store: DocumentStore, filter: Filter): Promise<Survey> {
  const entries = await localEntries();
  const notifications = await notificationsIn(place);
  const now = systemClock.wall();
  return survey({ store, entries, filter, notifications, maxAgeSeconds: NO_LIMIT, now }, () => {});
}

/** What lies in the folder that stands in for the on-failure bucket, and why. */
export async function failedView(folder: string): Promise<FailedView> {
  const { documents, unreadable } = await found(folderStore(folder), {});
  return {
    folder,
    unreadable,
    documents: documents.toReversed().map(({ key, failedAt, records }) => ({
      key,
      at: new Date(failedAt).toISOString(),
      records: records.map(({ place: at, orderId, userId, code, reason }) => ({
        ...{ place: at, orderId, userId, reason },
        label: labelOf(code),
      })),
    })),
  };
}

/** What is to be sent again. */
export interface RedriveRequest {
  /** All orders where none is named. */
  readonly order?: string | undefined;
  readonly resendUnknown: boolean;
  /** Looks, and sends nothing. */
  readonly dryRun: boolean;
}

const commandOf = (folder: string, { order, resendUnknown, dryRun }: RedriveRequest): string =>
  [
    `npm run redrive -- ${whereOf(place)}`,
    ...(folder === ON_FAILURE ? [] : [`--folder ${shellQuoted(folder)}`]),
    ...(order === undefined ? [] : [`--order ${shellQuoted(order)}`]),
    ...(resendUnknown ? ['--resend-unknown'] : []),
    ...(dryRun ? ['--dry-run'] : []),
  ].join(' ');

let running = false;

async function send(documents: Survey['documents'], store: DocumentStore, resendUnknown: boolean) {
  if (running) throw new Problem('A redrive is at work. Wait until it has ended.');
  running = true;
  try {
    const tally = newTally();
    const redrive = {
      maxAgeSeconds: NO_LIMIT,
      ...(resendUnknown && { resendUnknownBefore: systemClock.wall() }),
    };
    const invoke = invoker(lambda, systemClock);
    const stop = new AbortController().signal;
    await work(documents, { store, invoke, redrive, tally, stop }, () => {});
    return tallyReport(tally);
  } finally {
    running = false;
  }
}

/** Does what `npm run redrive` does. @throws Problem while another redrive of this page is at work */
export async function redriveView(folder: string, request: RedriveRequest): Promise<RedriveView> {
  const { order, resendUnknown, dryRun } = request;
  const store = folderStore(folder);
  const survey = await found(store, order === undefined ? {} : { orders: [order] });
  const { documents } = survey;
  const command = commandOf(folder, request);
  if (!dryRun) return { command, question: undefined, report: await send(documents, store, resendUnknown) };
  const asked = documents.length > 0 ? question(documents, nameOfPlace(place), resendUnknown) : undefined;
  return { command, question: asked, report: surveyReport(survey) };
}
