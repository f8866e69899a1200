import { execFileSync } from 'node:child_process';
import { ROOT, textOf } from '../../support/docs';

/** Resources of the policy that deploys which are roles. */
const rolesIn = (policy: string): string[] => policy.match(/"arn:aws:iam::\d+:role\/[^"]*"/g) ?? [];

describe('docs/pipeline.md', () => {
  it('changes the path of every role in the policy that deploys', () => {
    const [, expression = ''] = /`-e '(s#role[^']+)'`/.exec(textOf('docs/pipeline.md')) ?? [];
    const changed = execFileSync('sed', ['-e', expression, 'docs/deploy-role.json'], {
      cwd: ROOT,
      encoding: 'utf8',
    });

    expect(rolesIn(changed)).toEqual(
      Array(2).fill('"arn:aws:iam::123456789012:role/teams/shop/notification-service-prod-*"'),
    );
  });
});
