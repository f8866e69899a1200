import { RESERVE } from '../../../infra/ses-rate';
import { TIMING, wholeAttempt } from '../../../lib/runtime/timing';
import { SOURCES } from '../../../tools/stacks/deployments';
import { stack } from '../../support/computed-stack';

const MSK = SOURCES.msk;

describe('the share of the SES rate', () => {
  const problem = (raw: Record<string, string>) => stack({ ...MSK, ...raw }).refusals.join('\n');

  it.each([
    [{ sesMaxSendRate: '14' }, '0.7'],
    [{ sesMaxSendRate: '200', maximumPollers: '2' }, '5'],
    [{ sesMaxSendRate: '1' }, '0.05'],
    // Rounded down: twenty instances must not exceed the account's rate.
    [{ sesMaxSendRate: '14', maximumPollers: '3' }, '0.233333'],
  ])('%j is %s a function', (raw, share) => {
    expect(stack({ ...MSK, ...raw }).environment.SES_MAX_SEND_RATE).toBe(share);
  });

  it.each([
    { sesMaxSendRate: '14', batchSize: '154' },
    { sesMaxSendRate: '200', maximumPollers: '2', batchSize: '500' },
  ])('lets %j pass', (raw) => {
    expect(problem(raw)).toBe('');
  });

  it('leaves out the end of an invocation, in which no attempt starts', () => {
    expect(RESERVE * 1_000).toBeGreaterThanOrEqual(wholeAttempt(TIMING, TIMING.sesAnswer) + TIMING.margin);
  });

  it.each<[Record<string, string>, string]>([
    [{ batchSize: '155' }, 'batchSize=154 or less, or --param timeout=241 or more'],
    [{ sesMaxSendRate: '1' }, 'batchSize=11 or less;'],
    [{ timeout: '60' }, 'batchSize=28 or less, or --param timeout=162 or more'],
    [{ maximumPollers: '10' }, 'batchSize=15 or less;'],
    [{ sesMaxSendRate: '0.01' }, 'Not even one mail fits'],
  ])('refuses %j', (raw, advice) => {
    expect(problem(raw)).toContain(advice);
  });
});
