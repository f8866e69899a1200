import { EventEmitter } from 'node:events';
import { type Open, untilSignal } from '../../../../local/start/until-signal';

const never = new Promise<never>(() => {});

function parts() {
  const closed: string[] = [];
  const part = (name: string) => ({
    async close() {
      closed.push(name);
    },
  });
  return { closed, part };
}

describe('a command until a signal', () => {
  it('ends with the code of its work, and closes what it opened, the last first', async () => {
    const { closed, part } = parts();

    const code = await untilSignal(130, async (open) => {
      await open(async () => part('first'));
      await open(async () => part('second'));
      return 1;
    });

    expect(code).toBe(1);
    expect(closed).toEqual(['second', 'first']);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('ends at %s', async (signal) => {
    const { closed, part } = parts();
    const signals = new EventEmitter();

    const code = await untilSignal(
      130,
      async (open) => {
        await open(async () => part('first'));
        signals.emit(signal);
        return never;
      },
      signals,
    );

    expect(code).toBe(130);
    expect(closed).toEqual(['first']);
  });

  it('closes what was still opening when the signal came, and opens nothing more', async () => {
    const { closed, part } = parts();
    const signals = new EventEmitter();
    let opener: Open | undefined;

    await untilSignal(
      130,
      async (open) => {
        opener = open;
        const opening = open(async () => part('late'));
        signals.emit('SIGINT');
        await opening;
        return never;
      },
      signals,
    );

    expect(closed).toEqual(['late']);
    expect(() => opener?.(async () => part('later'))).toThrow();
  });

  it('closes what it opened when the work fails', async () => {
    const { closed, part } = parts();

    const work = untilSignal(130, async (open) => {
      await open(async () => part('first'));
      throw new Error('oh');
    });

    await expect(work).rejects.toThrow('oh');
    expect(closed).toEqual(['first']);
  });
});
