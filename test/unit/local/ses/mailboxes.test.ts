import { isOfSimulator, stepsOf } from '../../../../local/ses/mailboxes';

const became = (address: string, listed?: 'BOUNCE' | 'COMPLAINT') =>
  stepsOf(address, listed).map(({ state, type }) => [state, type].filter(Boolean).join(': '));

const SIMULATED: ReadonlyArray<readonly [name: string, steps: readonly string[]]> = [
  ['success', ['delivered']],
  ['bounce', ['bounced: Permanent General 5.1.1']],
  ['complaint', ['delivered', 'complained: abuse']],
  ['ooto', ['delivered', 'bounced: Transient General']],
  ['suppressionlist', ['suppressed: Bounce Suppressed']],
];

describe('what becomes of a mail', () => {
  it.each(SIMULATED)('to %s of the mailbox simulator, or at faults.local', (name, steps) => {
    expect(became(`${name}@simulator.amazonses.com`)).toEqual(steps);
    expect(became(`${name}@faults.local`)).toEqual(steps);
  });

  it.each([
    ['delayed@faults.local', ['delayed: TransientCommunicationFailure 4.4.1', 'delivered']],
    ['mailboxfull@faults.local', ['delayed: MailboxFull 4.2.2', 'bounced: Transient MailboxFull 4.2.2']],
    ['virus@faults.local', ['rejected: Bad content']],
  ])('to %s, which the simulator does not have', (address, steps) => {
    expect(became(address)).toEqual(steps);
  });

  it('is the same with a label, in whatever case', () => {
    expect(became('Bounce+Order-1@Simulator.AmazonSES.com')).toEqual(became('bounce@faults.local'));
  });

  it.each([
    'ada@example.com',
    'bounce@example.com',
    'bounce@faults.local.example.com',
    'a.bounce@faults.local',
    'toString@faults.local',
    'virus@simulator.amazonses.com',
  ])('to %s is that it is delivered', (address) => {
    expect(became(address)).toEqual(['delivered']);
  });

  it.each([
    ['BOUNCE', ['suppressed: Bounce OnAccountSuppressionList']],
    ['COMPLAINT', ['suppressed: Complaint OnAccountSuppressionList']],
  ] as const)('is nothing where its address is on the list for a %s', (reason, steps) => {
    expect(became('ada@example.com', reason)).toEqual(steps);
    expect(became('ooto@faults.local', reason)).toEqual(steps);
  });

  it('of the simulator does not depend on the list', () => {
    expect(became('success@simulator.amazonses.com', 'BOUNCE')).toEqual(['delivered']);
    expect(['success@simulator.amazonses.com', 'success@faults.local'].map(isOfSimulator)).toEqual([
      true,
      false,
    ]);
  });
});
