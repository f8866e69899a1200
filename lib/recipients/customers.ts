import { BatchGetItemCommand, type DynamoDBClient, type KeysAndAttributes } from '@aws-sdk/client-dynamodb';
import { call, fieldsOf, type Item } from '../aws/store';
import { backoff } from '../runtime/backoff';
import type { Clock } from '../runtime/clock';
import { StoreUnavailableError } from '../runtime/errors';
import type { Timing } from '../runtime/timing';
import { type ContactResult, contactOf } from './contact';
import { NOTHING_LEARNED, type RecipientResult, recipientOf } from './recipient-item';

/** All that is known of a user: what the user service wrote, and what this service has learned itself. */
export interface Customer {
  readonly contact: ContactResult;
  readonly recipient: RecipientResult;
}

const UNKNOWN: Customer = { contact: { kind: 'none' }, recipient: NOTHING_LEARNED };

/** @throws StoreUnavailableError */
export type Lookup = (userId: string) => Promise<Customer>;

export interface Customers {
  /** Makes the lookup for one batch. Its first call fetches the next fifty of `userIds` as well. */
  lookup(userIds: Iterable<string>): Lookup;
}

/** Their names, or the ARN of a table of another account. */
export interface CustomerTables {
  readonly contacts: string;
  readonly recipients: string;
}

/** BatchGetItem takes 100 keys, and each user has one in two tables. Source: DynamoDB API reference, `BatchGetItem`. */
const CHUNK = 50;
const MAX_CACHED = 1_000;

/** Reads both tables by one request. Tables of two accounts are in no request together. */
const requestsFor = ({ contacts, recipients }: CustomerTables): string[][] =>
  contacts.startsWith('arn:') ? [[contacts], [recipients]] : [[contacts, recipients]];

export function customersIn(
  client: DynamoDBClient,
  tables: CustomerTables,
  clock: Clock,
  timing: Timing,
): Customers {
  /** `until` by the wall clock, which goes on while Lambda has frozen the function. */
  const cache = new Map<string, { readonly found: Customer; readonly until: number }>();

  function remember(userId: string, found: Customer): void {
    cache.delete(userId);
    cache.set(userId, { found, until: clock.wall() + timing.contactCache });
    const [oldest] = cache.keys();
    if (cache.size > MAX_CACHED && oldest !== undefined) cache.delete(oldest);
  }

  function recall(userId: string): Customer | undefined {
    const entry = cache.get(userId);
    return entry && entry.until > clock.wall() ? entry.found : undefined;
  }

  /** Gives each item of these tables to `found`. */
  async function read(
    names: readonly string[],
    userIds: readonly string[],
    found: (table: string, item: Item) => void,
  ): Promise<void> {
    const giveUpAt = clock.now() + timing.storeCall;
    const keys = { Keys: userIds.map((userId) => ({ user_id: { S: userId } })) };
    let wanted: Record<string, KeysAndAttributes> = Object.fromEntries(names.map((name) => [name, keys]));
    for (let tries = 1; ; tries++) {
      const request = new BatchGetItemCommand({ RequestItems: wanted });
      const answer = await call('contacts', timing, client.send(request));
      for (const [table, items] of Object.entries(answer.Responses ?? {}))
        for (const item of items) found(table, item);
      // Source: DynamoDB API reference, `BatchGetItem`: unprocessed keys are to be asked for again, after a pause.
      wanted = answer.UnprocessedKeys ?? {};
      if (Object.keys(wanted).length === 0) return;
      const pause = backoff(tries, { first: timing.contactPause }, clock);
      if (clock.now() + pause > giveUpAt) {
        throw new StoreUnavailableError('contacts_unavailable', 'contacts: DynamoDB left keys unprocessed');
      }
      await clock.sleep(pause);
    }
  }

  async function fetch(userIds: readonly string[]): Promise<Map<string, Customer>> {
    const found = new Map<string, Customer>();
    const add = (userId: unknown, part: Partial<Customer>) =>
      found.set(String(userId), { ...(found.get(String(userId)) ?? UNKNOWN), ...part });
    await Promise.all(
      requestsFor(tables).map((names) =>
        read(names, userIds, (table, item) => {
          const raw = fieldsOf(item);
          if (table === tables.recipients) add(raw.user_id, { recipient: recipientOf(raw) });
          else add(raw.user_id, { contact: contactOf(raw) });
        }),
      ),
    );
    // Whoever is not known yet may be in a moment; what cannot be read may be mended.
    for (const [userId, customer] of found) {
      const { contact, recipient } = customer;
      if (contact.kind === 'contact' && recipient.kind === 'recipient') remember(userId, customer);
    }
    return found;
  }

  return {
    lookup(userIds) {
      const ahead = new Set(userIds);
      const chunks = new Map<string, Promise<Map<string, Customer>>>();

      function nextChunk(userId: string): string[] {
        const chunk = [userId];
        ahead.delete(userId);
        for (const next of ahead) {
          if (chunk.length === CHUNK) break;
          ahead.delete(next);
          if (!recall(next)) chunk.push(next);
        }
        return chunk;
      }

      return async (userId) => {
        const known = chunks.has(userId) ? undefined : recall(userId);
        if (known) return known;
        if (!chunks.has(userId)) {
          const chunk = nextChunk(userId);
          const fetched = fetch(chunk);
          for (const member of chunk) chunks.set(member, fetched);
          fetched.catch(() => {
            for (const member of chunk) {
              chunks.delete(member);
              ahead.add(member);
            }
          });
        }
        const chunk = await chunks.get(userId);
        return chunk?.get(userId) ?? UNKNOWN;
      };
    },
  };
}
