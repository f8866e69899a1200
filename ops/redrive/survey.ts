import pLimit from 'p-limit';
import { timeOf } from '../../lib/kafka/timestamp';
import { idOf } from '../../lib/notifications/key';
import type { Message, Notification } from '../../lib/notifications/notification';
import { isTooOld } from '../../lib/recipients/decide';
import type { Entries } from '../entries';
import { type Filter, matches } from './arguments';
import { type RedriveCode, type Why, whyOf } from './codes';
import { type FailureDocument, placeIn, readDocument } from './document';
import { decidingEntry, type Identity, identify, otherKeysOf, reasonOf } from './reason';
import type { DocumentStore } from './store';

/** A record that is meant; its value is left where it is, since there may be gigabytes of them. */
export interface FoundRecord extends Why<RedriveCode> {
  readonly place: string;
  readonly topic: string;
  readonly orderId: string | undefined;
  /** None where the message cannot be read. */
  readonly userId?: string | undefined;
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

/** Where to look, and what for. */
export interface Search {
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

/** What one object of the store turned out to be. */
type LookResult =
  | { readonly kind: 'document'; readonly found: FoundDocument | undefined; readonly leftOut: number }
  | { readonly kind: 'unreadable'; readonly key: string; readonly reason: string }
  | { readonly kind: 'foreign' | 'gone' };

async function recordsWithReasons(
  { records, failedAt, condition }: FailureDocument,
  notification: Notification<Message>,
  { entries, maxAgeSeconds, now }: Search,
): Promise<Array<FoundRecord & { failedAt: number }>> {
  const identities = records.map((record) => ({ ...record, identity: identify(notification, record) }));
  const log = await entries.of(
    identities.flatMap(({ identity }) => (identity.kind === 'key' ? [identity.key] : [])),
  );

  // Where there is no mail, a text or a push decides; most records have one.
  const others = await entries.of(
    identities.flatMap(({ identity }) =>
      identity.kind === 'key' && log.get(idOf(identity.key))?.status === 'skipped'
        ? otherKeysOf(identity.key)
        : [],
    ),
  );

  function whyHere(identity: Identity): Why<RedriveCode> {
    if (identity.kind === 'none') return identity.why;
    const id = idOf(identity.key);
    if (!log.has(id)) return whyOf('not_in_log', `not in the log (${condition})`);
    const entry = log.get(id);
    if (entry) {
      const found = otherKeysOf(identity.key).flatMap((key) => others.get(idOf(key)) ?? []);
      return reasonOf(decidingEntry(entry, found), now);
    }
    return { code: 'log_entry_invalid', reason: 'its entry in the log cannot be read' };
  }

  return identities.map(({ identity, record, partitionKey }) => ({
    ...whyHere(identity),
    place: placeIn({ partitionKey, record }),
    topic: record.topic,
    orderId: identity.orderId,
    userId: identity.kind === 'key' ? identity.userId : undefined,
    tooOld: isTooOld(timeOf(record.timestamp, now).ms, now, maxAgeSeconds),
    failedAt,
  }));
}

async function look(key: string, size: number, search: Search): Promise<LookResult> {
  if (size > MAX_SIZE) return { kind: 'unreadable', key, reason: 'too large for an on-failure document' };
  const text = await search.store.read(key);
  if (text === undefined) return { kind: 'gone' };
  const read = readDocument(text);
  if (read.kind === 'unreadable') return { kind: 'unreadable', key, reason: read.reason };
  const { document } = read;
  const notification = search.notifications.get(document.functionName);
  if (!notification) return { kind: 'foreign' };
  const all = await recordsWithReasons(document, notification, search);
  const records = all.filter((record) =>
    matches(search.filter, { ...record, notification: notification.topic }),
  );
  const { functionName, failedAt } = document;
  return {
    kind: 'document',
    found: records.length > 0 ? { key, functionName, failedAt, records } : undefined,
    leftOut: all.length - records.length,
  };
}

/** Reads every document, and why each of its records is there. Oldest documents first. */
export async function survey(search: Search, progress: (read: number) => void): Promise<Survey> {
  const limit = pLimit(CONCURRENCY);
  const documents: FoundDocument[] = [];
  const unreadable: Array<{ key: string; reason: string }> = [];
  let foreign = 0;
  let leftOut = 0;
  let read = 0;

  async function one(key: string, size: number): Promise<void> {
    const result = await look(key, size, search);
    progress(++read);
    switch (result.kind) {
      case 'foreign':
        foreign++;
        return;
      case 'unreadable':
        unreadable.push({ key, reason: result.reason });
        return;
      case 'document':
        leftOut += result.leftOut;
        if (result.found) documents.push(result.found);
    }
  }

  const readAll = async (objects: ReadonlyArray<{ key: string; size: number }>) => {
    await Promise.all(objects.map(({ key, size }) => limit(() => one(key, size))));
  };
  let chunk: Array<{ key: string; size: number }> = [];
  for await (const object of search.store.list()) {
    if (chunk.push(object) < CHUNK) continue;
    await readAll(chunk);
    chunk = [];
  }
  await readAll(chunk);
  documents.sort((a, b) => a.failedAt - b.failedAt || (a.key < b.key ? -1 : 1));
  return { documents, unreadable, foreign, leftOut };
}
