import { SOURCES } from '../../../tools/stacks/deployments';
import { propertiesOf, stack } from '../../support/computed-stack';

const MSK = SOURCES.msk;

describe('removing a stack', () => {
  it('needs the name of its stage', () => {
    expect(stack(MSK).removalProblems).toEqual([expect.stringContaining('--param confirm=test')]);
    expect(stack({ ...MSK, confirm: 'prod' }).removalProblems).toHaveLength(1);
  });

  it('goes on where the stage is among what is confirmed', () => {
    expect(stack({ ...MSK, confirm: 'orderNotificationConsumerGroup, test' }).removalProblems).toEqual([]);
  });
});

describe('the protection of a stack and its tables', () => {
  const isProtected = (raw: Record<string, string>) =>
    propertiesOf<{ DeletionProtectionEnabled?: boolean }>(raw, 'AWS::DynamoDB::Table').map(
      ({ DeletionProtectionEnabled }) => DeletionProtectionEnabled,
    );

  it('is what was set by hand, where nobody asks for it', () => {
    expect(stack(MSK).deletionProtection).toBeNull();
    expect(isProtected(MSK)).toEqual([undefined, undefined, undefined]);
  });

  it.each([true, false])('is switched to %s on demand', (on) => {
    const raw = { ...MSK, deletionProtection: String(on) };

    expect(stack(raw).deletionProtection).toBe(on);
    expect(isProtected(raw)).toEqual([on, on, on]);
  });

  it('does not go with data that is to be removed', () => {
    expect(stack({ ...MSK, deletionProtection: 'true', retainData: 'false' }).problems).toEqual([
      expect.stringContaining('deletionProtection: with retainData=false'),
    ]);
  });
});
