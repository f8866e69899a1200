import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';

const HELP = `Shows every mail in every language: light, dark, on a phone, as text, and with hostile fields.

  npm run gallery [-- options]  serves it on this machine, prints its address, and shows each change as soon as
                                it is saved, until Ctrl-C

  --out <folder>          builds it instead, as one page that can be published: <folder>/index.html
  --screenshots [folder]  takes a PNG of each mail in each view (default folder: .local/screenshots); needs Chromium
  --port <n>              of the server (default: 8030)
  -h, --help              this text

Chromium is looked for where systems have it, or at CHROMIUM.
`;

/** Told to the user as it is, without a stack trace. */
class UsageError extends Error {}

function readOptions() {
  try {
    const { values, positionals } = parseArgs({
      options: {
        out: { type: 'string' },
        screenshots: { type: 'boolean' },
        port: { type: 'string', default: '8030' },
        help: { type: 'boolean', short: 'h' },
      },
      allowPositionals: true,
    });
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65_535)
      throw new Error(`--port: expected a port, found "${values.port}"`);
    if (values.out === '') throw new Error('--out: expected a folder');
    if (positionals.length > (values.screenshots ? 1 : 0))
      throw new Error(`Unexpected argument "${positionals.at(-1)}"`);
    return { ...values, port, folder: positionals[0] ?? join('.local', 'screenshots') };
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : error}\n\n${HELP}`);
  }
}

const say = (line: string): void => console.log(line);

// What is not asked for is not loaded: esbuild and playwright take their time.
async function serve(port: number): Promise<void> {
  const { serveGallery } = await import('./server.js');
  const gallery = await serveGallery(port, say).catch((error) => {
    if (error.code !== 'EADDRINUSE') throw error;
    throw new UsageError(`Port ${port} is in use. End what listens there, or choose another by --port.`);
  });
  say(`The gallery is at ${gallery.url}\nIt shows every change of templates/. Ctrl-C ends it.`);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  await gallery.close();
}

async function main(): Promise<void> {
  const options = readOptions();
  if (options.help) return say(HELP);
  if (options.out === undefined && !options.screenshots) return serve(options.port);
  const { compileMails } = await import('./compile.js');
  const mails = await compileMails().catch((error) => {
    throw new UsageError(error.message);
  });
  if (options.out !== undefined) {
    const { pageOf } = await import('./page.js');
    mkdirSync(options.out, { recursive: true });
    writeFileSync(join(options.out, 'index.html'), pageOf({ mails, live: false }));
    say(`${mails.length} mails in ${relative('.', join(options.out, 'index.html'))}`);
  }
  if (options.screenshots) {
    const { takeScreenshots } = await import('./screenshots.js');
    const count = await takeScreenshots(mails, options.folder, say).catch((error) => {
      throw new UsageError(error.message);
    });
    say(`${count} pictures in ${options.folder}`);
  }
}

main().catch((error) => {
  console.error(error instanceof UsageError ? error.message : error);
  process.exitCode = 1;
});
