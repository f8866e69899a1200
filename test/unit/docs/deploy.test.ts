import { changesBetween, refusalOf } from '../../../infra/changes';
import { PARAMETER_NAMES } from '../../../infra/parameters/parameters';
import { SOURCES } from '../../../tools/stacks/deployments';
import { stack } from '../../support/computed-stack';
import { blocksOf, textOf } from '../../support/docs';

const DEPLOY = textOf('docs/deploy.md');

describe('docs/deploy.md', () => {
  it('writes into the file of a stage what is a parameter', () => {
    const names = blocksOf('yaml', DEPLOY).flatMap((block) => block.match(/^\w+(?=:)/gm) ?? []);

    expect(names).toContain('fcmProject');
    expect(names.filter((name) => !PARAMETER_NAMES.includes(name))).toEqual([]);
  });

  it('gives what are parameters on the command line', () => {
    const names = Array.from(DEPLOY.matchAll(/--param (?!name=value)(\w+)=/g), ([, name = '']) => name);

    expect(names).toContain('orderNotificationMapping');
    expect(names.filter((name) => !PARAMETER_NAMES.includes(name))).toEqual([]);
  });

  it('shows what a second deployment says', () => {
    const TABLE = 'arn:aws:dynamodb:eu-central-1:123456789012:table/users';
    const [before, after] = [
      { ...SOURCES.msk, contactsTableArn: TABLE },
      { ...SOURCES.msk, batchSize: '50' },
    ].map((raw) => stack(raw).resources);
    const changes = changesBetween(before, after);

    expect(DEPLOY).toContain(`that change:\n  ${changes.parameters.join('\n  ')}\n`);
    expect(DEPLOY).toContain(`\n${refusalOf(changes, []).join('\n')}\n`);
  });
});
