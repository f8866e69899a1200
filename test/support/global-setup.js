const { join } = require('node:path');
const { readBrand } = require('../../build/templates/brand.js');
const { brokerJars } = require('../../local/kafka/jars');
const { build } = require('../../build/templates/build.js');
const { readLanguages, withPseudo } = require('../../build/templates/words.js');

/** What several workers would otherwise do at once, into the same folders. */
module.exports = async () => {
  // What an import of `templates/….mjml` is in the tests; see jest.config.js.
  await build({ brand: readBrand(join(__dirname, 'brand.json')), languages: withPseudo(readLanguages()) });
  if (process.env.REQUIRE_KAFKA === '1') await brokerJars((message) => process.stderr.write(`${message}\n`));
};
