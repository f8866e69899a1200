import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withFolder } from '../../tools/stacks/compile';
import { CHANNELS, SOURCES } from '../../tools/stacks/deployments';
import { packageHere } from '../support/compiled-stack';

const { kafkaSecretArn: _, ...WITHOUT_SECRET } = SOURCES['self-managed'];

describe('the file of a stage', () => {
  /** Packages stage prod with this file. */
  const packageWith = (file: string, parameters: Record<string, string> = {}, name = 'prod.yml') =>
    withFolder(async (folder) => {
      writeFileSync(join(folder, name), file);
      const { code, output } = await packageHere(parameters, { STAGES_FOLDER: folder });
      expect(code).not.toBe(0);
      return output.replaceAll(folder, 'stages');
    });

  it('is named with each parameter that is wrong in it, and not with those of the command line', async () => {
    const output = await packageWith(
      'snederEmail: a@b.example\nbatchSize: many\ntimeout: 60\nconfirm: source\n',
      {
        timeout: 'long',
      },
    );

    expect(output).toContain('stages/prod.yml: snederEmail: there is no such parameter');
    expect(output).toContain(
      'stages/prod.yml: batchSize: expected a whole number from 1 to 10000, found "many"',
    );
    expect(output).toContain('stages/prod.yml: confirm: belongs on the command line');
    expect(output).toContain('\ntimeout: expected a whole number from 30 to 840, found "long"');
  });

  it('is named when it holds no parameters', async () => {
    expect(await packageWith('- source: msk\n')).toContain(
      'stages/prod.yml: expected lines such as "senderEmail: orders@shop.example", found a list',
    );
  });

  it.each([
    [
      'text',
      'source\n',
      'stages/prod.yml: expected lines such as "senderEmail: orders@shop.example", found text',
    ],
    [
      'a map',
      'tags:\n  team: shop\n',
      'stages/prod.yml: tags: expected text on one line, such as "tags: team=shop", found a map',
    ],
    [
      'a variable that is not set',
      `# \${env:OTHER}\nsenderEmail: \${env:NOBODY_SETS_THIS}\n`,
      'stages/prod.yml: not set in the environment: NOBODY_SETS_THIS. Set it',
    ],
    [
      'a variable that finds nothing',
      `tags: \${file(./nowhere.yml):tags}\n`,
      'stages/prod.yml: Cannot resolve variable at "custom.stack": Value not found at "file" source',
    ],
    ['nothing', '', 'Write it into stages/prod.yml, or give it by --param'],
  ])('is named when it holds %s', async (_, file, problem) => {
    const output = await packageWith(file);

    expect(output).toContain(problem);
    expect(output).not.toContain('    at ');
  });

  it('is named when its name has another ending, with which it would not be read', async () => {
    expect(await packageWith('source: msk\n', {}, 'prod.yaml')).toContain(
      'stages/prod.yaml: is not read; name it stages/prod.yml',
    );
  });

  it('is named with the line at which it is no YAML', async () => {
    const output = await packageWith('source: msk\n  senderEmail: [\n');

    expect(output).toContain('prod.yml": bad indentation of a mapping entry');
    expect(output).toContain('(2:14)');
  });
});

describe('serverless package', () => {
  it('names every parameter that is missing', async () => {
    const { code, output } = await packageHere({});

    expect(code).not.toBe(0);
    expect(output).toContain('This cannot be deployed:');
    for (const name of ['source', 'senderEmail']) expect(output).toContain(`${name} is missing`);
    expect(output).toContain('--param source=…');
    expect(output).not.toContain('mskClusterArn');
  });

  it('names what is wrong, and what there is no parameter for', async () => {
    const { code, output } = await packageHere({
      ...SOURCES.msk,
      batchSize: 'many',
      snederEmail: 'a@b.example',
    });

    expect(code).not.toBe(0);
    expect(output).toContain('batchSize: expected a whole number from 1 to 10000, found "many"');
    expect(output).toContain('snederEmail: there is no such parameter');
  });

  it('refuses a batch that cannot be sent in time, with the arithmetic', async () => {
    const { code, output } = await packageHere({ ...SOURCES.msk, batchSize: '200' });

    expect(code).not.toBe(0);
    expect(output).toContain('4 × 5 × 1 = 20');
    expect(output).toContain('20 × 0.948 = 18.96 seconds until the first turn');
    expect(output).toContain('13 × (250 − 19 − 18.96) ÷ 18.96 = 145, batchSize is 200');
    expect(output).toContain(
      '--param batchSize=72, half of what just fits (145), or --param timeout=330 or more',
    );
  });

  it.each([
    [{ authentication: 'iam' }, 'authentication: with source=self-managed, expected scram-512'],
    [{ authentication: 'none' }, 'authentication: none needs brokers in a VPC'],
    [{ allowedRecipients: 'not an address' }, 'allowedRecipients: expected a comma-separated list'],
  ])(
    'refuses %j by the name of the parameter, before the framework or a function does',
    async (raw, problem) => {
      const { code, output } = await packageHere({ ...WITHOUT_SECRET, ...raw });

      expect(code).not.toBe(0);
      expect(output).toContain('These parameters are wrong:');
      expect(output).toContain(problem);
      expect(output).not.toMatch(/Configuration error|ALLOWED_RECIPIENTS/);
    },
  );

  it('refuses prod while nobody is told of its alarms', async () => {
    const { code, output } = await packageHere(SOURCES.msk);

    expect(code).not.toBe(0);
    expect(output).toContain('alarmEmail: nobody would be told of an alarm of stage prod');
    expect(output).toContain('If that is meant: --param alarms=none');
  });

  it('refuses channels without what they need', async () => {
    const { code, output } = await packageHere({ ...SOURCES.msk, channels: 'email,sms,push' });

    expect(code).not.toBe(0);
    for (const name of ['smsPoolArn', 'fcmProject', 'fcmCredentialsFile or fcmSecretArn'])
      expect(output).toContain(`${name} is missing`);
  });

  it('refuses what belongs to a channel that the deployment has not', async () => {
    const { code, output } = await packageHere({ ...SOURCES.msk, smsPoolArn: CHANNELS.smsPoolArn });

    expect(code).not.toBe(0);
    expect(output).toContain('smsPoolArn: belongs to sms, which is not among channels=email');
  });

  it('refuses a rate of texts at which a batch cannot be sent in time', async () => {
    const { code, output } = await packageHere({ ...SOURCES.msk, ...CHANNELS, smsMaxSendRate: '3' });

    expect(code).not.toBe(0);
    expect(output).toContain('while all instances have texts');
    expect(output).toContain('100 texts at smsMaxSendRate 3 = 2');
  });
});
