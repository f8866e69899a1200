import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** What a command said, and how it ended. */
export interface CommandResult {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface CommandProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<CommandResult>;
}

/** A command in a process of its own, without a terminal. */
export function startCommand(
  script: `${'local' | 'ops' | 'tools'}/${string}.ts`,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): CommandProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], {
    cwd: join(__dirname, '../..'),
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
  let out = '';
  let err = '';
  child.stdout?.on('data', (text) => (out += text));
  child.stderr?.on('data', (text) => (err += text));
  return { child, ended: once(child, 'close').then(([code]) => ({ code, out, err })) };
}
