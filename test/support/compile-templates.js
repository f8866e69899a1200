const { join } = require('node:path');
const { readBrand } = require('../../config/brand.js');
const { build } = require('../../templates/compiler/build.js');
const { readLanguages, withPseudo } = require('../../templates/compiler/words.js');

/** What an import of `templates/….mjml` is in the tests; see jest.config.js. */
module.exports = () =>
  build({ brand: readBrand(join(__dirname, 'brand.json')), languages: withPseudo(readLanguages()) });
