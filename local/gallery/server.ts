import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { watch } from 'chokidar';
import { compileMails } from './compile';
import type { ShownMail } from './mails';
import { pageOf } from './page';

const ROOT = join(__dirname, '../..');
/** What a mail is made of. */
const SOURCES = ['templates', 'lib', 'local/gallery'];

export interface LiveGallery {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves the gallery on the loopback interface; whoever looks at it sees every change of a template, a text or the
 * brand as soon as it is saved. A mistake is shown above the mails as they were.
 */
export async function serveGallery(port: number, say: (line: string) => void): Promise<LiveGallery> {
  let mails: ShownMail[] = [];
  let problem: string | undefined;
  const waiting = new Set<ServerResponse>();

  async function compile(): Promise<void> {
    try {
      mails = await compileMails();
      problem = undefined;
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
      say(problem);
    }
  }

  let pending: NodeJS.Timeout | undefined;
  let compiling = Promise.resolve();
  function changed(): void {
    // An editor saves a file in several steps.
    clearTimeout(pending);
    pending = setTimeout(() => {
      // One after the other: an earlier compilation that takes longer must not have the last word.
      compiling = compiling.then(compile).then(() => {
        for (const response of waiting) response.write('data: changed\n\n');
      });
    }, 50);
  }

  await compile();
  // Not fs.watch: it goes on watching the file that was, when an editor puts another in its place.
  const watcher = watch(
    SOURCES.map((folder) => join(ROOT, folder)),
    { ignoreInitial: true, ignored: /(?:~|\.swp)$/ },
  ).on('all', changed);
  await once(watcher, 'ready');
  const server = createServer((request, response) => {
    if (request.url === '/changes') {
      response
        .writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
        .write(':\n\n');
      waiting.add(response);
      response.on('close', () => waiting.delete(response));
    } else if (request.url === '/') {
      response
        .writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
        .end(pageOf({ mails, live: true, problem }));
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  }).catch(async (error) => {
    await watcher.close();
    throw error;
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async close() {
      clearTimeout(pending);
      await watcher.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
