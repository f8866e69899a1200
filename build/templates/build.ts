/* Compiles all templates for the type check and the tests. */
import { compileAll } from './compile-all';
import { TemplateError } from './mistake';

const [surplus] = process.argv.slice(2);
if (surplus !== undefined) {
  console.error(`npm run templates takes no arguments, found ${surplus}`);
  process.exit(2);
}

compileAll().catch((error) => {
  console.error(error instanceof TemplateError ? error.message : error);
  process.exitCode = 1;
});
