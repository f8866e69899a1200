import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { type NpmStart, npmStart } from '../support/npm-start';
import { repositoryCopy } from '../support/repository-copy';

const repository = repositoryCopy();
afterAll(() => repository.remove());

const WRONG = '{{t.nonsense}}';
const PROBLEM =
  'templates/partials/intro.txt:7:1: {{t.nonsense}}: templates/languages/en.json has it neither for';
const PLACE = /put in at templates\/[\w-]+\.txt:3:1/;

const breakTemplate = () => repository.change('templates/partials/intro.txt', '{{t.lead}}', WRONG);
const mendTemplate = () => repository.change('templates/partials/intro.txt', WRONG, '{{t.lead}}');

/** @returns the exit code, and what was printed. */
const run = (...args: string[]): Promise<{ code: number; output: string }> =>
  new Promise((resolve) => {
    const env = { ...process.env, AWS_EC2_METADATA_DISABLED: 'true', SLS_INTERACTIVE_SETUP_ENABLE: '0' };
    const child = execFile(process.execPath, args, { cwd: repository.root, env }, (_, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, output: stdout + stderr }),
    );
  });

const PARAMETERS = [
  'source=self-managed',
  'bootstrapServers=b-1.example:9092',
  'kafkaSecretArn=arn:aws:secretsmanager:eu-central-1:123456789012:secret:kafka',
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

  it('names the mistake, and goes on with the mails of before', async () => {
    breakTemplate();
    while (!stack.lines.some((line) => line.includes(PROBLEM))) await sleep(50);
    await publish('sent-all-the-same');

    while (!(await subjects()).includes('sent-all-the-same')) await sleep(50);
    mendTemplate();
  });
});
