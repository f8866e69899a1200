import * as fc from 'fast-check';
import type { Pace } from '../../../../lib/channels/pace';
import { type FakeClock, fakeClock } from '../../../support/fake-clock';
import { pacer } from '../../../support/pacer';

const NEVER = Number.POSITIVE_INFINITY;

/** Asks for `count` turns at once; the moments they were granted, in milliseconds from now, fill up as time passes. */
function ask(pace: Pace, clock: FakeClock, count: number): number[] {
  const start = clock.now();
  const granted: number[] = [];
  for (let index = 0; index < count; index++) {
    void pace.turn(NEVER, 1).then(() => granted.push(clock.now() - start));
  }
  return granted;
}

const gapsOf = (moments: readonly number[]) =>
  moments.slice(1).map((moment, index) => moment - (moments[index] ?? 0));

describe('the pace', () => {
  it('lets the first mail go at once', async () => {
    const clock = fakeClock();
    const pace = pacer(10, clock);

    expect(await pace.turn(clock.now(), 1)).toBeDefined();
  });

  it('spaces mails evenly', async () => {
    const clock = fakeClock();
    const granted = ask(pacer(10, clock), clock, 4);

    await clock.advance(1_000);

    expect(granted).toEqual([0, 100, 200, 300]);
  });

  it('saves nothing up while it is idle', async () => {
    const clock = fakeClock();
    const pace = pacer(10, clock);
    ask(pace, clock, 1);
    await clock.advance(60_000);
    const granted = ask(pace, clock, 3);

    await clock.advance(1_000);

    expect(granted).toEqual([0, 100, 200]);
  });

  it('may be slower than a mail a second', async () => {
    const clock = fakeClock();
    const granted = ask(pacer(0.5, clock), clock, 3);

    await clock.advance(5_000);

    expect(granted).toEqual([0, 2_000, 4_000]);
  });

  it.each([400, 900, 5_000])('of %d a second is kept with a clock of whole milliseconds', async (rate) => {
    const exact = fakeClock(0);
    const clock = {
      ...exact,
      now: () => Math.floor(exact.now()),
      sleep: (ms: number, signal?: AbortSignal) => exact.sleep(Math.max(1, Math.ceil(ms)), signal),
    };
    const pace = pacer(rate, clock);
    let granted = 0;
    for (let index = 0; index < 2 * rate; index++) void pace.turn(NEVER, 1).then(() => granted++);

    await exact.advance(1_000);

    expect(granted).toBeGreaterThan(0.98 * rate);
    expect(granted).toBeLessThanOrEqual(rate + 1);
  });

  it('serves who came first', async () => {
    const clock = fakeClock();
    const pace = pacer(10, clock);
    const served: string[] = [];
    for (const who of ['first', 'second', 'third']) void pace.turn(NEVER, 1).then(() => served.push(who));

    await clock.advance(1_000);

    expect(served).toEqual(['first', 'second', 'third']);
  });

  it('never grants more than its rate, over any stretch of time and whenever turns are asked for', async () => {
    const arrivals = fc.array(fc.nat(500), { minLength: 1, maxLength: 30 });
    const rate = fc.constantFrom(0.7, 1, 3, 14, 40);

    await fc.assert(
      fc.asyncProperty(rate, arrivals, async (mailsASecond, pauses) => {
        const clock = fakeClock(0);
        const pace = pacer(mailsASecond, clock);
        const granted: number[] = [];
        for (const pause of pauses) {
          await clock.advance(pause);
          void pace.turn(NEVER, 1).then(() => granted.push(clock.now()));
        }
        await clock.advance(100_000);

        expect(granted).toHaveLength(pauses.length);
        for (const [index, from] of granted.entries()) {
          for (const [further, to] of granted.slice(index + 1).entries()) {
            // A millisecond by which the first one was late is made good; never more, however many follow.
            expect(to - from).toBeGreaterThanOrEqual(((further + 1) * 1_000) / mailsASecond - 1.001);
          }
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe('a turn that would come too late', () => {
  it('is refused at once', async () => {
    const clock = fakeClock();
    const pace = pacer(10, clock);
    ask(pace, clock, 1);

    expect(await pace.turn(clock.now() + 99, 1)).toBeUndefined();
  });

  it('is granted when it comes just in time', async () => {
    const clock = fakeClock();
    const pace = pacer(10, clock);
    ask(pace, clock, 1);
    const turn = pace.turn(clock.now() + 100, 1);

    await clock.advance(100);

    expect(await turn).toBeDefined();
  });

  it('costs the next in line nothing', async () => {
    const clock = fakeClock();
    const pace = pacer(10, clock);
    ask(pace, clock, 1);
    void pace.turn(clock.now() + 50, 1);
    const granted = ask(pace, clock, 1);

    await clock.advance(1_000);

    expect(granted).toEqual([100]);
  });
});

describe('a turn given back', () => {
  it('goes to the next in line at once', async () => {
    const clock = fakeClock();
    const pace = pacer(10, clock);
    const turn = await pace.turn(NEVER, 1);
    const granted = ask(pace, clock, 1);
    await clock.advance(10);

    turn?.giveBack();
    await clock.advance(0);

    expect(granted).toEqual([10]);
  });

  it('late, after others had theirs, lets no burst through', async () => {
    const clock = fakeClock();
    const pace = pacer(10, clock);
    const turns = [await pace.turn(NEVER, 1)];
    for (let index = 0; index < 3; index++) {
      await clock.advance(100);
      turns.push(await pace.turn(NEVER, 1));
    }
    const granted = ask(pace, clock, 3);

    for (const turn of turns) turn?.giveBack();
    await clock.advance(1_000);

    expect(gapsOf(granted)).toEqual([100, 100]);
  });

  it('is kept for who comes next', async () => {
    const clock = fakeClock();
    const pace = pacer(10, clock);
    const turn = await pace.turn(NEVER, 1);

    turn?.giveBack();

    expect(await pace.turn(clock.now(), 1)).toBeDefined();
  });

  it('lets no two mails go at once later on', async () => {
    const clock = fakeClock();
    const pace = pacer(10, clock);
    const turn = await pace.turn(NEVER, 1);
    turn?.giveBack();
    await clock.advance(1_000);
    const granted = ask(pace, clock, 3);

    await clock.advance(1_000);

    expect(granted).toEqual([0, 100, 200]);
  });
});

describe('a throttled pace', () => {
  it('is half of what it was', async () => {
    const clock = fakeClock();
    const pace = pacer(10, clock);
    pace.slower();
    const granted = ask(pace, clock, 4);

    await clock.advance(2_000);

    expect(gapsOf(granted)).toEqual([200, 200, 200]);
  });

  it('pauses before its next mail', async () => {
    const clock = fakeClock();
    const pace = pacer(10, clock);
    pace.slower();
    const granted = ask(pace, clock, 1);

    await clock.advance(1_000);

    expect(granted).toEqual([200]);
  });

  it('keeps its pause when a turn is given back meanwhile', async () => {
    const clock = fakeClock();
    const pace = pacer(10, clock);
    const turn = await pace.turn(NEVER, 1);
    await clock.advance(50);
    pace.slower();

    turn?.giveBack();
    const granted = ask(pace, clock, 1);
    await clock.advance(1_000);

    expect(granted).toEqual([200]);
  });

  it('is halved once for all answers of one burst', async () => {
    const clock = fakeClock();
    const pace = pacer(10, clock);
    for (const pause of [0, 300, 699]) {
      await clock.advance(pause);
      pace.slower();
    }
    const granted = ask(pace, clock, 3);

    await clock.advance(2_000);

    expect(gapsOf(granted)).toEqual([200, 200]);
  });

  it('is halved again when SES throttles a second later', async () => {
    const clock = fakeClock();
    const pace = pacer(10, clock);
    pace.slower();
    await clock.advance(1_000);
    pace.slower();
    const granted = ask(pace, clock, 3);

    await clock.advance(2_000);

    expect(gapsOf(granted)).toEqual([400, 400]);
  });

  it('never falls below a thirty-second of the rate', async () => {
    const clock = fakeClock();
    const pace = pacer(10, clock);
    for (let times = 0; times < 20; times++) {
      pace.slower();
      await clock.advance(1_000);
    }
    const granted = ask(pace, clock, 3);

    await clock.advance(20_000);

    expect(gapsOf(granted)).toEqual([3_200, 3_200]);
  });

  it('is back at the full rate after eight accepted mails', async () => {
    const clock = fakeClock();
    const pace = pacer(10, clock);
    pace.slower();
    for (let accepted = 0; accepted < 8; accepted++) pace.faster();
    const granted = ask(pace, clock, 3);

    await clock.advance(2_000);

    expect(gapsOf(granted)).toEqual([100, 100]);
  });

  it('comes back step by step', async () => {
    const clock = fakeClock();
    const pace = pacer(10, clock);
    pace.slower();
    for (let accepted = 0; accepted < 7; accepted++) pace.faster();
    const granted = ask(pace, clock, 2);

    await clock.advance(2_000);

    expect(gapsOf(granted)[0]).toBeCloseTo(100 / (15 / 16));
  });

  it('never grows beyond the full rate', async () => {
    const clock = fakeClock();
    const pace = pacer(10, clock);
    for (let accepted = 0; accepted < 100; accepted++) pace.faster();
    const granted = ask(pace, clock, 3);

    await clock.advance(1_000);

    expect(granted).toEqual([0, 100, 200]);
  });
});
