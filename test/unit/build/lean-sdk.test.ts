import { build } from 'esbuild';
import { leanSdk } from '../../../build/lean-sdk';

const bundleOf = (contents: string) =>
  build({
    stdin: { contents, resolveDir: __dirname },
    bundle: true,
    platform: 'node',
    mainFields: ['module', 'main'],
    plugins: [leanSdk()],
    write: false,
    logLevel: 'silent',
  });

it('fails a build whose SDK no longer imports what is to be left out', async () => {
  await expect(bundleOf('export {};')).rejects.toThrow(
    'Nothing imports @aws-sdk/credential-provider-node, @smithy/core/event-streams any more',
  );
});

it('leaves a mistake elsewhere to be told by itself', async () => {
  await expect(bundleOf("import './nowhere';")).rejects.not.toThrow('Nothing imports');
});
