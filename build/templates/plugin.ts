import { basename, extname, join } from 'node:path';
import type { OnLoadArgs, OnLoadResult, Plugin } from 'esbuild';
import { readBrand } from './brand';
import { compile } from './compile';
import { readLanguages } from './languages';
import { TemplateError } from './mistake';
import { withPseudo } from './pseudo';
import { compileShort } from './short';
import { wordsCode } from './words';

const BRAND = /[\\/]templates[\\/]brand\.json$/;
const WORDS = /[\\/]templates[\\/][\w-]+\.words$/;

export interface TemplateOptions {
  /** Adds the language that nobody has to translate. */
  readonly pseudo?: boolean;
  /** Whether the mails lead to the preference page. */
  readonly preferencesPage?: boolean;
}

type Load = (args: OnLoadArgs) => Promise<OnLoadResult>;

/** Tells a mistake in a template without the stack of the compiler, which is no place to look for it. */
const orMistake =
  (load: Load): Load =>
  (args) =>
    load(args).catch((error) => {
      if (error instanceof TemplateError) return { errors: [{ text: error.message }] };
      throw error;
    });

/**
 * For esbuild: an import of `templates/order.mjml` is the compiled mail, one of `templates/order.sms` the text message, one of
 * `templates/brand.json` the checked brand; one of `templates/preferences.words`, which is no file, is that section of all languages.
 * A mistake in a template fails the build.
 */
export const templates = ({ pseudo = false, preferencesPage = false }: TemplateOptions = {}): Plugin => ({
  name: 'templates',
  setup(build) {
    const languagesNow = () => (pseudo ? withPseudo(readLanguages()) : readLanguages());
    build.onLoad(
      { filter: /[\\/]templates[\\/][\w-]+\.(?:mjml|sms|push)$/ },
      orMistake(async ({ path }) => {
        const languages = languagesNow();
        const ending = extname(path);
        const mail = basename(path, ending);
        const { code } =
          ending === '.mjml'
            ? await compile(mail, { languages, preferencesPage })
            : await compileShort(mail, ending === '.sms' ? 'sms' : 'push', { languages });
        return { contents: `export default ${code};`, loader: 'js' };
      }),
    );
    build.onResolve({ filter: WORDS }, ({ path, resolveDir }) => ({ path: join(resolveDir, path) }));
    build.onLoad(
      { filter: WORDS },
      orMistake(async ({ path }) => ({
        contents: `export default ${wordsCode(basename(path, '.words'), languagesNow())};`,
        loader: 'js',
      })),
    );
    // Also when it is missing, which is then told like any other mistake in it.
    build.onResolve({ filter: BRAND }, ({ path, resolveDir }) => ({ path: join(resolveDir, path) }));
    build.onLoad(
      { filter: BRAND },
      orMistake(async () => ({ contents: JSON.stringify(readBrand()), loader: 'json' })),
    );
  },
});
