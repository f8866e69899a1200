import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { bundling } from '../../build/bundling';
import type { KafkaBatchResponse } from '../../lib/kafka/response';
import { checkedLines, type Line } from './ecs';

const ROOT = join(__dirname, '../..');
/** A worker's own: no other writes a bundle while one of it is loaded. */
export const BUILT = join(ROOT, `.build/handlers-${process.env.JEST_WORKER_ID}`);

/** Bundles handlers as they are bundled for deployment; all of them, where no others are named. */
export async function buildHandlers(entry = join(ROOT, 'handlers/*.ts'), outdir = BUILT): Promise<void> {
  await build({ ...bundling, entryPoints: [entry], outdir, logLevel: 'error' });
}

export interface Invocation {
  readonly response: KafkaBatchResponse;
  /** What the function wrote to its log meanwhile; all of it is as `ecs.ts` has it. */
  readonly lines: readonly Line[];
}

/** One warm instance of a built function, in a process of its own. */
export class BuiltFunction {
  readonly #child: ChildProcess;
  #lines: string[] = [];
  #finished: () => void = () => {};
  #errors = '';

  constructor(topic: string, environment: Readonly<Record<string, string>>, folder = BUILT) {
    this.#child = fork(join(__dirname, 'lambda-process.js'), [join(folder, `${topic}-notification.js`)], {
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
    this.#lines.push(text);
    if (JSON.parse(text).message === 'batch finished') this.#finished();
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
    return { response: answer.response, lines: checkedLines(this.#lines, event) };
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
