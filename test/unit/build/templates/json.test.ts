import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readJson } from '../../../../build/templates/json';

const folder = mkdtempSync(join(tmpdir(), 'json-'));
afterAll(() => rmSync(folder, { recursive: true }));

function read(json: string): unknown {
  const file = join(folder, 'x.json');
  writeFileSync(file, json);
  return readJson(file, 'templates/x.json');
}

describe('a file of JSON', () => {
  it('has to be there', () => {
    expect(() => readJson(join(folder, 'none.json'), 'templates/x.json')).toThrow(
      'templates/x.json: is missing',
    );
  });

  it('is read', () => {
    expect(read('{"a": [1]}')).toEqual({ a: [1] });
  });

  it.each([
    ['a comma too many', '{\n  "a": 1,\n}', '2:9: is no JSON: JSON does not support trailing commas'],
    ['a comma too few', '{\n  "a": 1\n  "b": 2 }', '3:3: is no JSON: '],
  ])('may not have %s', (_, json, problem) => {
    expect(() => read(json)).toThrow(`templates/x.json:${problem}`);
  });
});
