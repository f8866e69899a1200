import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = join(__dirname, '../..');

// A machine without AWS credentials.
const { AWS_ACCESS_KEY_ID: _, AWS_SECRET_ACCESS_KEY: __, AWS_PROFILE: ___, ...machine } = process.env;

/** One that is free now. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

/** `serverless offline` with its event source mappings, as `npm start` runs it. */
export interface Offline {
  /** What the mappings had to say, and what the functions logged that is no information. */
  readonly lines: string[];
  stop(): Promise<void>;
}

/** @throws with all that it said, when it does not come to polling. */
export async function startOffline(environment: Readonly<Record<string, string>>): Promise<Offline> {
  const lambdaPort = await freePort();
  const cli = join(ROOT, 'node_modules/serverless/bin/serverless.js');
  const ports = { LAMBDA_PORT: String(lambdaPort), PUBLISH_PORT: String(await freePort()) };
  const child: ChildProcess = spawn(
    process.execPath,
    [cli, 'offline', 'start', '--lambdaPort', String(lambdaPort)],
    {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...machine, ...ports, ...environment, STARTED_BY_LOCAL_STACK: '1' },
    },
  );
  const lines: string[] = [];
  let listening = () => {};
  const listens = new Promise<void>((resolve) => {
    listening = resolve;
  });
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on('line', (line) => {
      if (line.includes(`listening on http://127.0.0.1:${lambdaPort}`)) listening();
      if (!line.includes('"level":"INFO"') && !line.includes('"outcome":"failed"') && !line.includes('(λ: '))
        lines.push(line);
    });
  }
  const ended = once(child, 'exit').then(() => {
    throw new Error(`serverless offline has ended:\n${lines.join('\n')}`);
  });
  ended.catch(() => {});
  await Promise.race([listens, ended]);
  const polling = new Promise<void>((resolve, reject) => {
    child.on(
      'message',
      (message: { polling?: string; problem?: string; level?: string; message?: string }) => {
        if (message.polling !== undefined) resolve();
        else if (message.problem !== undefined) reject(new Error(message.problem));
        else lines.push(`${message.level}: ${message.message}`);
      },
    );
  });
  child.send('poll');
  await Promise.race([polling, ended]);
  return {
    lines,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}
