import type { ChannelName, Notification } from '../notifications/notification';
import { type Cell, cellOf } from '../recipients/choices';
import { type Preferences, wants, wantsChannel } from '../recipients/preferences';

/** A topic as the page offers it. */
export type Topic = Pick<Notification, 'topic' | 'mandatory'>;

/** What was said so far: by the customer first, then by the contact. */
export type Said = ReadonlyArray<Preferences | undefined>;

/** What each check box of the page shows: one for all of a channel, and one for each topic on it. */
export type Controls = ReadonlyMap<Cell, boolean>;

const isMandatory = ({ mandatory = [] }: Topic): boolean => mandatory.length > 0;

/** A channel is on where anything is told on it, now or as soon as a topic is switched on. */
function isOn(channel: ChannelName, topics: readonly Topic[], said: Said): boolean {
  const toldOf = (topic: Topic) =>
    wants({ topic: topic.topic, channel, mandatory: isMandatory(topic) }, ...said);
  return wantsChannel(channel, ...said) || topics.some(toldOf);
}

/** What would have been said if the customer said this of all of a channel. */
const withChannel = (channel: ChannelName, wanted: boolean, [own, ...others]: Said): Said => [
  { ...own, [channel]: wanted },
  ...others,
];

/** Computes what the page shows. A topic on a channel that is off shows what it would be on one that is on. */
export function controlsOf(
  topics: readonly Topic[],
  channels: readonly ChannelName[],
  said: Said,
): Map<Cell, boolean> {
  const controls = new Map<Cell, boolean>();
  for (const channel of channels) {
    const on = isOn(channel, topics, said);
    const ifOn = on ? said : withChannel(channel, true, said);
    controls.set(channel, on);
    for (const { topic } of topics)
      controls.set(cellOf(topic, channel), wants({ topic, channel, mandatory: false }, ...ifOn));
  }
  return controls;
}

/**
 * Computes the cells to write, so that afterwards the customer is told exactly what the controls say: of a channel that is off
 * nothing, of one that is on what is checked. Cells that say so already are left alone, and so is every channel in which nothing was changed.
 *
 * @param changes the controls that the customer changed
 */
export function cellsToWrite(
  topics: readonly Topic[],
  channels: readonly ChannelName[],
  said: Said,
  changes: Controls,
): Map<Cell, boolean> {
  const wanted = new Map([...controlsOf(topics, channels, said), ...changes]);
  const cells = new Map<Cell, boolean>();
  for (const channel of channels) {
    const cellsOfChannel: Cell[] = [channel, ...topics.map(({ topic }) => cellOf(topic, channel))];
    if (!cellsOfChannel.some((cell) => changes.has(cell))) continue;
    const on = wanted.get(channel) ?? false;
    if (on ? !wantsChannel(channel, ...said) : isOn(channel, topics, said)) cells.set(channel, on);
    for (const { topic } of topics) {
      const cell = cellOf(topic, channel);
      const offer = { topic, channel, mandatory: false };
      const checked = wanted.get(cell) ?? false;
      const told = wants(offer, ...withChannel(channel, on, said));
      if (on ? told !== checked : told || (changes.has(cell) && !checked)) cells.set(cell, on && checked);
    }
  }
  return cells;
}
