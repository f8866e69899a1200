import { linkOf } from '../../lib/preferences-page/link';
import { type LocalSecretsManager, startSecretsManager } from '../../local/secrets-manager';
import { type CommandResult, startCommand } from '../support/command';
import { KEY } from '../support/preferences';

let secrets: LocalSecretsManager;
beforeAll(async () => {
  secrets = await startSecretsManager({ preferences: JSON.stringify({ current: KEY }) });
});
afterAll(() => secrets.close());

const link = (...args: string[]): Promise<CommandResult> =>
  startCommand('ops/preferences-link.ts', args, {
    PREFERENCES_PORT: '18026',
    SECRETS_PORT: new URL(secrets.url).port,
  }).ended;

describe('npm run preferences-link', () => {
  it('prints the link of a customer, and nothing else', async () => {
    const { code, out, err } = await link('--user', '1', '--local');

    expect({ code, err }).toEqual({ code: 0, err: '' });
    const [, token = ''] = /^http:\/\/127\.0\.0\.1:18026\/(\S+)\n$/.exec(out) ?? [];
    expect(linkOf(token, [KEY], Date.now())).toEqual({ kind: 'user', userId: '1' });
  });

  it.each([
    ['nobody is named', ['--local'], 'Name one customer'],
    ['no place is named', ['--user', '1'], 'Say where: add --stage <stage>, or --local.'],
  ])('is refused where %s', async (_, args, said) => {
    const { code, err } = await link(...args);

    expect(code).toBe(2);
    expect(err).toContain(said);
  });

  it('says what is wrong with the secret, and never quotes it', async () => {
    secrets.values.set('preferences', 'hunter2');

    const { code, out, err } = await link('--user', '1', '--local');

    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('expected {"current": "…", "previous": "…"}');
    expect(err).not.toContain('hunter2');
  });
});
