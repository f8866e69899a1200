import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** Moto's server, which stands in for AWS: PyPI, `moto[server]`. */
export interface Moto {
  readonly url: string;
  close(): Promise<void>;
}

/** Objects of a bucket that one page lists, so that a few are several pages. */
export const PAGE = 3;

const found = (): boolean => spawnSync('moto_server', ['--help'], { stdio: 'ignore' }).status === 0;

/** Whether there is one: a running one in MOTO_SERVER_URL, or the command. REQUIRE_MOTO=1 makes it an error that there is none. */
export function motoIsThere(): boolean {
  const there = Boolean(process.env.MOTO_SERVER_URL) || found();
  if (!there && process.env.REQUIRE_MOTO === '1')
    throw new Error('REQUIRE_MOTO is set, but there is no moto_server.');
  if (!there)
    process.stderr.write(
      'Tests against S3 are skipped: there is no moto_server (pip install "moto[server]").\n',
    );
  return there;
}

export async function startMoto(): Promise<Moto> {
  if (process.env.MOTO_SERVER_URL) return { url: process.env.MOTO_SERVER_URL, close: async () => {} };
  const child = spawn('moto_server', ['-H', '127.0.0.1', '-p', '0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, MOTO_S3_DEFAULT_MAX_KEYS: String(PAGE) },
  });
  const exited = once(child, 'exit');
  for await (const line of createInterface({ input: child.stderr })) {
    const [, url] = /Running on (http:\S+)/.exec(line) ?? [];
    if (url === undefined) continue;
    // Or it would stop when nobody reads what it logs.
    child.stderr.resume();
    return {
      url,
      async close() {
        child.kill();
        await exited;
      },
    };
  }
  throw new Error('moto_server did not start');
}
