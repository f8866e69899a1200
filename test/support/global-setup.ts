import { join } from 'node:path';
import { readBrand } from '../../build/templates/brand';
import { compileAll } from '../../build/templates/compile-all';
import { readLanguages } from '../../build/templates/languages';
import { withPseudo } from '../../build/templates/pseudo';
import { brokerJars } from '../../local/kafka/jars';

/** Does once what several workers would otherwise do at the same time, into the same folders. */
export default async function globalSetup(): Promise<void> {
  // The tests are about this project, whatever stages a checkout deploys.
  process.env.STAGES_FOLDER = 'none';
  // What an import of `templates/….mjml` is in the tests; see jest.config.js.
  await compileAll({
    brand: readBrand(join(__dirname, 'brand.json')),
    languages: withPseudo(readLanguages()),
  });
  if (process.env.REQUIRE_KAFKA === '1') await brokerJars((message) => process.stderr.write(`${message}\n`));
}
