import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import type { ChannelName } from '../notifications/notification';
import type { Clock } from '../runtime/clock';
import { StoreUnavailableError } from '../runtime/errors';
import type { Timing } from '../runtime/timing';
import { mapChanger } from './item-maps';
import type { Preferences } from './preferences';

export const CHANNELS = ['email', 'sms', 'push'] as const satisfies readonly ChannelName[];

/** What a choice is about: all of a channel (`email`), or one topic on it (`payment_notification email`). */
export type Cell = ChannelName | `${string} ${ChannelName}`;

export const cellOf = (topic: string, channel: ChannelName): Cell => `${topic} ${channel}`;

const CELL = /^(?:(?<topic>[a-z][\w.-]{0,248}) )?(?<channel>email|sms|push)$/;
const CELL_NAME = 'a channel, or a topic and a channel';

const choice = z.object(
  {
    wanted: z.boolean({ error: 'true or false' }),
    /** When the customer said so: milliseconds since the epoch. */
    at: z.int({ error: 'milliseconds since the epoch' }),
  },
  { error: 'a map' },
);

/** What a customer chose on the preference page, by cell. */
export const choices = z.record(z.string().check(z.regex(CELL, { error: CELL_NAME })), choice, {
  error: 'a map',
});

export type Choices = z.infer<typeof choices>;

/** Says the choices as preferences, so that they are heeded like those of the contact. */
export function preferencesOf(chosen: Choices | undefined): Preferences | undefined {
  if (chosen === undefined) return undefined;
  const channels: Partial<Record<string, boolean>> = {};
  const topics: Record<string, Partial<Record<string, boolean>>> = {};
  for (const [cell, { wanted }] of Object.entries(chosen)) {
    const { topic, channel = '' } = CELL.exec(cell)?.groups ?? {};
    if (topic === undefined) channels[channel] = wanted;
    else topics[topic] = { ...topics[topic], [channel]: wanted };
  }
  return { ...channels, topics };
}

export interface ChosenCells {
  /** Writes these cells, and leaves all else in the item as it is. @throws StoreUnavailableError */
  save(userId: string, cells: ReadonlyMap<Cell, boolean>): Promise<void>;
}

const FORGOTTEN = 'recipients: the choices of this customer were removed while they were saved';

export function chosenCellsIn(
  client: DynamoDBClient,
  table: string,
  clock: Pick<Clock, 'wall'>,
  timing: Timing,
): ChosenCells {
  const change = mapChanger(client, table, timing);
  return {
    async save(userId, cells) {
      const at = clock.wall();
      const entries = Array.from(cells, ([cell, wanted], index) => ({ cell, wanted, index }));
      if (entries.length === 0) return;
      const refusedBy = await change(userId, 'choices', {
        set: `SET ${entries.map(({ index }) => `#map.#c${index} = :c${index}`).join(', ')}`,
        names: Object.fromEntries(entries.map(({ cell, index }) => [`#c${index}`, cell])),
        values: Object.fromEntries(entries.map(({ wanted, index }) => [`:c${index}`, { wanted, at }])),
      });
      if (refusedBy) throw new StoreUnavailableError('contacts_unavailable', FORGOTTEN);
    },
  };
}
