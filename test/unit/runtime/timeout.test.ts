import { TimeoutError } from '../../../lib/runtime/errors';
import { withTimeout } from '../../../lib/runtime/timeout';

const MINUTE = 60_000;
const never = new Promise<never>(() => {});

describe('an answer with a time', () => {
  it('is given when it comes in time', async () => {
    await expect(withTimeout(MINUTE, Promise.resolve('answer'))).resolves.toBe('answer');
  });

  it('is given up when it does not come in time', async () => {
    await expect(withTimeout(1, never)).rejects.toThrow(TimeoutError);
  });

  it('fails as it failed', async () => {
    const why = new Error('why');

    await expect(withTimeout(MINUTE, Promise.reject(why))).rejects.toBe(why);
  });

  it('may fail after it was given up, and nobody minds', async () => {
    const unheard = jest.fn();
    process.on('unhandledRejection', unheard);
    let failLate: (error: Error) => void = () => {};
    const late = new Promise<never>((_, reject) => {
      failLate = reject;
    });
    await expect(withTimeout(1, late)).rejects.toThrow(TimeoutError);

    failLate(new Error('late'));
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', unheard);

    expect(unheard).not.toHaveBeenCalled();
  });

  it.each([
    ['came', () => Promise.resolve()],
    ['failed', () => Promise.reject(new Error('why'))],
  ])('leaves no timer behind once it %s', async (_, answer) => {
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();

    await withTimeout(MINUTE, answer()).catch(() => {});

    expect(timers()).toBe(before);
  });
});
