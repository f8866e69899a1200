import { systemClock } from '../../../lib/runtime/clock';

describe('the clock of the system', () => {
  afterEach(() => jest.restoreAllMocks());

  it('tells the time by its wall clock', () => {
    const before = Date.now();
    const told = systemClock.wall();

    expect(told).toBeGreaterThanOrEqual(before);
    expect(told).toBeLessThanOrEqual(Date.now());
  });

  it('goes on where the wall clock is set back', () => {
    const before = systemClock.now();
    jest.spyOn(Date, 'now').mockReturnValue(0);
    jest.spyOn(Date.prototype, 'getTime').mockReturnValue(0);

    expect(systemClock.now()).toBeGreaterThanOrEqual(before);
    expect(before).toBeGreaterThan(0);
  });

  it('counts from a zero of its own, which is not that of the wall clock', () => {
    expect(systemClock.now()).toBeLessThan(systemClock.wall());
  });

  it('wakes a sleeper by itself', async () => {
    await expect(systemClock.sleep(1)).resolves.toBeUndefined();
  });

  it('wakes early, and without an error, when it is told to', async () => {
    const wake = new AbortController();
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();

    const slept = systemClock.sleep(3_600_000, wake.signal);
    wake.abort();

    await expect(slept).resolves.toBeUndefined();
    expect(timers()).toBe(before);
  });

  it('has chance in [0, 1)', () => {
    const values = Array.from({ length: 1_000 }, () => systemClock.random());

    expect(values.filter((value) => !(value >= 0 && value < 1))).toEqual([]);
    expect(new Set(values).size).toBeGreaterThan(900);
  });
});
