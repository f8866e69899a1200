import type { BatchRecord } from '../../lib/kafka/event';
import type { Redrive } from '../../lib/kafka/redrive';
import { LATE } from '../../lib/runtime/outcome';
import { nextBatch } from './batches';
import { eventOf, type FailureDocument, placeIn, readDocument, writeDocument } from './document';
import type { Invoke, RecordOutcome } from './invoke';
import type { DocumentStore } from './store';
import type { FoundDocument } from './survey';
import type { Tally } from './tally';

export interface Resending {
  readonly store: DocumentStore;
  readonly invoke: Invoke;
  readonly redrive: Redrive;
  readonly tally: Tally;
  /** No new invocation starts once it is aborted. */
  readonly stop: AbortSignal;
}

export const NOT_TRIED = 'not tried: stopped before its turn';
const TOO_LARGE = 'the record alone is more than the 6 MB that Lambda takes';
const GONE = 'no longer in its document: another redrive was there first';
const NOT_TOLD = 'the function did not tell how it ended';

const isLate = (outcome: RecordOutcome | undefined): boolean => outcome?.reason === LATE.reason;

const whyFailed = (outcome: RecordOutcome | undefined): string =>
  outcome ? `${outcome.kind}: ${outcome.reason}` : NOT_TOLD;

/** How the records of a document ended: those that did, and why the others did not. */
interface Endings {
  readonly ended: ReadonlySet<string>;
  /** Whether every invocation was answered. */
  readonly answered: boolean;
}

async function resendRecords(
  document: FailureDocument,
  found: FoundDocument,
  { invoke, redrive, tally, stop }: Resending,
): Promise<Endings> {
  const orders = new Map(found.records.map(({ place, orderId }) => [place, orderId]));
  const ended = new Set<string>();
  let answered = true;
  let queue = document.records.filter((from) => orders.has(placeIn(from)));

  function keep(records: readonly BatchRecord[], reason: string): void {
    for (const from of records) tally.add(from.record.topic, 'kept', reason, orders.get(placeIn(from)));
  }

  while (queue.length > 0) {
    if (stop.aborted || !answered) {
      keep(queue, NOT_TRIED);
      break;
    }
    const batch = nextBatch(queue);
    if (!batch) {
      keep(queue.slice(0, 1), TOO_LARGE);
      queue = queue.slice(1);
      continue;
    }
    queue = queue.slice(batch.length);
    const answer = await invoke(document, eventOf(document, batch, redrive), stop);
    if (answer.kind !== 'outcomes') {
      answered = answer.kind === 'stopped';
      keep(batch, answer.kind === 'stopped' ? NOT_TRIED : answer.reason);
      continue;
    }
    const outcomes = new Map(answer.outcomes.map((one) => [`${one.partition}@${one.offset}`, one]));
    const late: BatchRecord[] = [];
    const failed: BatchRecord[] = [];
    for (const from of batch) {
      const outcome = outcomes.get(placeIn(from));
      if (outcome?.status === 'sent' || outcome?.status === 'skipped') {
        ended.add(placeIn(from));
        tally.add(from.record.topic, outcome.status, outcome.reason);
      } else (isLate(outcome) ? late : failed).push(from);
    }
    for (const from of failed) keep([from], whyFailed(outcomes.get(placeIn(from))));
    // A function with a small share of the sending rate gets through a batch in several invocations.
    if (late.length < batch.length) queue = [...late, ...queue];
    else keep(late, LATE.reason);
  }
  return { ended, answered };
}

/**
 * Sends the records of one document that are meant, and takes those that ended out of it. Interrupted anywhere, it can
 * be done again: the document is changed last, and the log knows what was sent.
 *
 * @returns false when the function could not be made to answer
 */
export async function resend(found: FoundDocument, resending: Resending): Promise<boolean> {
  const { store, tally } = resending;
  const text = await store.read(found.key);
  const read = text === undefined ? undefined : readDocument(text);
  const document = read?.ok ? read.document : undefined;
  const there = new Set(document?.records.map(placeIn));
  for (const { place, topic } of found.records) if (!there.has(place)) tally.add(topic, 'skipped', GONE);
  if (!document) return true;
  const { ended, answered } = await resendRecords(document, found, resending);
  const left = document.records.filter((from) => !ended.has(placeIn(from)));
  if (left.length === 0) await store.remove(found.key);
  else if (ended.size > 0) await store.replace(found.key, writeDocument(document, left));
  return answered;
}
