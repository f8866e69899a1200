import { HELP, readOptions } from '../../../bench/options';
import { UsageError } from '../../../tools/command';

describe('the options of npm run bench', () => {
  it('measure everything where none is given', () => {
    expect(readOptions([])).toEqual({
      kind: 'measure',
      selection: undefined,
      continued: false,
      cold: true,
      runs: 7,
      cpuProf: false,
      json: undefined,
    });
  });

  it('measure a part', () => {
    const args = ['--only', 'service, naive, service', '--batch', '1,100', '--ses', '30', '--runs', '3'];

    expect(readOptions(args)).toMatchObject({
      cold: false,
      runs: 3,
      selection: {
        only: ['service', 'naive'],
        batch: [1, 100],
        ses: [30],
        dynamodb: [0],
        concurrency: [12],
        warmUp: undefined,
      },
    });
  });

  it('measure cold starts alone', () => {
    expect(readOptions(['--cold'])).toMatchObject({ cold: true, selection: { batch: [] } });
    expect(readOptions(['--cold', '--only', 'service'])).toMatchObject({
      cold: true,
      selection: { only: ['service'], batch: [] },
    });
    expect(readOptions(['--cold', '--batch', '100'])).toMatchObject({
      cold: true,
      selection: { batch: [100] },
    });
  });

  it('keep everything but make it quicker', () => {
    expect(readOptions(['--runs', '1'])).toMatchObject({ selection: undefined, cold: true, runs: 1 });
  });

  it('measure what is left', () => {
    expect(readOptions(['--continue'])).toMatchObject({
      kind: 'measure',
      selection: undefined,
      continued: true,
    });
  });

  it('measure the shared rate', () => {
    expect(readOptions(['--rate'])).toEqual({
      kind: 'rate',
      selection: { rates: [1, 14, 50], instances: [1, 4, 20], batch: undefined },
      part: false,
      json: undefined,
    });
    expect(
      readOptions(['--rate', '--rates=0.5,14', '--instances=2', '--batch=50', '--json=rate.json']),
    ).toEqual({
      kind: 'rate',
      selection: { rates: [0.5, 14], instances: [2], batch: 50 },
      part: true,
      json: 'rate.json',
    });
  });

  it.each([
    [['--only', 'nave'], '--only: expected names of service, naive'],
    [['--batch', '0'], '--batch: expected a whole number from 1 to 10000, found "0"'],
    [['--batch', '1,x'], 'found "x"'],
    [['--runs', '-1'], "'--runs'"],
    [['--json='], '--json'],
    [['--ci', '--runs', '3'], '--ci does not go with --runs.'],
    [['--commit'], '--commit goes with --ci only.'],
    [['--rate', '--ses', '30'], '--rate does not go with --ses.'],
    [['--rates', '14'], '--rates goes with --rate only.'],
    [['--rate', '--instances', '21'], '--instances: expected a whole number from 1 to 20, found "21"'],
    [['--bach', '1'], '--bach'],
    [['1000'], '1000'],
  ])('are refused when they are wrong: %s', (args, message) => {
    expect(() => readOptions(args)).toThrow(UsageError);
    expect(() => readOptions(args)).toThrow(message);
  });

  it('are all in the help', () => {
    for (const option of 'only batch ses dynamodb concurrency cold runs warm-up json cpu-prof report ci commit noise continue rate rates instances'.split(
      ' ',
    )) {
      expect(HELP).toContain(`--${option}`);
    }
  });
});
