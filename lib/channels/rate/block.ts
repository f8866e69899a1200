/** What a channel's shared rate is made of. */
export interface Limits {
  /** Messages a second that the provider allows the whole account. */
  readonly rate: number;
  /** Most instances at once. */
  readonly instances: number;
  /** Most attempts under way at once in one instance. */
  readonly places: number;
}

/** The queue as it stands in DynamoDB, in milliseconds since the epoch. Nothing is there before the first reservation. */
export interface QueueState {
  /** The end of the queue: when the next slot is free. */
  readonly next_at?: number | undefined;
  /** The share of the rate that was left when the provider last throttled, and when that was. */
  readonly level?: number | undefined;
  readonly slowed_at?: number | undefined;
}

/** Slots that stand one behind the other: the first at `start`, the last one interval before `end` or earlier. */
export interface Block {
  readonly start: number;
  readonly end: number;
  /** When each message may go: milliseconds since the epoch. */
  readonly slots: readonly number[];
}

/** Of the provider's rate; what is left keeps a strict counter of a second from throttling. */
const USED = 0.98;
const SLOWEST = 1 / 32;
/** How long the rate takes to grow back after it was halved. */
const GROWTH = 30_000;
/** What the end of the queue may be further off than all blocks together: clocks differ. */
export const SLACK = 2_000;

/** Computes the share of the rate that may be used. Pure, so that nobody has to write while it grows back. */
export function factor({ level, slowed_at }: QueueState, now: number): number {
  // Who wrote a moment that is still to come had a wrong clock.
  if (level === undefined || slowed_at === undefined || slowed_at > now + SLACK) return 1;
  const grown = level + ((1 - level) * Math.max(0, now - slowed_at)) / GROWTH;
  return Math.min(1, Math.max(SLOWEST, grown));
}

/** Computes what is left of the rate after the provider throttled. */
export const halved = (state: QueueState, now: number): number => Math.max(SLOWEST, factor(state, now) / 2);

const usable = ({ rate }: Limits, share: number): number => USED * rate * share;

/** Computes the pause between two slots in milliseconds. */
export const interval = (limits: Limits, share = 1): number => 1_000 / usable(limits, share);

/** The same as `largestBlock`, with its fraction. The lower the share, the longer it takes: whole slots jump. */
function longestBlock(limits: Limits, share: number): number {
  const rate = usable(limits, share);
  return Math.max(1, Math.min(Math.max(14, rate / 8), rate, (rate * 20) / limits.instances, limits.places));
}

/** Computes the most slots that one instance reserves at once: cheap where mails are many, and all take a turn within seconds. */
export const largestBlock = (limits: Limits, share: number): number =>
  Math.floor(longestBlock(limits, share));

/** Computes how long so many slots take. Whole milliseconds: a fraction would be another number when it is given back. */
export const spanOf = (count: number, limits: Limits, share: number): number =>
  Math.ceil(count * interval(limits, share));

/** Longer than a round at this share, and at any higher one. */
const longestRound = (limits: Limits, share: number): number =>
  limits.instances * spanOf(longestBlock(limits, share), limits, share);

/** Computes how far ahead the end of the queue may be. Beyond it, somebody's clock is wrong. */
export function horizon(limits: Limits, state: QueueState, now: number): number {
  const full = limits.instances * spanOf(largestBlock(limits, 1), limits, 1);
  if (state.level === undefined || state.slowed_at === undefined) return full + SLACK;
  // Blocks that were reserved while the rate was low are longer, and last until then.
  const slow = longestRound(limits, Math.max(SLOWEST, state.level));
  const over = now - state.slowed_at > GROWTH + slow;
  return (over ? full : Math.max(full, slow)) + SLACK;
}

/**
 * Makes the block that begins at `start`. A share that is lower than the one it was asked with leaves fewer slots; the first is always
 * there, since a block of one slot may take minutes.
 */
export function blockOf(start: number, span: number, count: number, limits: Limits, share: number): Block {
  const pause = Math.max(interval(limits, share), span / count);
  // A hair of a millisecond less must not cost a slot.
  const fit = Math.max(1, Math.min(count, Math.floor(span / pause + 1e-6)));
  const slots = Array.from({ length: fit }, (_, index) => start + index * pause);
  return { start, end: start + span, slots };
}

/** Computes how late a slot may be used, in milliseconds. Later it is lost: what is caught up is a burst. */
export const lateness = (limits: Limits): number => Math.max(50, interval(limits));
