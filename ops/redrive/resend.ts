import type { BatchRecord } from '../../lib/kafka/event';
import type { Redrive } from '../../lib/kafka/redrive';
import { type Why, whyOf } from './codes';
import { eventOf, type FailureDocument, placeIn, readDocument, writeDocument } from './document';
import { type Invoke, nextBatch } from './invoke';
import type { DocumentStore } from './store';
import type { FoundDocument } from './survey';
import type { Tally } from './tally';

/** How to send again. */
export interface ResendOptions {
  readonly store: DocumentStore;
  readonly invoke: Invoke;
  readonly redrive: Redrive;
  readonly tally: Tally;
  /** No new invocation starts once it is aborted. */
  readonly stop: AbortSignal;
}

/** What became of one document. */
interface DocumentResult {
  /** The places of the records that ended. */
  readonly ended: ReadonlySet<string>;
  /** Whether every invocation was answered. */
  readonly answered: boolean;
}

async function resendRecords(
  document: FailureDocument,
  found: FoundDocument,
  { invoke, redrive, tally, stop }: ResendOptions,
): Promise<DocumentResult> {
  const orders = new Map(found.records.map(({ place, orderId }) => [place, orderId]));
  const ended = new Set<string>();
  let answered = true;
  let queue = document.records.filter((record) => orders.has(placeIn(record)));

  function keep(records: readonly BatchRecord[], why: Why): void {
    for (const record of records) {
      tally.add(record.record.topic, 'kept', why, orders.get(placeIn(record)));
    }
  }

  while (queue.length > 0) {
    if (stop.aborted || !answered) {
      keep(queue, whyOf('stopped'));
      break;
    }
    const batch = nextBatch(queue);
    if (!batch) {
      keep(queue.slice(0, 1), whyOf('record_too_large'));
      queue = queue.slice(1);
      continue;
    }
    queue = queue.slice(batch.length);
    const answer = await invoke(document, eventOf(document, batch, redrive), stop);
    if (answer.kind !== 'outcomes') {
      answered = answer.kind === 'stopped';
      keep(batch, answer.kind === 'stopped' ? whyOf('stopped') : answer.why);
      continue;
    }
    const outcomes = new Map(answer.outcomes.map((one) => [`${one.partition}@${one.offset}`, one]));
    const late: Array<{ record: BatchRecord; why: Why }> = [];
    for (const record of batch) {
      const outcome = outcomes.get(placeIn(record));
      if (outcome === undefined) keep([record], whyOf('not_told'));
      else if (outcome.kind === 'failed') {
        if (outcome.code === 'deadline') late.push({ record, why: outcome });
        else keep([record], outcome);
      } else {
        ended.add(placeIn(record));
        tally.add(record.record.topic, outcome.kind, outcome.kind === 'skipped' ? outcome : undefined);
      }
    }
    // A function with a small share of the sending rate gets through a batch in several invocations.
    if (late.length < batch.length) queue = [...late.map(({ record }) => record), ...queue];
    else for (const { record, why } of late) keep([record], why);
  }
  return { ended, answered };
}

/**
 * Sends the records of one document that are meant, and takes those that ended out of it. Interrupted anywhere, it can
 * be done again: the document is changed last, and the log knows what was sent.
 *
 * @returns false when the function could not be made to answer
 */
export async function resend(found: FoundDocument, options: ResendOptions): Promise<boolean> {
  const { store, tally } = options;
  const text = await store.read(found.key);
  const read = text === undefined ? undefined : readDocument(text);
  const document = read?.kind === 'document' ? read.document : undefined;
  const places = new Set(document?.records.map(placeIn));
  for (const { place, topic } of found.records) {
    if (!places.has(place)) tally.add(topic, 'skipped', whyOf('not_in_document'));
  }
  if (!document) return true;
  const { ended, answered } = await resendRecords(document, found, options);
  const left = document.records.filter((record) => !ended.has(placeIn(record)));
  if (left.length === 0) await store.remove(found.key);
  else if (ended.size > 0) await store.replace(found.key, writeDocument(document, left));
  return answered;
}
