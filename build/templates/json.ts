import { readFileSync } from 'node:fs';
import { transformSync } from 'esbuild';
import { TemplateError } from './mistake';

/** Finds what is wrong with a JSON text. Node.js 20 does not always tell where, so esbuild is asked. */
function mistakeIn(json: string) {
  try {
    transformSync(json, { loader: 'json', logLevel: 'silent' });
    return undefined;
  } catch (error) {
    return (error as { errors: Array<{ text: string; location: { line: number; column: number } }> })
      .errors[0];
  }
}

/**
 * Reads a JSON file that somebody writes by hand.
 *
 * @param name of the file, relative to the repository.
 * @throws TemplateError with line and column, when it is no JSON.
 */
export function readJson(file: string, name: string): unknown {
  const json = readFileSync(file, 'utf8');
  try {
    return JSON.parse(json);
  } catch (cause) {
    const mistake = mistakeIn(json);
    const { line, column } = mistake?.location ?? { line: 1, column: 0 };
    const place = { file: name, line, column: column + 1 };
    throw new TemplateError(`is no JSON: ${mistake?.text ?? cause}`, place, { cause });
  }
}
