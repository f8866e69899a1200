import { build } from 'esbuild';
import { leanSdk } from '../../../build/lean-sdk';

const bundleOf = (contents: string, external: string[] = []) =>
  build({
    stdin: { contents, resolveDir: __dirname },
    bundle: true,
    external,
    platform: 'node',
    mainFields: ['module', 'main'],
    plugins: [leanSdk()],
    write: false,
    logLevel: 'silent',
  });

it('fails a build whose SDK no longer imports what is to be left out', async () => {
  const client = "import '@aws-sdk/client-moved';";

  await expect(bundleOf(client, ['@aws-sdk/client-moved'])).rejects.toThrow(
    'Nothing imports @aws-sdk/credential-provider-node, @smithy/core/event-streams any more',
  );
});

it('asks nothing of a function that has no client of the SDK', async () => {
  await expect(bundleOf('export {};')).resolves.toMatchObject({ errors: [] });
});

it('leaves a mistake elsewhere to be told by itself', async () => {
  await expect(bundleOf("import './nowhere';")).rejects.not.toThrow('Nothing imports');
});
