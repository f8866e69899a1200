import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHOICES, edited } from '../../../bench/choices';
import plugins from '../../../config/esbuild-plugins.js';

const sourceOf = (file: string) => readFileSync(join(__dirname, '../../..', file), 'utf8');

describe('a choice that the benchmark takes out', () => {
  it.each(CHOICES.flatMap(({ what, edits = [] }) => edits.map((edit) => [what, edit] as const)))(
    'is in the source: %s',
    (_, edit) => {
      expect(edited(sourceOf(edit.file), edit)).not.toContain(edit.now);
    },
  );

  it.each(CHOICES.flatMap(({ plugin }) => plugin ?? []))('is a plugin: %s', (plugin) => {
    expect(plugins.map(({ name }) => name)).toContain(plugin);
  });

  it('is not looked for in vain', () => {
    expect(() => edited('const MOST = 50;', { file: 'lib/marks.ts', now: 'MOST = 25', instead: '' })).toThrow(
      'bench/choices.ts: lib/marks.ts has not once "MOST = 25"',
    );
  });
});
