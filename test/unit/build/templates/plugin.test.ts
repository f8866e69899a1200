import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { templates } from '../../../../build/templates/plugin';
import { templatesFolder } from '../../../support/templates-folder';

const copy = templatesFolder();
afterAll(() => copy.remove());

it('tells a mistake in a template, and not where the compiler found it', async () => {
  mkdirSync(join(copy.folder, 'templates'));
  writeFileSync(join(copy.folder, 'templates/nowhere.mjml'), '');
  const built = build({
    stdin: { contents: "import './templates/nowhere.mjml'", resolveDir: copy.folder },
    bundle: true,
    write: false,
    plugins: [templates({ pseudo: true })],
    logLevel: 'silent',
  });

  await expect(built).rejects.toMatchObject({
    errors: [
      {
        text: 'templates/partials/layout.mjml:11:9: {{> mail}}: there is no nowhere.mjml',
        detail: undefined,
      },
    ],
  });
});
