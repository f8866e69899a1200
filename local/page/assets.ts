import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Handler } from '../http';

/** The page's own script only; mails are shown in a sandboxed frame, with styles and pictures but no scripts. No page frames this one. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src https: data:; connect-src 'self'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

const fileOf = (name: string) => readFile(join(__dirname, name), 'utf8');

/** Their order does not matter, but that what depends on the width of the page stands last. */
async function styles(): Promise<string> {
  const files = (await readdir(join(__dirname, 'css'))).sort();
  return (await Promise.all(files.map((file) => fileOf(join('css', file))))).join('\n');
}

/** Bundles the script when it is first asked for. */
async function script(): Promise<string> {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [join(__dirname, 'browser/main.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    charset: 'utf8',
  });
  return outputFiles[0]?.text ?? '';
}

/** Serves what is always the same, and made once. */
function serve(type: string, make: () => Promise<string>): Handler {
  let made: Promise<string> | undefined;
  return async (_, response) => {
    try {
      made ??= make();
      const text = await made;
      response.writeHead(200, {
        'content-type': `${type}; charset=utf-8`,
        'content-security-policy': POLICY,
        'cache-control': 'no-cache',
      });
      response.end(text);
    } catch (error) {
      made = undefined;
      response.writeHead(500, { 'content-type': 'text/plain' }).end(String(error));
    }
  };
}

/** The page and what it is made of. */
export const assetRoutes = (): Record<string, Handler> => ({
  'GET /': serve('text/html', () => fileOf('page.html')),
  'GET /page.css': serve('text/css', styles),
  'GET /page.js': serve('text/javascript', script),
});
