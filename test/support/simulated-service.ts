import { FUNCTIONS } from '../../infra/functions';
import type { Metric } from '../../infra/monitoring/metrics';
import { keyOf, type Measured } from './alarm-rules';

/** How a record ends; all but the first three are tried again, `unknown` too. */
export type Ending =
  | 'sent'
  | 'skipped'
  | 'tooOld'
  | 'invalid'
  | 'permanent'
  | 'transient'
  | 'unknown'
  | 'defect';

const COUNTER_OF = {
  sent: 'Sent',
  skipped: 'Skipped',
  tooOld: 'TooOld',
  invalid: 'Invalid',
  permanent: 'FailedPermanent',
  transient: 'FailedTransient',
  unknown: 'FailedUnknown',
  defect: 'Defects',
} as const satisfies Record<Ending, string>;

const ENDED: ReadonlySet<Ending> = new Set(['sent', 'skipped', 'tooOld']);

/** What a metric showed each minute of a time. */
export interface Shown {
  readonly metric: Metric;
  readonly value: number;
  /** Minutes of the day. */
  readonly during: readonly [number, number];
}

/** What is unusual about a day. Minutes are those of the day; topics are those of Kafka. */
export interface Trouble {
  /** Records of this minute that end so whenever they are read, beside the usual ones. */
  readonly odd?: ((topic: string, minute: number) => readonly [Ending, number] | undefined) | undefined;
  /** How all records end that are read in this minute; the second number says which share of them. */
  readonly world?: ((topic: string, minute: number) => readonly [Ending, number] | undefined) | undefined;
  /** Whether the mapping polls. */
  readonly polls?: (topic: string, minute: number) => boolean;
  /** Most records that the function of this topic takes in this minute. */
  readonly takes?: (topic: string, minute: number) => number;
  readonly shows?: readonly Shown[];
}

/** Records that have the same fate. */
interface Cohort {
  readonly born: number;
  readonly count: number;
  readonly ends?: Ending | undefined;
  readonly tries: number;
  readonly due: number;
}

/** Per cent of a day's orders in each hour, from midnight. */
const HOURS = [1, 1, 0, 0, 0, 1, 2, 3, 4, 5, 5, 5, 6, 5, 5, 5, 5, 6, 7, 8, 9, 8, 6, 3];

/** Mails a minute that `sesMaxSendRate` 14 allows: 98 % of it is used. */
const MAILS_PER_MINUTE = 823;

/** Minutes until a record is tried again. Lambda does not document them. */
export const GAPS: readonly number[] = [1, 2, 4, 8, 16];

export interface Setting {
  readonly orders: number;
  readonly minutes: number;
  readonly namespace: string;
  readonly mappings: Readonly<Record<string, string>>;
  readonly gaps?: readonly number[];
}

/** What CloudWatch measures on such a day. Every order brings one record of each topic. */
export function measuredOn(
  { orders, minutes, namespace, mappings, gaps = GAPS }: Setting,
  { odd, world, polls, takes, shows = [] }: Trouble,
): Measured {
  const measured = new Map<string, Map<number, Array<readonly [number, number]>>>();
  const add = (key: string, minute: number, value: number, times = 1): void => {
    const series = measured.get(key) ?? new Map<number, Array<readonly [number, number]>>();
    measured.set(key, series);
    const values = series.get(minute) ?? [];
    series.set(minute, values);
    values.push([value, times]);
  };
  const topics = FUNCTIONS.map(({ topic }) => ({ topic, waiting: [] as Cohort[], part: 0, hits: 0 }));

  for (let minute = 0; minute < minutes; minute++) {
    let left = MAILS_PER_MINUTE;
    for (const [index, state] of topics.entries()) {
      const { topic } = state;
      const hour = HOURS[Math.floor(minute / 60) % 24] ?? 0;
      state.part += (orders * hour) / 100 / 60;
      const arrived = Math.floor(state.part);
      state.part -= arrived;
      if (arrived > 0) state.waiting.push({ born: minute, count: arrived, tries: 0, due: minute });
      const [ends, count = 0] = odd?.(topic, minute) ?? [];
      if (count > 0) state.waiting.push({ born: minute, count, ends, tries: 0, due: minute });
      if (polls && !polls(topic, minute)) continue;

      const ofMapping = (name: string, value: number) =>
        add(keyOf('AWS/Lambda', name, { EventSourceMappingUUID: `\${${mappings[topic]}}` }), minute, value);
      let most = Math.min(Math.floor(left / (topics.length - index)), takes?.(topic, minute) ?? left);
      const counts: Partial<Record<string, number>> = {};
      const ages: Array<readonly [number, number]> = [];
      const later: Cohort[] = [];
      let [read, givenUp] = [0, 0];
      const tell = (cohort: Cohort, ending: Ending, number: number): void => {
        if (number === 0) return;
        read += number;
        counts[COUNTER_OF[ending]] = (counts[COUNTER_OF[ending]] ?? 0) + number;
        if (ending === 'tooOld') counts.Skipped = (counts.Skipped ?? 0) + number;
        if (ending !== 'invalid') ages.push([(minute - cohort.born) * 60_000 + 1_000, number]);
        if (ENDED.has(ending)) return;
        const gap = gaps[cohort.tries];
        if (gap === undefined) givenUp += number;
        else later.push({ ...cohort, count: number, tries: cohort.tries + 1, due: minute + gap });
      };
      for (const cohort of state.waiting) {
        const now = cohort.due <= minute ? Math.min(cohort.count, most) : 0;
        if (now < cohort.count) later.push({ ...cohort, count: cohort.count - now });
        most -= now;
        left -= now;
        const [all = 'sent', share = 0] = world?.(topic, minute) ?? [];
        if (!cohort.ends) state.hits += now * share;
        const hit = cohort.ends ? now : Math.floor(state.hits);
        if (!cohort.ends) state.hits -= hit;
        tell(cohort, cohort.ends ?? all, hit);
        tell(cohort, 'sent', now - hit);
      }
      state.waiting = later;

      ofMapping('PolledEventCount', read);
      ofMapping(
        'SumOffsetLag',
        later.reduce((total, cohort) => total + cohort.count, 0),
      );
      ofMapping('OnFailureDestinationDeliveredEventCount', givenUp);
      if (read === 0) continue;
      for (const dimensions of [{ topic }, {}]) {
        const own = (name: string) => keyOf(namespace, name, dimensions as Record<string, string>);
        add(own('Records'), minute, read);
        for (const name of Object.values(COUNTER_OF)) add(own(name), minute, counts[name] ?? 0);
        for (const [age, times] of ages) add(own('RecordAge'), minute, age, times);
      }
    }
    for (const { metric, value, during } of shows) {
      const [from, to] = during;
      const key = keyOf(metric.namespace, metric.name, metric.dimensions);
      if (minute >= from && minute < to) add(key, minute, value);
    }
  }
  return measured;
}
