/* Compiles all templates for the type check and the tests. */
import { compileAll } from './compile-all';
import { TemplateError } from './mistake';

compileAll().catch((error) => {
  console.error(error instanceof TemplateError ? error.message : error);
  process.exitCode = 1;
});
