import { startCommand } from '../support/command';

const stackDiff = (...args: string[]) => startCommand('tools/stack-diff.ts', args, {}).ended;

describe('npm run stack-diff', () => {
  it('explains itself', async () => {
    const { code, out } = await stackDiff('--help');

    expect(code).toBe(0);
    expect(out).toContain('Usage: npm run stack-diff -- [<git ref>]');
  });

  it.each([
    [['no-such-commit'], 'There is no commit "no-such-commit".'],
    [['HEAD', 'main'], 'Expected one commit, found HEAD main.'],
    [['--nonsense'], "Unknown option '--nonsense'"],
  ])('refuses %j and says why', async (args, reason) => {
    const { code, err } = await stackDiff(...args);

    expect(code).toBe(2);
    expect(err).toContain(reason);
  });
});
