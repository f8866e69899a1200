import { existsSync, readFileSync } from 'node:fs';
import { transformSync } from 'esbuild';
import { TemplateError } from './mistake';

interface Mistake {
  readonly text: string;
  readonly location: { readonly line: number; readonly column: number };
}

/** Finds the mistakes in a JSON text. Node.js 20 does not always tell where, so esbuild is asked. */
function mistakesIn(json: string): readonly Mistake[] {
  try {
    transformSync(json, { loader: 'json', logLevel: 'silent' });
    return [];
  } catch (error) {
    return (error as { errors: Mistake[] }).errors;
  }
}

/**
 * Reads a JSON file that somebody writes by hand.
 *
 * @param name of the file, relative to the repository.
 * @throws TemplateError when there is none, and with line and column when it is no JSON.
 */
export function readJson(file: string, name: string): unknown {
  if (!existsSync(file)) throw new TemplateError(`${name}: is missing`);
  const json = readFileSync(file, 'utf8');
  try {
    return JSON.parse(json);
  } catch (cause) {
    const [{ text, location } = { text: String(cause), location: { line: 1, column: 0 } }] = mistakesIn(json);
    const place = { file: name, line: location.line, column: location.column + 1 };
    throw new TemplateError(`is no JSON: ${text}`, place, { cause });
  }
}
