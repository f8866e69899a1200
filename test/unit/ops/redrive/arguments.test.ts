import { readArguments } from '../../../../ops/redrive/arguments';
import { UsageError } from '../../../../tools/command';

const NOW = Date.UTC(2026, 10, 24, 12);
const HOUR = 3_600_000;

const read = (args: string[], environment = {}) => readArguments(args, environment, NOW);

describe('the options of a redrive', () => {
  it('are careful when only a stage is given', () => {
    expect(read(['--stage', 'prod'])).toEqual({
      place: { kind: 'aws', stage: 'prod', region: 'eu-central-1', service: 'notification-service' },
      bucket: undefined,
      folder: '.local/on-failure',
      filter: { topics: undefined, orders: undefined, reasons: undefined, since: undefined },
      dryRun: false,
      yes: false,
      maxAgeSeconds: 21 * 86_400,
      resendUnknown: false,
    });
  });

  it('may name a bucket that an earlier stack left', () => {
    expect(read(['--stage', 'prod', '--bucket', 'old']).bucket).toBe('old');
    expect(() => read(['--local', '--bucket', 'old'])).toThrow('--bucket does not go with --local.');
  });

  it('name the region before the environment does', () => {
    const region = (args: string[], environment = {}) => {
      const { place } = read(['--stage', 'prod', ...args], environment);
      return place.kind === 'aws' && place.region;
    };

    expect(region(['--region', 'eu-west-1'], { AWS_REGION: 'us-east-1' })).toBe('eu-west-1');
    expect(region([], { AWS_REGION: 'us-east-1' })).toBe('us-east-1');
    expect(region([], { AWS_REGION: '', AWS_DEFAULT_REGION: 'us-east-2' })).toBe('us-east-2');
    expect(region([], { AWS_REGION: '' })).toBe('eu-central-1');
  });

  it('on a laptop have no age limit: sample events keep the time they were written at', () => {
    expect(read(['--local'])).toMatchObject({ place: { kind: 'local', stage: 'dev' }, maxAgeSeconds: 0 });
  });

  it('may name several topics, orders and reasons', () => {
    const args = ['--topic', 'a', '--topic', 'b', '--order', '1', '--order', '2', '--reason', 'rejected'];

    expect(read(['--local', ...args]).filter).toMatchObject({
      topics: ['a', 'b'],
      orders: ['1', '2'],
      reasons: ['rejected'],
    });
  });

  it.each<[string[], string[]]>([
    [['opted_out'], ['opted_out']],
    [['not_in_log'], ['not_in_log']],
    [
      ['rejected', 'contact_missing'],
      ['rejected', 'contact_missing'],
    ],
    [['rejected, Contact_Missing'], ['rejected', 'contact_missing']],
    [['invalid'], ['value_invalid', 'message_invalid']],
    [['unknown'], ['no_answer', 'may_have_been_sent']],
    [['defect,rejected'], ['defect', 'rejected']],
  ])('take --reason %j as %j', (given, codes) => {
    const args = given.flatMap((reason) => ['--reason', reason]);

    expect(read(['--local', ...args]).filter.reasons).toEqual(codes);
  });

  it('list what --reason takes when it is something else', () => {
    expect(() => read(['--local', '--reason', 'rejected,nonsense'])).toThrow(
      /^--reason: expected a kind of failure \(invalid, transient, permanent, unknown, defect\) or a reason code \(.*opted_out.*not_in_log.*\), found "nonsense"$/,
    );
  });

  it.each([
    ['2h', NOW - 2 * HOUR],
    ['30m', NOW - HOUR / 2],
    ['3d', NOW - 72 * HOUR],
    ['2026-11-24', Date.UTC(2026, 10, 24)],
    ['2026-11-24T14:05:00+01:00', Date.UTC(2026, 10, 24, 13, 5)],
  ])('take --since %s', (since, expected) => {
    expect(read(['--local', '--since', since]).filter.since).toBe(expected);
  });

  it.each([
    ['12h', 43_200],
    ['3d', 259_200],
    ['off', 0],
  ])('take --max-age %s', (age, expected) => {
    expect(read(['--stage', 'prod', '--max-age', age]).maxAgeSeconds).toBe(expected);
  });

  it.each([
    [[], 'Say where: add --stage <stage>, or --local.'],
    [['--local', '--stage', 'prod'], '--local does not go with --stage'],
    [['--stage', 'prod; rm'], '--stage: expected letters, digits and dashes, found "prod; rm"'],
    [
      ['--stage', 'prod', '--region', ''],
      '--region: expected a Region of AWS, such as eu-central-1, found ""',
    ],
    [['--stage', 'prod', '--region', 'eu; rm'], '--region: expected a Region of AWS'],
    [['--stage', 'prod', '--folder', 'x'], '--folder goes only with --local'],
    [['--local', '--since', 'yesterday'], '--since: expected a duration like 2h'],
    [['--local', '--since', '2026-11-24T14:05:00'], '--since: expected'],
    [['--local', '--max-age', '0d'], '--max-age: expected a duration like 12h or 3d, or off, found "0d"'],
    [['--local', '--max-age', '3 days'], '--max-age: expected'],
    [['--local', '--reason', ''], '--reason: expected'],
    [['--local', '--reason', 'SES: sending is paused'], '--reason: expected'],
    [['--local', '--reason', 'stopped'], '--reason: expected'],
    [['--stage', 'prod', '--channel', 'sms'], '--channel: a redrive sends what is in the on-failure bucket'],
    [['--local', '--force'], "Unknown option '--force'"],
    [['--local', 'order-1'], 'order-1'],
  ])('%j are refused', (args, problem) => {
    expect(() => read(args)).toThrow(UsageError);
    expect(() => read(args)).toThrow(problem);
  });
});
