import { LONGEST_WAIT, numberOf, pairs } from '../settings';

/** Shares of events, 0 to 1, that something happens to, and when events come. */
export interface EventSettings {
  /** The function gets the event twice, as EventBridge delivers at least once. */
  readonly duplicate: number;
  /** The event comes a hundred times later than usual, and so after events of later things. */
  readonly late: number;
  /** The event never comes, as SES hands events to EventBridge on a best effort. */
  readonly lost: number;
  /** From the answer to a send until the first thing becomes of the mail, and between two; in milliseconds. */
  readonly delay: number;
  /** Of the shares: the same seed hits the same events. */
  readonly seed: number;
}

export const EVENTS: EventSettings = { duplicate: 0, late: 0, lost: 0, delay: 20, seed: 1 };

export const EVENTS_HELP = 'duplicate=<0-1>, late=<0-1>, lost=<0-1>, delay=<ms>, seed=<n>';

/** How many times later a late event comes. */
export const LATE = 100;

/** @throws SettingsError that says what was expected and what was found. */
export function readEvents(text = ''): EventSettings {
  const given = pairs('events', text, ['duplicate', 'late', 'lost', 'delay', 'seed']);
  return {
    duplicate: numberOf('events: duplicate', given.duplicate, EVENTS.duplicate, 1),
    late: numberOf('events: late', given.late, EVENTS.late, 1),
    lost: numberOf('events: lost', given.lost, EVENTS.lost, 1),
    delay: numberOf('events: delay', given.delay, EVENTS.delay, Math.floor(LONGEST_WAIT / LATE)),
    seed: numberOf('events: seed', given.seed, EVENTS.seed),
  };
}
