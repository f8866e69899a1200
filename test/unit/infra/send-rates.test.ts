import { reserveOf, roundOf } from '../../../infra/send-rates';
import type { ChannelName } from '../../../lib/notifications/notification';
import { pushAnswer, TIMING, wholeAttempt } from '../../../lib/runtime/timing';
import { CHANNELS, SOURCES } from '../../../tools/stacks/deployments';
import { stack } from '../../support/computed-stack';

const MSK = SOURCES.msk;

describe('the SES rate', () => {
  it.each([
    [{}, '14', '20'],
    [{ sesMaxSendRate: '200', maximumPollers: '2' }, '200', '40'],
    [{ sesMaxSendRate: '0.5', maximumPollers: '3' }, '0.5', '60'],
  ])('is told to the functions whole, with the instances that share it: %j', (raw, rate, instances) => {
    expect(stack({ ...MSK, ...raw }).environment).toMatchObject({
      SES_MAX_SEND_RATE: rate,
      SEND_INSTANCES: instances,
    });
  });

  it('leaves to the functions how many sends are in flight, unless a deployment says it', () => {
    expect(stack(MSK).environment.MAX_CONCURRENT_SENDS).toBeUndefined();
    expect(stack({ ...MSK, maxConcurrentSends: '20' }).environment.MAX_CONCURRENT_SENDS).toBe('20');
  });
});

describe('a round', () => {
  /** Seconds in which each of the instances has the turns that one reserves, at 0.98 of the rate, in whole milliseconds. */
  it.each<[string, Record<string, string>, number]>([
    ['a second of the rate', {}, 20 * 0.948],
    ['one turn, where the rate is low', { sesMaxSendRate: '1' }, 20 * 1.021],
    ['an eighth of a second, where the rate is high', { sesMaxSendRate: '200' }, 20 * 0.123],
    ['a part of 20 s, where there are many instances', { maximumPollers: '10' }, 200 * 0.073],
    ['as many as the batch has mails', { batchSize: '3' }, 20 * 0.219],
    ['as many as may be in flight', { maxConcurrentSends: '5' }, 20 * 0.365],
  ])('has of each instance %s', (_, raw, seconds) => {
    expect(roundOf(stack({ ...MSK, ...raw }).parameters)).toBeCloseTo(seconds, 9);
  });
});

describe('the check of a full batch', () => {
  const problem = (raw: Record<string, string>) => stack({ ...MSK, ...raw }).refusals.join('\n');

  it.each([
    { sesMaxSendRate: '14', batchSize: '145' },
    { sesMaxSendRate: '1', batchSize: '10' },
    { sesMaxSendRate: '200', maximumPollers: '2', batchSize: '500' },
    // A smaller batch has a shorter round.
    { timeout: '30', batchSize: '3' },
  ])('lets %j pass', (raw) => {
    expect(problem(raw)).toBe('');
  });

  it.each<[ChannelName, number]>([
    ['email', TIMING.sendAnswer],
    ['sms', TIMING.sendAnswer],
    ['push', pushAnswer(TIMING)],
  ])('leaves out the end of an invocation, in which no attempt starts: %s', (channel, answer) => {
    expect(reserveOf(channel) * 1_000).toBeGreaterThanOrEqual(wholeAttempt(TIMING, answer) + TIMING.margin);
  });

  it.each<[Record<string, string>, string]>([
    [{ batchSize: '146' }, 'batchSize=72, half of what just fits (145), or --param timeout=251 or more'],
    [{ sesMaxSendRate: '1' }, 'batchSize=5, half of what just fits (10);'],
    [{ timeout: '60' }, 'batchSize=7, half of what just fits (15), or --param timeout=184 or more'],
    [{ timeout: '30' }, 'batchSize=1, half of what just fits (3), or --param timeout=184 or more'],
    [{ maximumPollers: '10' }, 'batchSize=7, half of what just fits (14);'],
    [{ sesMaxSendRate: '0.01' }, 'Not even one of the mails fits'],
  ])('refuses %j', (raw, advice) => {
    expect(problem(raw)).toContain(advice);
  });

  it('advises what it lets pass', () => {
    expect(problem({ timeout: '184' })).toBe('');
    expect(problem({ timeout: '60', batchSize: '15' })).toBe('');
    expect(problem({ maximumPollers: '10', batchSize: '14' })).toBe('');
  });

  it('shows its arithmetic', () => {
    expect(problem({ timeout: '60' }).split('\n')).toEqual([
      'A full batch cannot be sent before the function’s time-out while all instances have mails:',
      '  instances = functions × invocations of a poller × maximumPollers = 4 × 5 × 1 = 20',
      '  turns     = what each reserves at once, of 100 mails at sesMaxSendRate 14 = 13, which take 0.948 seconds',
      '  round     = instances × seconds of the turns = 20 × 0.948 = 18.96 seconds until the first turn',
      '  mails     = turns × (timeout − reserve − round) ÷ round = 13 × (60 − 19 − 18.96) ÷ 18.96 = 15, batchSize is 100',
      'Set --param batchSize=7, half of what just fits (15), or --param timeout=184 or more; fewer pollers or a higher sesMaxSendRate help too.',
    ]);
  });

  it.each<[string, Record<string, string>, string]>([
    [
      'texts',
      { smsMaxSendRate: '1' },
      'turns     = what each reserves at once, of 100 texts at smsMaxSendRate 1 = 1, which take 1.021 seconds',
    ],
    [
      'texts',
      { smsMaxSendRate: '1' },
      'Set --param batchSize=5, half of what just fits (10); fewer pollers or a higher smsMaxSendRate',
    ],
    [
      'pushes',
      { pushMaxSendRate: '5' },
      'pushes    = turns × (timeout − reserve − round) ÷ round = 4 × (250 − 29 −',
    ],
  ])('is about each channel of the deployment, and names its parameter: %s', (_, raw, text) => {
    expect(problem({ ...CHANNELS, ...raw })).toContain(text);
  });

  it('lets the defaults of all channels pass', () => {
    expect(problem(CHANNELS)).toBe('');
  });

  it('says of each channel that is too slow that it is', () => {
    const { refusals } = stack({ ...MSK, ...CHANNELS, smsMaxSendRate: '1', pushMaxSendRate: '1' });

    expect(refusals.map((text) => / ([a-z]+):\n/.exec(text)?.[1])).toEqual(['texts', 'pushes']);
  });
});
