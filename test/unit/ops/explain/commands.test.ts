import { execFileSync } from 'node:child_process';
import { commandsFor, withCommands } from '../../../../ops/explain/commands';
import { COMMANDS } from '../../../support/log-entry';

const PROD = { kind: 'aws', stage: 'prod', region: 'eu-west-1', service: 'shop' } as const;

/** The words that a shell makes of a command. */
const wordsOf = (command: string): string[] =>
  execFileSync('sh', ['-c', `set -- ${command}; for word in "$@"; do printf '%s\\0' "$word"; done`], {
    encoding: 'utf8',
  })
    .split('\0')
    .slice(0, -1);

describe('a command that an explanation names', () => {
  it('says where, as the person said it', () => {
    const { redrive, recipients } = commandsFor('1001', PROD, 'log');

    expect(redrive).toBe("npm run redrive -- --stage prod --region eu-west-1 --order '1001'");
    expect(recipients('42')).toBe("npm run recipients -- --stage prod --region eu-west-1 --user '42'");
  });

  it.each(["it's", '$(id)', 'a b', '"x"', 'ärger', '\u200b', '\u001b[1m'])('keeps an id exact: %j', (id) => {
    const { deleteEntry, recipients } = commandsFor('1001', PROD, 'log');
    const words = wordsOf(deleteEntry({ orderId: id, notification: JSON.stringify(['t', 's', id]) }));

    expect(words.slice(0, -1)).toEqual([
      ...['aws', 'dynamodb', 'delete-item', '--region', 'eu-west-1', '--table-name', 'log', '--key'],
    ]);
    expect(JSON.parse(words.at(-1) ?? '')).toEqual({
      order_id: { S: id },
      notification: { S: JSON.stringify(['t', 's', id]) },
    });
    expect(wordsOf(recipients(id)).at(-1)).toBe(id);
  });

  it('is put into a text as it is', () => {
    const text = withCommands('First: `{recipients} --forget`. Then: `{redrive}`', COMMANDS, "$& '");

    expect(text).toBe(
      "First: npm run recipients -- --local --user '$& '\\''' --forget. Then: npm run redrive -- --local --order '123'",
    );
  });
});
