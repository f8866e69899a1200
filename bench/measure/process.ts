import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { BUILT } from './bundle';

export interface ProcessResult {
  /** What it wrote to file descriptor 3. */
  readonly said: string;
  /** What it wrote to stdout, which is a file, so that nobody has to read it meanwhile. */
  readonly logBytes: number;
  /** The first of its warnings and errors, on stdout or stderr. */
  readonly complaint: string;
  /** From before it was started to its end, in milliseconds. */
  readonly took: number;
}

/** As the loggers of the subjects write their levels, and Node.js a thrown error. */
const COMPLAINT = /"(?:WARN|ERROR)"|Error\b/;

async function textOf(stream: unknown): Promise<string> {
  let text = '';
  for await (const chunk of stream as AsyncIterable<Buffer>) text += chunk;
  return text;
}

/**
 * Node.js with these arguments, to its end.
 *
 * @param lost rejects when the process has lost what it needs: without its servers it would go on for minutes.
 * @throws when it ends otherwise than well, and with what `lost` says.
 */
export async function runNode(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  lost?: Promise<never>,
): Promise<ProcessResult> {
  mkdirSync(BUILT, { recursive: true });
  const log = join(BUILT, 'subject.log');
  const stdout = openSync(log, 'w');
  const startedAt = performance.now();
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', stdout, 'pipe', 'pipe'] });
  const ended = once(child, 'exit').then(([code, signal]) => ({
    code,
    signal,
    took: performance.now() - startedAt,
  }));
  closeSync(stdout);
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const all = Promise.all([textOf(child.stderr), textOf(child.stdio[3]), ended]);
  const [errors, said, { code, signal, took }] = await Promise.race(lost ? [all, lost] : [all]).finally(
    () => {
      process.removeListener('exit', kill);
      kill();
    },
  );
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${signal ?? code}:\n${errors.slice(-2_000)}`);
  const complaints = `${readFileSync(log, 'utf8')}\n${errors}`
    .split('\n')
    .filter((line) => COMPLAINT.test(line));
  return { said, logBytes: statSync(log).size, complaint: (complaints[0] ?? '').slice(0, 2_000), took };
}
