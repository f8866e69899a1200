import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Problem } from '../../tools/command';
import type { ServerCounts, ServerUrls, StartRequest } from './servers';

export interface ServerProcess {
  /** Fresh SES and DynamoDB. */
  start(request: StartRequest): Promise<ServerUrls>;
  /** Ends them; what they served meanwhile. */
  stop(): Promise<ServerCounts>;
  /** Rejects when the process is no more. */
  readonly ended: Promise<never>;
  close(): void;
}

export function startServerProcess(): ServerProcess {
  const child: ChildProcess = fork(join(__dirname, 'servers.ts'), {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  });
  const ended = once(child, 'exit').then(([code, signal]) => {
    throw new Problem(`The process of SES and DynamoDB ended (${signal ?? code}).`);
  });
  ended.catch(() => {});
  async function ask<Answer>(request: StartRequest | 'stop'): Promise<Answer> {
    if (!child.connected) return ended;
    child.send(request);
    const [answer] = await Promise.race([once(child, 'message'), ended]);
    return answer;
  }
  return {
    start: (request) => ask(request),
    stop: () => ask('stop'),
    ended,
    close: () => void child.kill(),
  };
}
