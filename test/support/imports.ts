import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { ROOT } from './docs';

/** Finds what a file imports of this project, whether by `import`, `import()` or `require`. */
export const importsOf = (file: string): string[] =>
  Array.from(
    readFileSync(join(ROOT, file), 'utf8').matchAll(
      /(?:\bfrom |\bimport |\b(?:import|require)\()'(\.[^']+)'/g,
    ),
    ([, to]) => relative(ROOT, resolve(ROOT, dirname(file), to ?? '')),
  );
