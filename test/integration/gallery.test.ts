import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, renameSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readLanguages } from '../../build/templates/languages';
import { mails as templates } from '../../build/templates/partials';
import { PSEUDO } from '../../build/templates/pseudo';

const ROOT = join(__dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'gallery-'));
afterAll(() => rmSync(folder, { recursive: true }));

const gallery = (...options: string[]) =>
  promisify(execFile)(process.execPath, ['--import', 'tsx', 'local/gallery/start.ts', ...options], {
    cwd: ROOT,
  });

interface Data {
  readonly mails: ReadonlyArray<{
    name: string;
    sample: string;
    language: string;
    kind: string;
    html: string;
    text: string;
  }>;
  readonly problem?: string;
}

const dataOf = (page: string): Data =>
  JSON.parse(/<script id="data" type="application\/json">(.*?)<\/script>/s.exec(page)?.[1] ?? '');

describe('the gallery', () => {
  it.each([
    ['a port that is none', ['--port', 'x'], '--port: expected a whole number from 0 to 65535, found "x"'],
    ['an argument too many', ['shipment'], "Unexpected argument 'shipment'"],
  ])('says what is wrong with %s', async (_, options, problem) => {
    await expect(gallery(...options)).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining(problem),
    });
  });

  it('says so when there is no Chromium where CHROMIUM says', async () => {
    const options = ['--import', 'tsx', 'local/gallery/start.ts', '--screenshots', folder];
    const env = { ...process.env, CHROMIUM: join(folder, 'none') };

    await expect(promisify(execFile)(process.execPath, options, { cwd: ROOT, env })).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^CHROMIUM: there is no .+none\n$/),
    });
  });

  it('is one page that needs no other: every mail in every language, as usual and hostile', async () => {
    await gallery('--out', folder);

    const page = readFileSync(join(folder, 'index.html'), 'utf8');
    const { mails } = dataOf(page);
    const [names, languages, kinds] = [
      new Set(mails.map(({ name }) => name)),
      new Set(mails.map(({ language }) => language)),
      new Set(mails.map(({ kind }) => kind)),
    ];
    expect([...names].sort()).toEqual([...templates()].sort());
    expect([...languages].sort()).toEqual([...Object.keys(readLanguages()), PSEUDO].sort());
    const alone = mails.filter(({ name, sample }) => name === sample);
    expect(alone).toHaveLength(names.size * languages.size * kinds.size);
    expect(page).not.toMatch(/<script[^>]+src=|<link[^>]+stylesheet/);
  });

  describe('shows a change as soon as a file is saved', () => {
    // Its own page, and not a template, which an `npm start` beside it would bundle anew.
    const page = join(ROOT, 'local/gallery/page.html');
    const copy = `${page}~`;

    const touched = () => utimesSync(page, new Date(), new Date());
    const replaced = () => {
      copyFileSync(page, copy);
      renameSync(copy, page);
    };

    it.each([
      ['in its place', [touched, touched]],
      ['as another file that takes its place', [replaced, replaced, touched]],
    ])('%s, and again', async (_, saves) => {
      const child = execFile(process.execPath, ['--import', 'tsx', 'local/gallery/start.ts', '--port', '0'], {
        cwd: ROOT,
      });
      try {
        const [said] = await once(child.stdout ?? child, 'data');
        const url = /http:\S+/.exec(String(said))?.[0] ?? '';
        expect(dataOf(await (await fetch(url)).text())).toMatchObject({ live: true });
        const changes = (await fetch(`${url}changes`)).body?.getReader();
        await changes?.read();

        for (const save of saves) {
          save();
          expect(Buffer.from((await changes?.read())?.value ?? []).toString()).toContain('data: changed');
        }
      } finally {
        child.kill('SIGINT');
        await once(child, 'exit');
      }
    });
  });
});
