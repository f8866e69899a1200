import pLimit from 'p-limit';
import type { BatchRecord } from '../../lib/kafka/event';
import type { Message, Notification } from '../../lib/notifications/notification';
import { isTooOld } from '../../lib/recipients/decide';
import { type Entries, idOf } from '../entries';
import { type FailureDocument, placeIn, readDocument } from './document';
import { type Filter, matches } from './filter';
import { readingOf, reasonOf } from './reason';
import type { DocumentStore } from './store';

/** A record that is meant; its value is left where it is, since there may be gigabytes of them. */
export interface FoundRecord {
  readonly place: string;
  readonly topic: string;
  readonly orderId: string | undefined;
  readonly reason: string;
  /** The function will skip it for its age, unless it was sent already. */
  readonly tooOld: boolean;
}

export interface FoundDocument {
  readonly key: string;
  readonly functionName: string;
  readonly failedAt: number;
  /** Those that are meant; never empty. */
  readonly records: readonly FoundRecord[];
}

export interface Survey {
  readonly documents: readonly FoundDocument[];
  readonly unreadable: ReadonlyArray<{ readonly key: string; readonly reason: string }>;
  /** Documents of other functions or stages. */
  readonly foreign: number;
  /** Records that the filter leaves out. */
  readonly leftOut: number;
}

export interface Surveyed {
  readonly store: DocumentStore;
  readonly entries: Entries;
  readonly filter: Filter;
  /** By the full name of the function. */
  readonly notifications: ReadonlyMap<string, Notification<Message>>;
  /** 0 is off. */
  readonly maxAgeSeconds: number;
  readonly now: number;
}

/** An event is 6 MB at most, and escaping makes it no more than twice as long: what is larger is something else. */
const MAX_SIZE = 32 * 1_024 * 1_024;
const CONCURRENCY = 8;
/** Objects listed ahead of those that are read. */
const CHUNK = 100;

type Looked =
  | { readonly kind: 'document'; readonly found: FoundDocument | undefined; readonly leftOut: number }
  | { readonly kind: 'unreadable'; readonly key: string; readonly reason: string }
  | { readonly kind: 'foreign' | 'gone' };

async function recordsWithReasons(
  document: FailureDocument,
  notification: Notification<Message>,
  { entries, maxAgeSeconds, now }: Surveyed,
): Promise<Array<FoundRecord & { failedAt: number }>> {
  const read = document.records.map((from: BatchRecord) => ({ from, ...readingOf(notification, from) }));
  const log = await entries.of(read.flatMap(({ known }) => ('invalid' in known ? [] : [known])));
  return read.map(({ from, orderId, known }) => {
    const { failedAt, condition } = document;
    const tooOld = isTooOld(from.record.timestamp, now, maxAgeSeconds);
    const base = { place: placeIn(from), topic: from.record.topic, orderId, failedAt, tooOld };
    if ('invalid' in known) return { ...base, reason: known.invalid };
    const id = idOf(known);
    if (!log.has(id)) return { ...base, reason: `not in the log (${condition})` };
    const entry = log.get(id);
    return { ...base, reason: entry ? reasonOf(entry, now) : 'its entry in the log cannot be read' };
  });
}

async function look(key: string, size: number, surveyed: Surveyed): Promise<Looked> {
  if (size > MAX_SIZE) return { kind: 'unreadable', key, reason: 'too large for an on-failure document' };
  const text = await surveyed.store.read(key);
  if (text === undefined) return { kind: 'gone' };
  const read = readDocument(text);
  if (!read.ok) return { kind: 'unreadable', key, reason: read.reason };
  const { document } = read;
  const notification = surveyed.notifications.get(document.functionName);
  if (!notification) return { kind: 'foreign' };
  const all = await recordsWithReasons(document, notification, surveyed);
  const records = all.filter((record) => matches(surveyed.filter, record));
  const { functionName, failedAt } = document;
  return {
    kind: 'document',
    found: records.length > 0 ? { key, functionName, failedAt, records } : undefined,
    leftOut: all.length - records.length,
  };
}

/** Reads every document, and why each of its records is there. Oldest documents first. */
export async function survey(surveyed: Surveyed, progress: (read: number) => void): Promise<Survey> {
  const limit = pLimit(CONCURRENCY);
  const documents: FoundDocument[] = [];
  const unreadable: Array<{ key: string; reason: string }> = [];
  let foreign = 0;
  let leftOut = 0;
  let read = 0;

  async function one(key: string, size: number): Promise<void> {
    const looked = await look(key, size, surveyed);
    progress(++read);
    if (looked.kind === 'foreign') foreign++;
    if (looked.kind === 'unreadable') unreadable.push({ key, reason: looked.reason });
    if (looked.kind !== 'document') return;
    leftOut += looked.leftOut;
    if (looked.found) documents.push(looked.found);
  }

  const readAll = async (objects: ReadonlyArray<{ key: string; size: number }>) => {
    await Promise.all(objects.map(({ key, size }) => limit(() => one(key, size))));
  };
  let chunk: Array<{ key: string; size: number }> = [];
  for await (const object of surveyed.store.list()) {
    if (chunk.push(object) < CHUNK) continue;
    await readAll(chunk);
    chunk = [];
  }
  await readAll(chunk);
  documents.sort((a, b) => a.failedAt - b.failedAt || (a.key < b.key ? -1 : 1));
  return { documents, unreadable, foreign, leftOut };
}
