import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type NpmStart, npmStart } from '../support/npm-start';
import { freeStackPorts } from '../support/ports';
import { repositoryCopy } from '../support/repository-copy';

/** For commands that listen. */
const ports: Record<string, string> = {};

const repository = repositoryCopy();
afterAll(() => repository.remove());

const WRONG = '{{t.nonsense}}';
const PROBLEM =
  'templates/partials/intro.txt:7:1: {{t.nonsense}}: templates/languages/en.json has it neither under';
const PLACE = /put in at templates\/[\w-]+\.txt:3:1/;

const breakTemplate = () => repository.change('templates/partials/intro.txt', '{{t.lead}}', WRONG);
const mendTemplate = () => repository.change('templates/partials/intro.txt', WRONG, '{{t.lead}}');

/** @returns the exit code, and what was printed. */
const run = (...args: string[]): Promise<{ code: number; output: string }> =>
  new Promise((resolve) => {
    const env = {
      ...process.env,
      ...ports,
      AWS_EC2_METADATA_DISABLED: 'true',
      SLS_INTERACTIVE_SETUP_ENABLE: '0',
    };
    const child = execFile(process.execPath, args, { cwd: repository.root, env }, (_, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, output: stdout + stderr }),
    );
  });

const PARAMETERS = [
  'source=self-managed',
  'bootstrapServers=b-1.example:9092',
  'kafkaSecretArn=arn:aws:secretsmanager:eu-central-1:123456789012:secret:kafka-AbCdEf',
  'senderEmail=shop@example.com',
].flatMap((parameter) => ['--param', parameter]);

describe('a mistake in a partial is named by file, line and column', () => {
  beforeAll(breakTemplate);
  afterAll(mendTemplate);

  it.each([
    ['npm run templates', ['--import', 'tsx', 'build/templates/build.ts']],
    ['npm run gallery', ['--import', 'tsx', 'local/gallery/start.ts', '--out', 'gallery']],
    ['serverless package', ['node_modules/serverless/bin/serverless.js', 'package', ...PARAMETERS]],
  ])('by %s, which fails', async (_, args) => {
    const { code, output } = await run(...args);

    expect(output).toContain(PROBLEM);
    expect(output).toMatch(PLACE);
    expect(code).toBe(1);
  });
});

describe('npm start, with a mistake from the start', () => {
  beforeAll(async () => {
    Object.assign(ports, await freeStackPorts());
  });
  const start = () => run('--import', 'tsx', 'local/start.ts', '--once');

  it('names the mistake in a template, and ends', async () => {
    breakTemplate();
    const { code, output } = await start();
    mendTemplate();

    expect(output.split(PROBLEM)).toHaveLength(2);
    expect(output).toMatch(PLACE);
    expect(output).not.toMatch(/ERROR|Build failed|serverless offline|^ +at /m);
    expect(code).toBe(1);
  });

  it('names the mistake in serverless.yml, and ends', async () => {
    repository.change('serverless.yml', 'individually: true', 'individually: perhaps');
    const { code, output } = await start();
    repository.change('serverless.yml', 'individually: perhaps', 'individually: true');

    expect(output).toContain("Configuration error at 'package.individually': must be boolean");
    expect(code).toBe(1);
  });
});

describe('npm start, while a template is saved with a mistake', () => {
  let stack: NpmStart;
  beforeAll(async () => {
    stack = await npmStart(['--no-samples'], {}, repository.root);
  });
  afterAll(() => stack.stop());

  const publish = (order: string) =>
    new Promise<void>((resolve, reject) => {
      const message = `{"order_id":"${order}","user_id":1,"status":"pending","message":"Hello"}`;
      const args = ['--import', 'tsx', 'local/kafka/publish.ts', 'order_notification', message];
      const env = { ...process.env, ...stack.environment };
      execFile(process.execPath, args, { cwd: repository.root, env }, (error) =>
        error ? reject(error) : resolve(),
      );
    });

  const subjects = async () =>
    ((await (await fetch(`${stack.inbox}/api/messages`)).json()) as Array<{ subject: string }>)
      .map(({ subject }) => subject)
      .join();

  const said = (text: string) => stack.lines.filter((line) => line.includes(text));
  const until = async (text: string) => {
    while (said(text).length === 0) await sleep(50);
  };

  it('names the mistake, and goes on with the mails of before', async () => {
    // What is saved before the files are watched is not seen: saved again, it is.
    // Each time it is given longer: what is mended while it is built is not told.
    for (let patience = 1_000; said(PROBLEM).length === 0; patience *= 2) {
      breakTemplate();
      const giveUpAt = Date.now() + patience;
      while (said(PROBLEM).length === 0 && Date.now() < giveUpAt) await sleep(50);
      if (said(PROBLEM).length === 0) mendTemplate();
    }
    await publish('sent-all-the-same');

    while (!(await subjects()).includes('sent-all-the-same')) await sleep(50);
    mendTemplate();
  });

  it('names each of several once, in lines of their own, and nobody else does', async () => {
    const before = stack.lines.length;
    repository.change('templates/languages/de.json', '"lead":', '"lede":');
    await until('lede is not in en.json');
    await until('lead is missing');
    repository.change('templates/brand.json', '"name":', '"title":');
    await until('templates/brand.json: name');
    // This build fails as well, and finds the brand again.
    repository.change('lib/channels/email/order.ts', 'export', 'export !');
    await until('lib/channels/email/order.ts:');
    rmSync(join(repository.root, 'templates/brand.json'));
    await until('templates/brand.json: is missing');

    // The batch of before may have ended only now.
    const lines = stack.lines.slice(before).filter((line) => !line.startsWith('{'));
    expect(lines.filter((line) => !/^(?:templates|lib)\/[\w./-]+: ?/.test(line))).toEqual([]);
    expect(lines.filter((line) => line.includes('brand.json: is missing'))).toHaveLength(1);
    expect(lines.filter((line) => line.includes('Could not resolve'))).toEqual([]);
    expect(new Set(lines).size).toBe(lines.length);
  });
});
