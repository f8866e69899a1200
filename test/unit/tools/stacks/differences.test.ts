import type { Compiled } from '../../../../tools/stacks/compile';
import { differences } from '../../../../tools/stacks/differences';

const stack = (resources: Record<string, object>, tags = {}): Compiled => ({
  template: { Resources: resources, Outputs: {} },
  tags,
});

const role = (...actions: string[]) => ({ Role: { Properties: { Policies: [{ Action: actions }] } } });

describe('the differences of two stacks', () => {
  it('are none between equal ones', () => {
    expect(differences(stack(role('s3:PutObject')), stack(role('s3:PutObject')))).toEqual([]);
  });

  it('name the resource, and below it the path and both values of what changed', () => {
    expect(differences(stack(role('s3:PutObject')), stack(role('s3:*')))).toEqual([
      'Resources Role',
      '  ~ Properties.Policies[0].Action[0]: "s3:PutObject" → "s3:*"',
    ]);
  });

  it('tell what is new from what is gone', () => {
    const before = stack(role('s3:PutObject', 's3:ListBucket'), { team: 'shop' });
    const after = stack({ ...role('s3:PutObject'), Topic: { Type: 'AWS::SNS::Topic' } });

    expect(differences(before, after)).toEqual([
      'Resources Role',
      '  - Properties.Policies[0].Action[1]: "s3:ListBucket"',
      'Resources Topic',
      '  +: {"Type":"AWS::SNS::Topic"}',
      'tags team',
      '  -: "shop"',
    ]);
  });

  it('keep control characters from the terminal', () => {
    expect(differences(stack({}), stack({}, { team: '\u009b2J' })).join()).not.toContain('\u009b');
  });
});
