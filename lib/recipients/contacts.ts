import { BatchGetItemCommand, type DynamoDBClient, type KeysAndAttributes } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { call } from '../aws/store';
import { backoff } from '../runtime/backoff';
import type { Clock } from '../runtime/clock';
import { StoreUnavailableError } from '../runtime/errors';
import type { Timing } from '../runtime/timing';
import { contactOf, type LookupResult } from './contact';

/** @throws StoreUnavailableError */
export type Lookup = (userId: string) => Promise<LookupResult>;

export interface Contacts {
  /** Makes the lookup for one batch. Its first call fetches the next hundred of `userIds` as well. */
  lookup(userIds: Iterable<string>): Lookup;
}

/** BatchGetItem takes 100 keys. Source: DynamoDB API reference, `BatchGetItem`. */
const CHUNK = 100;
const MAX_CACHED = 1_000;

export function contactsIn(client: DynamoDBClient, table: string, clock: Clock, timing: Timing): Contacts {
  /** `until` by the wall clock, which goes on while Lambda has frozen the function. */
  const cache = new Map<string, { readonly found: LookupResult; readonly until: number }>();

  function remember(userId: string, found: LookupResult): void {
    cache.delete(userId);
    cache.set(userId, { found, until: clock.wall() + timing.contactCache });
    const [oldest] = cache.keys();
    if (cache.size > MAX_CACHED && oldest !== undefined) cache.delete(oldest);
  }

  function remembered(userId: string): LookupResult | undefined {
    const entry = cache.get(userId);
    return entry && entry.until > clock.wall() ? entry.found : undefined;
  }

  async function fetch(userIds: readonly string[]): Promise<Map<string, LookupResult>> {
    const found = new Map<string, LookupResult>();
    const giveUpAt = clock.now() + timing.storeCall;
    let wanted: KeysAndAttributes = { Keys: userIds.map((userId) => ({ user_id: { S: userId } })) };
    for (let tries = 1; ; tries++) {
      const request = new BatchGetItemCommand({ RequestItems: { [table]: wanted } });
      const answer = await call('contacts', timing, client.send(request));
      for (const item of answer.Responses?.[table] ?? []) {
        const raw = unmarshall(item, { wrapNumbers: true });
        const contact = contactOf(raw);
        found.set(String(raw.user_id), contact);
        if (contact.kind === 'contact') remember(String(raw.user_id), contact);
      }
      // Source: DynamoDB API reference, `BatchGetItem`: unprocessed keys are to be asked for again, after a pause.
      const unprocessed = answer.UnprocessedKeys?.[table];
      if (!unprocessed?.Keys?.length) return found;
      const pause = backoff(tries, { first: timing.contactPause }, clock);
      if (clock.now() + pause > giveUpAt) {
        throw new StoreUnavailableError('contacts_unavailable', 'contacts: DynamoDB left keys unprocessed');
      }
      wanted = unprocessed;
      await clock.sleep(pause);
    }
  }

  return {
    lookup(userIds) {
      const ahead = new Set(userIds);
      const chunks = new Map<string, Promise<Map<string, LookupResult>>>();

      function nextChunk(userId: string): string[] {
        const chunk = [userId];
        ahead.delete(userId);
        for (const next of ahead) {
          if (chunk.length === CHUNK) break;
          ahead.delete(next);
          if (!remembered(next)) chunk.push(next);
        }
        return chunk;
      }

      return async (userId) => {
        const known = chunks.has(userId) ? undefined : remembered(userId);
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
        return chunk?.get(userId) ?? { kind: 'none' };
      };
    },
  };
}
