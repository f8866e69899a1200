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
  /** The first minute of the day that is simulated, and the one after the last. */
  readonly during: readonly [number, number];
  readonly namespace: string;
  /** The id of each topic's mapping. */
  readonly mappings: Readonly<Record<string, string>>;
  readonly gaps?: readonly number[];
}

type Add = (minute: number, value: number, times?: number) => void;

function recorder() {
  const known = new Map<string, Array<Array<readonly [number, number]>>>();
  const measured = new Map<string, ReadonlyArray<ReadonlyArray<readonly [number, number]>>>();
  /** Makes what notes values of one metric. */
  function metric(namespace: string, name: string, dimensions: Readonly<Record<string, string>>): Add {
    const key = keyOf(namespace, name, dimensions);
    const series = known.get(key) ?? [];
    known.set(key, series);
    return (minute, value, times = 1) => {
      if (series.length === 0) measured.set(key, series);
      series[minute] ??= [];
      series[minute].push([value, times]);
    };
  }
  return { measured, metric };
}

/** One topic: what waits in it, and what its function and its mapping measure. */
function topicOf(topic: string, { namespace, mappings, gaps = GAPS }: Setting, { metric }: Recorder) {
  const names = ['Records', 'RecordAge', ...Object.values(COUNTER_OF)] as const;
  const own: Array<Record<string, Add>> = [{ topic }, {}].map((dimensions: Record<string, string>) =>
    Object.fromEntries(names.map((name) => [name, metric(namespace, name, dimensions)])),
  );
  const ofMapping = (name: string) =>
    metric('AWS/Lambda', name, { EventSourceMappingUUID: `\${${mappings[topic]}}` });
  const polled = ofMapping('PolledEventCount');
  const lag = ofMapping('SumOffsetLag');
  const delivered = ofMapping('OnFailureDestinationDeliveredEventCount');
  let waiting: Cohort[] = [];
  let hits = 0;

  return {
    topic,
    arrive(born: number, count: number, ends?: Ending): void {
      if (count > 0) waiting.push({ born, count, ends, tries: 0, due: born });
    },
    /** Reads what is due, so many records at most, and gives their number. */
    read(minute: number, most: number, [all, share]: readonly [Ending, number]): number {
      const counts: Record<string, number> = {};
      const later: Cohort[] = [];
      let [read, givenUp] = [0, 0];
      const count = (ending: Ending, number: number) => {
        const name = COUNTER_OF[ending];
        counts[name] = (counts[name] ?? 0) + number;
      };
      const end = (cohort: Cohort, ending: Ending, number: number): void => {
        if (number === 0) return;
        count(ending, number);
        if (ending === 'tooOld') count('skipped', number);
        if (ending !== 'invalid') {
          for (const { RecordAge } of own)
            RecordAge?.(minute, (minute - cohort.born) * 60_000 + 1_000, number);
        }
        if (ENDED.has(ending)) return;
        const gap = gaps[cohort.tries];
        if (gap === undefined) givenUp += number;
        else later.push({ ...cohort, count: number, tries: cohort.tries + 1, due: minute + gap });
      };
      for (const cohort of waiting) {
        const now = cohort.due <= minute ? Math.min(cohort.count, most - read) : 0;
        if (now < cohort.count) later.push({ ...cohort, count: cohort.count - now });
        read += now;
        if (!cohort.ends) hits += now * share;
        const hit = cohort.ends ? now : Math.floor(hits);
        if (!cohort.ends) hits -= hit;
        end(cohort, cohort.ends ?? all, hit);
        end(cohort, 'sent', now - hit);
      }
      waiting = later;
      polled(minute, read);
      lag(
        minute,
        later.reduce((total, cohort) => total + cohort.count, 0),
      );
      delivered(minute, givenUp);
      for (const adds of read > 0 ? own : []) {
        adds.Records?.(minute, read);
        for (const name of Object.values(COUNTER_OF)) adds[name]?.(minute, counts[name] ?? 0);
      }
      return read;
    },
  };
}

type Recorder = ReturnType<typeof recorder>;

/** What CloudWatch measures on such a day. Every order brings one record of each topic. */
export function measuredOn(setting: Setting, { odd, world, polls, takes, shows = [] }: Trouble): Measured {
  const record = recorder();
  const topics = FUNCTIONS.map(({ topic }) => topicOf(topic, setting, record));
  const shown = shows.map(({ metric, ...rest }) => ({
    ...rest,
    add: record.metric(metric.namespace, metric.name, metric.dimensions),
  }));
  let part = 0;

  for (let minute = setting.during[0]; minute < setting.during[1]; minute++) {
    part += (setting.orders * (HOURS[Math.floor(minute / 60) % 24] ?? 0)) / 100 / 60;
    const arrived = Math.floor(part);
    part -= arrived;
    let left = MAILS_PER_MINUTE;
    for (const [index, { topic, arrive, read }] of topics.entries()) {
      arrive(minute, arrived);
      const [ends, count = 0] = odd?.(topic, minute) ?? [];
      arrive(minute, count, ends);
      if (polls && !polls(topic, minute)) continue;
      const most = Math.min(Math.floor(left / (topics.length - index)), takes?.(topic, minute) ?? left);
      left -= read(minute, most, world?.(topic, minute) ?? ['sent', 0]);
    }
    for (const { add, value, during } of shown) {
      if (minute >= during[0] && minute < during[1]) add(minute, value);
    }
  }
  return record.measured;
}
