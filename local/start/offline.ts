import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '../../tools/command';
import { isOpen, ports } from '../../tools/ports';
import type { Closable } from './until-signal';

/** Bundling and starting the functions takes seconds. In milliseconds. */
const LONGEST_START = 60_000;
/** After that the process is killed. In milliseconds. */
const LONGEST_STOP = 5_000;

/** What the plugin says about the event source mappings; see local/serverless-plugin.js. */
interface PluginMessage {
  readonly polling?: string;
  readonly problem?: string;
  readonly mistake?: string;
  readonly level?: string;
  readonly message?: string;
}

export interface OfflineOptions {
  readonly environment: Readonly<Record<string, string>>;
  /** Takes every line that a function writes. */
  readonly onLine: (line: string) => void;
  /** Takes what an event source mapping reports. */
  readonly onReport: (level: string, message: string) => void;
  /** Takes what keeps a function from being bundled anew, while the one before goes on. */
  readonly onMistake: (mistake: string) => void;
}

/** serverless-offline, with the functions and their event source mappings, in a process of its own. */
export interface Offline extends Closable {
  /** Waits until the functions can be invoked. @throws Problem */
  ready(): Promise<void>;
  /** Lets the mappings poll from now on, and says what they poll. @throws Problem */
  poll(): Promise<string>;
  readonly exited: Promise<void>;
}

/** The libraries of this process say nothing but errors, so that the lines of the functions stand alone. */
const QUIET = {
  SLS_LOG_LEVEL: 'error',
  NODE_NO_WARNINGS: '1',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
};

function spawnOffline(environment: Readonly<Record<string, string>>): ChildProcess {
  const root = join(__dirname, '../..');
  // The real process, and not npx: a signal to that would leave a child that holds the port.
  const cli = join(root, 'node_modules/serverless/bin/serverless.js');
  const page = ['--param', 'preferencesPage=true'];
  const port = ['--lambdaPort', String(ports.lambda.number)];
  return spawn(process.execPath, [cli, 'offline', 'start', ...port, ...page], {
    cwd: root,
    // With its channel to this process it ends when this one does, even by SIGKILL.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, ...QUIET, ...environment, STARTED_BY_LOCAL_STACK: '1' },
  });
}

/** Starts serverless-offline; call `ready` before anything else. */
export async function startOffline({
  environment,
  onLine,
  onReport,
  onMistake,
}: OfflineOptions): Promise<Offline> {
  const child = spawnOffline(environment);
  let isReady = false;
  let hasExited = false;
  const startLines: string[] = [];
  const startMistakes: string[] = [];
  // Whatever it said last is read by then.
  const exited = Promise.all([once(child, 'close'), once(child, 'disconnect')]).then(() => {
    hasExited = true;
  });
  child.on('message', ({ mistake }: PluginMessage) => {
    if (mistake === undefined) return;
    if (isReady) onMistake(mistake);
    else startMistakes.push(mistake);
  });
  for (const input of [child.stdout, child.stderr]) {
    if (input)
      createInterface({ input }).on('line', (line) => (isReady ? onLine(line) : startLines.push(line)));
  }
  const failure = (what: string) =>
    new Problem(
      startMistakes.length > 0
        ? startMistakes.join('\n')
        : [`serverless offline ${what}:`, ...startLines].join('\n'),
    );

  return {
    exited,
    async ready() {
      const giveUpAt = Date.now() + LONGEST_START;
      while (!(await isOpen(ports.lambda.number))) {
        if (hasExited) throw failure('did not start');
        if (Date.now() > giveUpAt) throw failure('is not ready');
        await sleep(50);
      }
      isReady = true;
    },
    async poll() {
      const begun = new Promise<string>((resolve, reject) => {
        child.on('message', ({ polling, problem, level, message = '' }: PluginMessage) => {
          if (polling !== undefined) resolve(polling);
          else if (problem !== undefined) reject(new Problem(problem));
          else if (level !== undefined) onReport(level, message);
        });
      });
      child.send('poll');
      const ended = exited.then(() => {
        throw failure('has ended');
      });
      return Promise.race([begun, ended]);
    },
    async close() {
      if (hasExited) return;
      child.kill('SIGINT');
      const killing = setTimeout(() => child.kill('SIGKILL'), LONGEST_STOP);
      await exited;
      clearTimeout(killing);
    },
  };
}
