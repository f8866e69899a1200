import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import bundling from '../../config/esbuild.js';
import plugins from '../../config/esbuild-plugins.js';
import type { KafkaBatchResponse } from '../../lib/consume';

const ROOT = join(__dirname, '../..');
/** A worker's own: no other writes a bundle while one of it is loaded. */
export const BUILT = join(ROOT, `.build/handlers-${process.env.JEST_WORKER_ID}`);

/** Bundles all handlers as they are bundled for deployment. */
export async function buildHandlers(): Promise<void> {
  const { exclude: _, watch: __, ...options } = bundling;
  const entryPoints = [join(ROOT, 'handlers/*.ts')];
  await build({ ...options, plugins, entryPoints, outdir: BUILT, logLevel: 'error' });
}

export interface Invocation {
  readonly response: KafkaBatchResponse;
  /** What the function wrote to its log meanwhile. */
  readonly lines: ReadonlyArray<Record<string, unknown>>;
}

/** One warm instance of a built function, in a process of its own. */
export class BuiltFunction {
  readonly #child: ChildProcess;
  #lines: Array<Record<string, unknown>> = [];
  #finished: () => void = () => {};
  #errors = '';

  constructor(topic: string, environment: Readonly<Record<string, string>>) {
    this.#child = fork(join(__dirname, 'lambda-process.js'), [join(BUILT, `${topic}-notification.js`)], {
      env: { PATH: process.env.PATH, ...environment },
      silent: true,
    });
    this.#child.stderr?.on('data', (text) => {
      this.#errors += text;
    });
    if (this.#child.stdout)
      createInterface({ input: this.#child.stdout }).on('line', (text) => this.#take(text));
  }

  #take(text: string): void {
    const line = JSON.parse(text);
    this.#lines.push(line);
    if (line.message === 'batch finished') this.#finished();
  }

  async invoke(event: unknown, remainingMs = 240_000): Promise<Invocation> {
    this.#lines = [];
    const finished = new Promise<void>((resolve) => {
      this.#finished = resolve;
    });
    this.#child.send({ event, remainingMs });
    const [answer] = await once(this.#child, 'message');
    if (answer.error !== undefined) throw new Error(answer.error);
    await finished;
    return { response: answer.response, lines: this.#lines };
  }

  /** What it wrote to stderr by the time it ended by itself. */
  async failure(): Promise<string> {
    await once(this.#child, 'close');
    return this.#errors;
  }

  /** Lets it end by itself, for what Node.js writes then. */
  async end(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.disconnect();
    await ended;
  }

  stop(): void {
    this.#child.kill();
  }
}
