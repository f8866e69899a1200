import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sendAndRecord, TIMING, type Timing, wholeAttempt } from '../../../lib/runtime/timing';

type Duration = keyof Timing;

/** Least values, where a comment of `timing.ts` names a number. */
const LEAST: Readonly<Partial<Record<Duration, number>>> = {
  margin: 100,
  sendConnect: 300,
  sendAnswer: 2_000,
  idleConnection: 1_000,
  storeAttempt: 200,
  storePause: 1,
  tries: 1,
  backoff: 1,
  restWait: 1_000,
  claimPoll: 1,
  contactPause: 1,
  reserveAnswer: 50,
  reserveAhead: 20,
  reserveAgain: 100,
  keysAgain: 60_000,
  credentialsAgain: 10_000,
  tick: 1,
  token: 1000,
};

interface Relation {
  readonly holds: (timing: Timing) => boolean;
  /** What breaks it, so that the test of it can fail. */
  readonly broken: Partial<Timing>;
}

/** A backoff varies by a quarter. */
const longest = (pause: number) => pause * 1.25;

const RELATIONS: Readonly<Record<string, Relation>> = {
  'a connection to SES is given up before an answer': {
    holds: ({ sendConnect, sendAnswer }) => sendConnect < sendAnswer,
    broken: { sendConnect: TIMING.sendAnswer },
  },
  'a claim outlives the slowest way through claim, send and record': {
    holds: (timing) => timing.claim > timing.storeCall + sendAndRecord(timing, timing.sendAnswer),
    broken: { claim: 2 * TIMING.storeCall + TIMING.sendAnswer },
  },
  'a claim outlives the slowest way by what clocks of two instances may differ: twelve seconds': {
    holds: (timing) => timing.claim - timing.storeCall - sendAndRecord(timing, timing.sendAnswer) >= 12_000,
    broken: { claim: TIMING.claim - 1_000 },
  },
  'a claim outlives the slowest way to a second try to record': {
    holds: (timing) =>
      timing.claim >
      timing.storeCall +
        sendAndRecord(timing, timing.sendAnswer) +
        longest(Math.min(timing.backoff, timing.recordPause)) +
        timing.storeCall,
    broken: { backoff: TIMING.claim, recordPause: TIMING.claim },
  },
  'a claim outlives the longest pause between two tries to record': {
    holds: ({ claim, recordPause }) => claim > longest(recordPause),
    broken: { recordPause: TIMING.claim },
  },
  'three attempts and their pauses fit into one call of DynamoDB': {
    holds: ({ storeAttempt, storePause, storeCall }) => 3 * storeAttempt + 2 * storePause <= storeCall,
    broken: { storeAttempt: TIMING.storeCall / 3 },
  },
  'two attempts and their pause fit into one call of Secrets Manager': {
    holds: ({ storeAttempt, storePause, secretCall }) => 2 * storeAttempt + storePause <= secretCall,
    broken: { storeAttempt: TIMING.secretCall / 2 },
  },
  'the longest pause to record is no shorter than the first': {
    holds: ({ backoff, recordPause }) => recordPause >= backoff,
    broken: { recordPause: TIMING.backoff - 1 },
  },
  "the longest pause for another's claim is no shorter than the first": {
    holds: ({ claimPoll, claimPollMax }) => claimPollMax >= claimPoll,
    broken: { claimPollMax: TIMING.claimPoll - 1 },
  },
  "another's claim is looked at before it has long ended": {
    holds: ({ claim, claimPollMax }) => claimPollMax < claim,
    broken: { claimPollMax: TIMING.claim },
  },
  'keys that were left unprocessed are asked for again within one call': {
    holds: ({ contactPause, storeCall }) => longest(contactPause) < storeCall,
    broken: { contactPause: TIMING.storeCall },
  },
  'contacts are remembered, or not at all': {
    holds: ({ contactCache }) => contactCache >= 0,
    broken: { contactCache: -1 },
  },
  'the static share is used before the queue is asked again': {
    holds: ({ reserveAnswer, reserveAgain }) => reserveAnswer < reserveAgain,
    broken: { reserveAnswer: TIMING.reserveAgain },
  },
  'a first answer is waited for at least as long as the others': {
    holds: ({ reserveAnswer, reserveFirstAnswer }) => reserveFirstAnswer >= reserveAnswer,
    broken: { reserveFirstAnswer: TIMING.reserveAnswer - 1 },
  },
  'a block is asked for again in less time than an answer may take': {
    holds: ({ reserveAhead, reserveAnswer }) => reserveAhead < reserveAnswer,
    broken: { reserveAhead: TIMING.reserveAnswer },
  },
  'one burst of answers is longer than a timer is late': {
    holds: ({ burst, tick }) => burst > tick,
    broken: { burst: TIMING.tick },
  },
};

describe('the durations agree:', () => {
  it.each(Object.entries(RELATIONS))('%s', (_, { holds, broken }) => {
    expect(holds(TIMING)).toBe(true);
    expect(holds({ ...TIMING, ...broken })).toBe(false);
  });
});

describe('the least value of', () => {
  /** Each duration with its comment. */
  const documented = Array.from(
    readFileSync(join(__dirname, '../../../lib/runtime/timing.ts'), 'utf8').matchAll(
      /\/\*\*((?:(?!\*\/).)*)\*\/\n {2}(\w+): [\d_]+,/gs,
    ),
    ([, comment = '', name = '']) => [name, comment.replace(/\s*\*?\s+/g, ' ')] as const,
  );

  it('every duration is written beside it', () => {
    expect(documented.map(([name]) => name)).toEqual(Object.keys(TIMING));
    expect(documented.filter(([, comment]) => !/\bat least\b|\b0 is\b/i.test(comment))).toEqual([]);
  });

  it('those below is the one that is written there', () => {
    const numbers = documented.flatMap(([name, comment]) => {
      const least = /At least (\d[\d,]*\d|\d)\b/.exec(comment)?.[1];
      return least ? [[name, Number(least.replace(',', ''))] as const] : [];
    });

    expect(Object.fromEntries(numbers)).toEqual(LEAST);
  });

  it.each(Object.entries(LEAST))('%s is %d', (name, least) => {
    expect(TIMING[name as Duration]).toBeGreaterThanOrEqual(least);
  });
});

describe('the tries of a delivery', () => {
  it('are spread over about ten seconds', () => {
    const pauses = Array.from({ length: TIMING.tries - 1 }, (_, index) => TIMING.backoff * 2 ** index);

    const sum = pauses.reduce((total, pause) => total + pause);

    expect(sum).toBeGreaterThan(9_000);
    expect(sum).toBeLessThan(12_000);
  });
});

describe('an attempt', () => {
  it('counts a send as its answer and its record', () => {
    expect(sendAndRecord({ ...TIMING, storeCall: 4_000 }, 10_000)).toBe(14_000);
  });

  it.each([
    ['claim, send and record', 10_000, 18_000],
    ['two calls for the claim and a release, where these take longer', 1_000, 12_000],
  ])('counts as %s', (_, answer, expected) => {
    expect(wholeAttempt({ ...TIMING, storeCall: 4_000 }, answer)).toBe(expected);
  });
});
