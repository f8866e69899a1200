import { join } from 'node:path';
import { build } from 'esbuild';
import { bundling, bundlingFor, type Features } from '../../../build/bundling';
import serverlessEsbuild from '../../../build/serverless-esbuild';

const HANDLER = join(__dirname, '../../../handlers/order-notification.ts');

it('makes one file of a handler, its mails and its brand', async () => {
  const { outputFiles } = await build({ ...bundling, entryPoints: [HANDLER], outdir: 'x', write: false });
  const bundle = outputFiles.find(({ path }) => path.endsWith('.js'))?.text;

  expect(bundle).toContain('Thank you for your order');
  expect(bundle).toContain('supportEmail');
});

describe('the channels that a deployment has', () => {
  async function bundleWith(channels: readonly string[]) {
    const { outputFiles, metafile } = await build({
      ...bundlingFor(channels),
      entryPoints: [HANDLER],
      outdir: 'x',
      write: false,
      metafile: true,
    });
    const [bundle] = Object.values(metafile.outputs).filter(({ entryPoint }) => entryPoint);
    return {
      text: outputFiles.find(({ path }) => path.endsWith('.js'))?.text ?? '',
      /** Bytes of what is about text messages and pushes alone. */
      bytes: (channel: string) =>
        Object.entries(bundle?.inputs ?? {})
          .filter(([file]) => file.startsWith(`lib/channels/${channel}/`) || file.endsWith(`.${channel}`))
          .reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0),
    };
  }

  const SMS = 'Thank you, we have received your order';
  const PUSH = 'We have received your order {order_id} and will';

  it.each([
    ['e-mail', ['email'], [false, false]],
    ['text messages', ['email', 'sms'], [true, false]],
    ['pushes', ['email', 'push'], [false, true]],
    ['all', ['email', 'sms', 'push'], [true, true]],
  ])('are the ones whose texts are in its bundles: %s', async (_, channels, [sms, push]) => {
    const { text } = await bundleWith(channels);

    expect([text.includes(SMS), text.includes(PUSH)]).toEqual([sms, push]);
  });

  it('leave next to nothing of the others there', async () => {
    const { bytes } = await bundleWith(['email']);

    expect(bytes('sms')).toBeLessThan(50);
    expect(bytes('push')).toBeLessThan(50);
  });

  it('are e-mail, text messages and pushes', () => {
    expect(() => bundlingFor(['email', 'fax'])).toThrow('channels: expected email, sms, push, found "fax"');
  });

  it('are e-mail alone, where nobody says otherwise', () => {
    expect(bundling.define).toEqual(bundlingFor(['email']).define);
  });
});

describe('the preference page', () => {
  async function bundleWith(features: Features) {
    const { outputFiles, metafile } = await build({
      ...bundlingFor(['email'], features),
      entryPoints: [HANDLER],
      outdir: 'x',
      write: false,
      metafile: true,
    });
    const [bundle] = Object.values(metafile.outputs).filter(({ entryPoint }) => entryPoint);
    return {
      text: outputFiles.find(({ path }) => path.endsWith('.js'))?.text ?? '',
      bytes: Object.entries(bundle?.inputs ?? {})
        .filter(([file]) => /preferences-page|client-secrets-manager/.test(file))
        .reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0),
    };
  }

  it('has mails that lead to it, where the deployment has it', async () => {
    const { text } = await bundleWith({ preferencesPage: true });

    expect(text.includes('Choose what we tell you')).toBe(true);
  });

  it('leaves next to nothing in the bundles of a deployment without it', async () => {
    const { text, bytes } = await bundleWith({});

    const found = ['Choose what we tell you', 'GetSecretValue'].filter((word) => text.includes(word));
    expect(found).toEqual([]);
    expect(bytes).toBeLessThan(100);
  });
});

describe('for serverless-esbuild', () => {
  const optionsFor = (local: object, features: Features = {}) =>
    serverlessEsbuild({
      service: {
        custom: { esbuild: { config: 'build/esbuild.js', ...local }, stack: { parameters: features } },
      },
    });

  it('is the same, and bundles all packages', () => {
    const { plugins, ...same } = bundling;

    expect(optionsFor({})).toMatchObject({ ...same, exclude: [] });
    expect(optionsFor({}).plugins?.map(({ name }) => name)).toEqual(plugins.map(({ name }) => name));
    expect(optionsFor({})).not.toHaveProperty('config');
  });

  it('has the preference page where the stack has it', () => {
    expect(optionsFor({}, { preferencesPage: true }).define).toEqual(
      bundlingFor(['email'], { preferencesPage: true }).define,
    );
  });

  it('has what the local stack adds', () => {
    const plugin = { name: 'added', setup: () => {} };
    const options = optionsFor({ outputWorkFolder: '.local/esbuild', plugins: [plugin] });

    expect(options.outputWorkFolder).toBe('.local/esbuild');
    expect(options.plugins?.map(({ name }) => name)).toEqual([
      ...bundling.plugins.map(({ name }) => name),
      'added',
    ]);
  });
});
