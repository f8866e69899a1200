import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freeStackPorts } from './ports';

const ROOT = join(__dirname, '../..');

// A machine without AWS credentials.
const { AWS_ACCESS_KEY_ID: _, AWS_SECRET_ACCESS_KEY: __, AWS_PROFILE: ___, ...machine } = process.env;

/** A running `npm start` on free ports. */
export interface NpmStart {
  readonly inbox: string;
  readonly environment: Readonly<Record<string, string>>;
  /** What it said, the functions' log lines included. */
  readonly lines: readonly string[];
  stop(): Promise<void>;
}

/** @throws with all that it said, when it ends before it polls. */
export async function npmStart(
  options: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  root = ROOT,
): Promise<NpmStart> {
  const ports = await freeStackPorts();
  const env = { ...machine, ...ports, ...environment };
  const child = spawn(process.execPath, ['--import', 'tsx', 'local/start.ts', ...options], {
    cwd: root,
    env,
  });
  const lines: string[] = [];
  let ready = () => {};
  const polls = new Promise<void>((resolve) => {
    ready = resolve;
  });
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      if (line.includes('Ctrl-C ends everything')) ready();
      lines.push(line);
    });
  }
  let ended = false;
  const exit = once(child, 'exit').then(() => {
    ended = true;
  });
  const early = exit.then(() => {
    throw new Error(`npm start has ended:\n${lines.join('\n')}`);
  });
  early.catch(() => {});
  await Promise.race([polls, early]);
  return {
    inbox: `http://127.0.0.1:${ports.SES_PORT}`,
    environment: ports,
    lines,
    async stop() {
      if (ended) return;
      child.kill('SIGINT');
      await exit;
    },
  };
}
