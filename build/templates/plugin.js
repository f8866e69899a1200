const { basename, dirname } = require('node:path');
const { FILE: BRAND_FILE, readBrand } = require('./brand.js');
const { compile, TemplateError } = require('./index.js');
const { readLanguages, withPseudo } = require('./words.js');

/**
 * For esbuild: an import of `templates/order.mjml` is the compiled mail, one of `templates/brand.json` the checked brand.
 * A mistake in a template fails the build. `pseudo` adds the language that nobody has to translate.
 */
const templates = ({ pseudo = false } = {}) => ({
  name: 'templates',
  setup(build) {
    const orProblem = (load) => async (args) => {
      try {
        return await load(args);
      } catch (error) {
        // A file being saved may be half there; esbuild says so and goes on watching.
        return {
          errors: [{ text: error.message }],
          watchFiles: [args.path],
          watchDirs: [dirname(args.path)],
        };
      }
    };
    build.onLoad(
      { filter: /[\\/]templates[\\/][\w-]+\.mjml$/ },
      orProblem(async ({ path }) => {
        const languages = pseudo ? withPseudo(readLanguages()) : readLanguages();
        const { code, files } = await compile(basename(path, '.mjml'), { languages });
        return { contents: `export default ${code};`, loader: 'js', watchFiles: [...files] };
      }),
    );
    build.onLoad(
      { filter: /[\\/]templates[\\/]brand\.json$/ },
      orProblem(async () => ({
        contents: JSON.stringify(readBrand()),
        loader: 'json',
        watchFiles: [BRAND_FILE],
      })),
    );
  },
});

module.exports = { templates, TemplateError };
