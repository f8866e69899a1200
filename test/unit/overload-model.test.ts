import { RETRIES } from '../../infra/event-source-mappings';
import { instancesOf, largestBatch, reserveOf } from '../../infra/send-rates';
import { sharedPace } from '../../lib/channels/rate/shared-pace';
import type { Clock } from '../../lib/runtime/clock';
import { TIMING } from '../../lib/runtime/timing';
import { seededRandom } from '../../local/ses/faults';
import { SOURCES } from '../../tools/stacks/deployments';
import { stack } from '../support/computed-stack';
import { rateItem } from '../support/rate-item';
import { virtualClock } from '../support/virtual-clock';

const SECOND = 1_000;

interface Overload {
  readonly raw?: Readonly<Record<string, string>>;
  /** The rate, as a part of what full batches need. */
  readonly part: number;
  readonly batches?: number;
}

interface Ends {
  /** The most invocations that a record needed. */
  readonly invocations: number;
  /** Records that were late in the last of their retries. */
  readonly givenUp: number;
}

/**
 * Plays every instance that may run, each with batch after batch of the size that needs all of the rate, or of a multiple. What was
 * late comes again in the next invocation, alone, as the event source mapping does it.
 */
async function overload({ raw = {}, part, batches = 1 }: Overload): Promise<Ends> {
  const { parameters } = stack({ ...SOURCES.msk, batchSize: '10000', ...raw });
  const instances = instancesOf(parameters);
  const limits = { rate: parameters.sesMaxSendRate, instances, places: 14 };
  const full = Math.floor(largestBatch(parameters) / part);
  const clock = virtualClock(seededRandom(1));
  const item = rateItem(clock);
  let invocations = 0;
  let givenUp = 0;

  async function work(index: number): Promise<void> {
    const own: Clock = { ...clock, now: () => clock.now() + SECOND * index };
    const pace = sharedPace(
      limits,
      item.seenBy(index, own, () => undefined),
      own,
      TIMING,
    );

    /** @returns how many records had no turn in time */
    async function invoke(mails: number): Promise<number> {
      const until = own.now() + (parameters.timeout - reserveOf()) * SECOND;
      let begun = 0;
      let waiting = mails;
      let late = 0;
      async function deliver(): Promise<void> {
        while (begun < mails) {
          begun++;
          if (await pace.turn(until, waiting)) await own.sleep(50);
          else late++;
          waiting--;
        }
      }
      pace.open(mails, until);
      await Promise.all(Array.from({ length: limits.places }, deliver));
      await pace.close(until + SECOND);
      return late;
    }

    for (let batch = 0; batch < batches; batch++) {
      let left = full;
      let tries = 0;
      for (; left > 0 && tries <= RETRIES; tries++) {
        left = await invoke(left);
        await own.sleep(20 + 30 * own.random());
      }
      invocations = Math.max(invocations, tries);
      givenUp += left;
    }
  }

  await clock.play(Promise.all(Array.from({ length: instances }, (_, index) => work(index))));
  return { invocations, givenUp };
}

describe('a lasting overload of all topics', () => {
  it.each([
    ['the defaults', {}],
    ['the sandbox of SES', { sesMaxSendRate: '1' }],
    ['200 instances', { maximumPollers: '10' }],
    ['200 a second', { sesMaxSendRate: '200' }],
  ])('leaves no record late whose batch the deployment lets pass: %s', async (_, raw) => {
    expect(await overload({ raw, part: 1, batches: 3 })).toEqual({ invocations: 1, givenUp: 0 });
  });

  it('gives no record up for the deadline alone, down to a fifth of the rate that batches need', async () => {
    expect(await overload({ part: 1 / 5, batches: 2 })).toEqual({ invocations: 5, givenUp: 0 });
  });

  it('gives records up below a sixth', async () => {
    expect((await overload({ part: 1 / 7 })).givenUp).toBeGreaterThan(0);
  });
});
