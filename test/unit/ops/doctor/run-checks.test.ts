import type { Check } from '../../../../ops/doctor/check';
import { CHECKS } from '../../../../ops/doctor/checks';
import { SILENCE } from '../../../support/aws-api';
import { doctorWith, faults } from '../../../support/doctor';

const { look } = doctorWith(...CHECKS);

it('names what still runs, and nothing at the end', async () => {
  const running: string[][] = [];
  await look({}, 60_000, (names) => running.push([...names]));

  expect(running).toHaveLength(CHECKS.length - 1);
  expect(running.at(-1)).toHaveLength(1);
});

it('ends where CloudFormation does not answer, and tells what the others found', async () => {
  const lines = await look({ answers: { ListStackResources: SILENCE, GetTemplate: SILENCE } }, 1_500);

  expect(lines).toContain('! mappings: not looked at: no answer in 1.5 s → run it again');
  expect(lines).toContainEqual(expect.stringMatching(/^✓ sending: SES is out of the sandbox/));
});

it('tells what a check has seen where one of its questions has no answer', async () => {
  const lines = await look({ answers: { DescribeSpendLimits: SILENCE } }, 1_500);

  expect(faults(lines)).toEqual(['! sms: not looked at: no answer in 1.5 s → run it again']);
  expect(lines).toContainEqual(expect.stringMatching(/^✓ sms: the pool pool-1 is active/));
});

describe('a check that cannot look', () => {
  const failing: Check = {
    name: 'failing',
    looksFor: 'a fault of ours',
    needs: ['aws:First', 'aws:Second'],
    async run() {
      const denied = Object.assign(new Error('Access Denied'), { name: 'AccessDenied' });
      return [Promise.reject(denied), Promise.reject(denied), Promise.reject(new TypeError('x is no y'))];
    },
  };
  const { look: lookAtIt } = doctorWith(failing);

  it('says once what is missing, and names all that it takes where AWS names no action', async () => {
    expect(await lookAtIt()).toEqual([
      '! failing: not looked at: your credentials lack one of aws:First, aws:Second → docs/doctor.md lists what a check needs',
      '! failing: not looked at: TypeError: x is no y → ',
    ]);
  });

  it('does not keep the others from telling what they found', async () => {
    const lines = await look({ answers: { GetAccount: SILENCE } }, 1_500);

    expect(faults(lines)).toEqual(['! sending: not looked at: no answer in 1.5 s → run it again']);
  });
});
