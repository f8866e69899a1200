import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import packageJson from '../../../package.json';
import { anchorsOf, DOCUMENTS, ROOT, textOf } from '../../support/docs';

describe.each(DOCUMENTS)('%s', (document) => {
  const text = textOf(document);

  it('names scripts that exist', () => {
    const scripts = [...text.matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, script]) => script ?? '');

    expect(scripts.filter((script) => !(script in packageJson.scripts))).toEqual([]);
  });

  it('links to files that exist', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g), ...text.matchAll(/src="([^"]+)"/g)].map(
      ([, link]) => link ?? '',
    );

    expect(links.filter((link) => !existsSync(join(ROOT, document, '..', link)))).toEqual([]);
  });

  it('links to headings that exist', () => {
    const links = Array.from(text.matchAll(/\]\((?!https?:)([^)#]*)#([^)]+)\)/g), ([, file, anchor]) => ({
      page: file ? join(document, '..', file) : document,
      anchor: anchor ?? '',
    }));

    expect(links.filter(({ page, anchor }) => !anchorsOf(textOf(page)).includes(anchor))).toEqual([]);
  });

  it('names files that exist', () => {
    const files = [
      ...text.matchAll(
        /(?:-p |`)((?:events|lib|ops|handlers|local|build|infra|tools|docs|templates|test|\.ci)\/[\w./-]+)/g,
      ),
    ].map(([, file]) => file ?? '');

    expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });
});

it.each(['build', 'infra', 'lib', 'local', 'ops', 'tools'])(
  'the messages of %s/ name pages and headings that exist',
  (folder) => {
    const files = readdirSync(join(ROOT, folder), { encoding: 'utf8', recursive: true }).filter((file) =>
      file.endsWith('.ts'),
    );
    const named = files.flatMap((file) =>
      [...textOf(join(folder, file)).matchAll(/(docs\/[\w-]+\.md)(?:#([\w-]+))?/g)].map(
        ([, page = '', anchor]) => ({ file, page, anchor }),
      ),
    );

    expect(
      named.filter(
        ({ page, anchor }) =>
          !existsSync(join(ROOT, page)) || (anchor && !anchorsOf(textOf(page)).includes(anchor)),
      ),
    ).toEqual([]);
  },
);
