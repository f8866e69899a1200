import type { ChannelName, Notification } from '../notifications/notification';
import { type Cell, cellOf } from '../recipients/choices';
import { type Preferences, wants, wantsChannel } from '../recipients/preferences';

/** A topic as the page offers it. */
export type Topic = Pick<Notification, 'topic' | 'mandatory'>;

/** What was said so far: by the customer first, then by the contact. */
export type Said = ReadonlyArray<Preferences | undefined>;

/** What each check box of the page shows: one for all of a channel, and one for each topic on it. */
export type Controls = ReadonlyMap<Cell, boolean>;

/** Computes what the page shows: of a channel whether it is wanted as such, of a topic on it whether the customer is told of that. */
export function controlsOf(
  topics: readonly Topic[],
  channels: readonly ChannelName[],
  said: Said,
): Map<Cell, boolean> {
  const controls = new Map<Cell, boolean>();
  for (const channel of channels) {
    controls.set(channel, wantsChannel(channel, ...said));
    for (const { topic } of topics)
      controls.set(cellOf(topic, channel), wants({ topic, channel, mandatory: false }, ...said));
  }
  return controls;
}

/**
 * Computes the cells to write: what the customer changed. Who ends a channel also ends the topics on it that they had said yes to, and not
 * ticked again. So each yes that is written is a box that the customer ticked: it may be shown as a consent.
 *
 * @param changes the controls that the customer changed
 */
export function cellsToWrite(
  topics: readonly Topic[],
  channels: readonly ChannelName[],
  [own, ...others]: Said,
  changes: Controls,
): Map<Cell, boolean> {
  const cells = new Map<Cell, boolean>();
  for (const channel of channels) {
    const on = changes.get(channel);
    if (on !== undefined) cells.set(channel, on);
    for (const { topic } of topics) {
      const cell = cellOf(topic, channel);
      const offer = { topic, channel, mandatory: false };
      const endsTopic = on === false && wants(offer, { ...own, [channel]: false }, ...others);
      const wanted = changes.get(cell) ?? (endsTopic ? false : undefined);
      if (wanted !== undefined) cells.set(cell, wanted);
    }
  }
  return cells;
}
