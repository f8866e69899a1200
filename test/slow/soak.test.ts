import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type NpmStart, npmStart } from '../support/npm-start';
import { repositoryCopy } from '../support/repository-copy';

/*
 * Thousands of orders through the stack of `npm start`, while records come twice, partitions change hands, pollers die and
 * SES refuses: each order gets its mail, and none gets two. It takes minutes: `npm run test:slow`.
 */

const describeSlow = process.env.REQUIRE_SLOW === '1' ? describe : describe.skip;

const ORDERS = 3_000;
const FAULTS = 'duplicate=0.1,rebalance=0.05,crash=0.05,seed=7';

interface Mail {
  readonly subject: string;
}

describeSlow(`a soak of ${ORDERS} orders`, () => {
  const repository = repositoryCopy();
  let stack: NpmStart;
  beforeAll(async () => {
    const options = ['--no-samples', '--fail-rate', '0.1', '--seed', '7', '--faults', FAULTS];
    stack = await npmStart(options, {}, repository.root);
  });
  afterAll(async () => {
    await stack.stop();
    repository.remove();
  });

  const subjects = async (): Promise<string[]> => {
    const mails = (await (await fetch(`${stack.inbox}/api/messages`)).json()) as Mail[];
    return mails.map(({ subject }) => subject);
  };

  it('mails each once and gives none up', async () => {
    const message = '{"order_id":"soak-{n}","user_id":1,"status":"pending","message":"Hello"}';
    const publish = ['--import', 'tsx', 'local/kafka/publish.ts', 'order_notification', message];
    const env = { ...process.env, ...stack.environment };
    await promisify(execFile)(process.execPath, [...publish, '--count', String(ORDERS)], {
      cwd: repository.root,
      env,
    });

    while (new Set(await subjects()).size < ORDERS) await sleep(500);
    // Whatever comes a second time is on its way by now.
    await sleep(10_000);
    const all = await subjects();

    expect(all).toHaveLength(ORDERS);
    const folder = join(repository.root, '.local/on-failure');
    expect(existsSync(folder) ? readdirSync(folder) : []).toEqual([]);
  }, 900_000);
});
