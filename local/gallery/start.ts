import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { EXIT, messageOf, Problem, parseCommandLine, run, stopSignal, UsageError } from '../../tools/command';
import { numberOption } from '../../tools/options';
import { plural } from '../../tools/text';

const HELP = `Shows every mail in every language: light, dark, on a phone, as text, and with hostile fields; and its push and SMS.

  npm run gallery -- [options]

Without --out and --screenshots it serves the gallery on this machine and prints its address. It shows each change as
soon as it is saved. Ctrl-C ends it.

  --port <n>             port of the server (default: 8030; 0 takes a free one)
  --out <folder>         write the gallery as one page that can be published, <folder>/index.html, instead
  --screenshots [folder] write a PNG of each mail in each view instead (default folder: .local/screenshots); needs
                         Chromium, as installed on this system, or at CHROMIUM
  -h, --help             print this text
`;

/** @throws UsageError */
function readArguments(args: string[]) {
  const { values, positionals } = parseCommandLine({
    args,
    options: { out: { type: 'string' }, screenshots: { type: 'boolean' }, port: { type: 'string' } },
    allowPositionals: true,
  });
  if (values.out === '') throw new UsageError('--out: expected a folder, found nothing');
  const [folder = join('.local', 'screenshots'), ...more] = values.screenshots
    ? positionals
    : ['', ...positionals];
  if (more.length > 0) throw new UsageError(`Unexpected argument '${more[0]}'`);
  return {
    out: values.out,
    screenshots: values.screenshots ? folder : undefined,
    port: numberOption('port', values.port, { least: 0, most: 65_535, whole: true, fallback: 8_030 }),
  };
}

const say = (line: string): void => console.log(line);

const asProblem = (error: unknown): never => {
  throw new Problem(messageOf(error));
};

// What is not asked for is not loaded: esbuild and playwright take their time.
async function serve(port: number): Promise<number> {
  const stop = stopSignal();
  const { serveGallery } = await import('./server.js');
  const gallery = await serveGallery(port, say).catch((error) => {
    if (error.code !== 'EADDRINUSE') throw error;
    throw new Problem(`Port ${port} is in use. End what listens there, or choose another with --port.`);
  });
  say(`The gallery is at ${gallery.url}\nIt shows every change of templates/. Ctrl-C ends it.`);
  if (!stop.aborted) await once(stop, 'abort');
  await gallery.close();
  return EXIT.interrupted;
}

async function main(args: string[]): Promise<number> {
  const { out, screenshots, port } = readArguments(args);
  if (out === undefined && screenshots === undefined) return serve(port);
  const { compileMails } = await import('./compile.js');
  const mails = await compileMails().catch(asProblem);
  if (out !== undefined) {
    const { pageOf } = await import('./page.js');
    mkdirSync(out, { recursive: true });
    const file = join(out, 'index.html');
    writeFileSync(file, pageOf({ mails, live: false }));
    say(`${plural(mails.length, 'mail')} in ${relative('.', file)}`);
  }
  if (screenshots !== undefined) {
    const { takeScreenshots } = await import('./screenshots.js');
    const count = await takeScreenshots(mails, screenshots, say).catch(asProblem);
    say(`${plural(count, 'picture')} in ${screenshots}`);
  }
  return EXIT.ended;
}

run('gallery', main, HELP);
