import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundlingFor } from '../../build/bundling';
import { readLanguages } from '../../build/templates/languages';
import { templates } from '../../build/templates/plugin';
import { PSEUDO } from '../../build/templates/pseudo';
import type { allMails, ShownMail } from './mails';

const require = createRequire(__filename);

/** The languages of the gallery: those of `templates/languages/`, English first, and the one that nobody has to translate. */
export function galleryLanguages(): string[] {
  const tags = Object.keys(readLanguages()).filter((tag) => tag !== 'en');
  return ['en', ...tags, PSEUDO];
}

/**
 * All mails as the functions would send them, from the files as they are now.
 *
 * @throws an error whose message says what is wrong in which template, language or the brand.
 */
export async function compileMails(): Promise<ShownMail[]> {
  const result = await build({
    ...bundlingFor(['email', 'sms', 'push']),
    entryPoints: [join(__dirname, 'mails.ts')],
    plugins: [templates({ pseudo: true })],
    sourcemap: false,
    write: false,
    logLevel: 'silent',
  }).catch((error) => {
    const problems = error.errors?.map(({ text }: { text: string }) => text);
    throw problems ? new Error(problems.join('\n')) : error;
  });
  const module: { exports: { allMails?: typeof allMails } } = { exports: {} };
  new Function('module', 'exports', 'require', result.outputFiles[0]?.text ?? '')(
    module,
    module.exports,
    require,
  );
  return module.exports.allMails?.(galleryLanguages()) ?? [];
}
