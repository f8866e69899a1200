import { join } from 'node:path';
import { build } from 'esbuild';
import { bundling } from '../../../build/bundling';
import serverlessEsbuild from '../../../build/serverless-esbuild';

const HANDLER = join(__dirname, '../../../handlers/order-notification.ts');

it('makes one file of a handler, its mails and its brand', async () => {
  const { outputFiles } = await build({ ...bundling, entryPoints: [HANDLER], outdir: 'x', write: false });
  const bundle = outputFiles.find(({ path }) => path.endsWith('.js'))?.text;

  expect(bundle).toContain('Thank you for your order');
  expect(bundle).toContain('supportEmail');
});

describe('for serverless-esbuild', () => {
  const optionsFor = (local: object) =>
    serverlessEsbuild({ service: { custom: { esbuild: { config: 'build/esbuild.js', ...local } } } });

  it('is the same, and bundles all packages', () => {
    expect(optionsFor({})).toMatchObject({ ...bundling, exclude: [] });
    expect(optionsFor({})).not.toHaveProperty('config');
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
