import { type Limits, spanOf } from '../../../../lib/channels/rate/block';
import type { RateQueue } from '../../../../lib/channels/rate/queue';
import { reserve } from '../../../../lib/channels/rate/reserve';
import { seededRandom } from '../../../../local/ses/faults';
import { type RateItem, rateItem } from '../../../support/rate-item';
import { type VirtualClock, virtualClock } from '../../../support/virtual-clock';

const LIMITS: Limits = { rate: 14, instances: 20, places: 14 };
const SPAN = spanOf(13, LIMITS, 1);
const NEVER = Number.POSITIVE_INFINITY;

async function played<T>(clock: VirtualClock, work: Promise<T>): Promise<T> {
  await clock.play(work);
  return work;
}

/** One queue, and instances at it whose clocks are ahead by so much. */
function queueWith(...skews: number[]) {
  const clock = virtualClock(seededRandom(1));
  const item: RateItem = rateItem(clock);
  const instances = skews.map((skew, index) => {
    const wall = () => clock.wall() + skew;
    const queue: RateQueue = item.seenBy(index, { ...clock, wall }, () => undefined);
    const asking = (until = NEVER, seen = {}, count = 100) =>
      reserve(queue, { count, until }, seen, LIMITS, wall);
    return { ask: (...given: Parameters<typeof asking>) => played(clock, asking(...given)), queue };
  });
  return { clock, item, instances: instances as [(typeof instances)[0], ...typeof instances] };
}

describe('a reservation', () => {
  it('of an idle queue begins now, and takes one request', async () => {
    const { clock, item, instances } = queueWith(0);
    const now = clock.wall();

    const answer = await instances[0].ask();

    expect(answer).toMatchObject({ kind: 'block', block: { start: now, end: now + SPAN }, reservedAt: now });
    expect(item.requests).toBe(1);
  });

  it('of a busy queue begins at its end; one that has seen it needs one request, another two', async () => {
    const { item, instances } = queueWith(0, 0);
    const first = await instances[0].ask();

    const second = await instances[0].ask(NEVER, first.state);
    const third = await instances[1]?.ask();

    expect(item.requests).toBe(4);
    const [{ start } = { start: 0 }] = item.reserved;
    expect([second, third].map((one) => one?.kind === 'block' && one.block.start - start)).toEqual([
      SPAN,
      2 * SPAN,
    ]);
  });

  it('keeps the slots that fit where the rate was lowered since it was seen', async () => {
    const { clock, instances } = queueWith(0);
    const { state } = await instances[0].ask();
    const now = clock.wall();
    await played(clock, instances[0].queue.slow(0.5, now, now));

    expect(await instances[0].ask(NEVER, state)).toMatchObject({ block: { slots: { length: 6 } } });
  });

  it('is of no more slots than asked for', async () => {
    const { instances } = queueWith(0);

    expect(await instances[0].ask(NEVER, {}, 2)).toMatchObject({ block: { slots: { length: 2 } } });
  });

  it('takes nothing where its first slot would be too late', async () => {
    const { clock, item, instances } = queueWith(0, 0);
    await instances[0].ask();

    const answer = await instances[1]?.ask(clock.wall() + SPAN / 2);

    expect(answer?.kind).toBe('late');
    expect(item.writes).toBe(1);
  });

  it('asks once where the end of the queue is no number, and says so', async () => {
    const { clock, instances } = queueWith(0);
    // DynamoDB compares no string with a number, so that no condition holds.
    const answer = jest.fn(async () => ({ done: false, before: {} }));
    const edited: RateQueue = { ...instances[0].queue, startAt: answer, extend: answer };

    const reservation = await reserve(edited, { count: 1, until: NEVER }, {}, LIMITS, clock.wall);

    expect(reservation.kind).toBe('unreadable');
    expect(answer).toHaveBeenCalledTimes(1);
  });

  it('asks for nothing when it is too late already', async () => {
    const { clock, item, instances } = queueWith(0);

    expect((await instances[0].ask(clock.wall() - 1)).kind).toBe('late');
    expect(item.requests).toBe(0);
  });

  it.each([
    ['idle', -1],
    ['busy', 1_000],
  ])('of a queue whose end no right clock can have written changes nothing: last seen %s', async (_, ms) => {
    const { clock, item, instances } = queueWith(0);
    await played(clock, instances[0].queue.startAt(clock.wall() + 600_000, 948));

    const answer = await instances[0].ask(NEVER, { next_at: clock.wall() + ms });

    expect(answer.kind).toBe('apart');
    expect(item.writes).toBe(1);
  });
});

describe('a clock that is wrong', () => {
  it.each([600_000, -600_000, 4_000])('leaves a busy queue as it was: %d ms', async (skew) => {
    const { item, instances } = queueWith(0, skew);
    await instances[0].ask();
    const before = item.state;

    const answer = await instances[1]?.ask();

    expect(answer?.kind).toBe('apart');
    expect(item.state).toEqual(before);
  });

  it('leaves a queue idle that was never used', async () => {
    const { clock, instances } = queueWith(0, 600_000);
    await instances[1]?.ask();
    const now = clock.wall();

    const answer = await instances[0].ask();

    expect(answer).toMatchObject({ kind: 'block' });
    expect(answer.state.next_at).toBeLessThan(now + 2_000);
  });

  it('is looked at again without a write', async () => {
    const { item, instances } = queueWith(0, 600_000);
    await instances[0].ask();
    await instances[1]?.ask();
    const { writes, requests } = item;

    const answer = await instances[1]?.ask();

    expect(answer?.kind).toBe('apart');
    expect(item.writes - writes).toBe(0);
    expect(item.requests - requests).toBe(1);
  });

  it.each([1_500, -1_500])('is none where it differs by less than two seconds: %d ms', async (skew) => {
    const { instances } = queueWith(skew);

    expect((await instances[0].ask()).kind).toBe('block');
  });
});
