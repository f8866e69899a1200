import { type ParseArgsConfig, parseArgs } from 'node:util';
import { accessAdvice, textIn } from './errors';

/** A wrong command line. */
export class UsageError extends Error {}

/** What stands in the way, in a sentence that needs no stack trace. */
export class Problem extends Error {}

export const EXIT = { ended: 0, left: 1, usage: 2, differs: 3, interrupted: 130, unread: 141 } as const;

export const messageOf = (error: unknown): string => textIn(error, 'message') ?? String(error);

/** Whose message goes on with advice for programmers. */
const FIRST_SENTENCE_IS_ENOUGH = ['ERR_PARSE_ARGS_UNKNOWN_OPTION', 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL'];

/** Like `parseArgs`. @throws UsageError */
export function parseCommandLine<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    const message = messageOf(error);
    const [first = message] = message.split('. ');
    const isLong = FIRST_SENTENCE_IS_ENOUGH.includes(textIn(error, 'code') ?? '');
    throw new UsageError((isLong ? first : message).replaceAll('\n', ' '));
  }
}

/** Whether help is asked for, whatever else is wrong. Behind `--` there are no options. */
function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  const options = end < 0 ? args : args.slice(0, end);
  return options.includes('--help') || options.includes('-h');
}

/** Ends without a word when nobody reads on, as in `npm start | head`. */
function endUnread(error: unknown): void {
  if (textIn(error, 'code') !== 'EPIPE') throw error;
  process.exit(EXIT.unread);
}

/**
 * Runs a command to its exit code; what it could not do is said in one sentence.
 *
 * @param name as in `npm run <name>`
 * @param help what `--help` and `-h` print, whatever else is wrong
 */
export function run(name: string, main: (args: string[]) => Promise<number>, help: string): void {
  const args = process.argv.slice(2);
  for (const stream of [process.stdout, process.stderr]) stream.on('error', endUnread);
  if (asksForHelp(args)) {
    process.stdout.write(help);
    return;
  }
  main(args).then(
    (code) => {
      process.exitCode = code;
    },
    (error) => {
      if (error instanceof UsageError) {
        process.stderr.write(`${error.message}\nFor all options: npm run ${name} -- --help\n`);
        process.exitCode = EXIT.usage;
        return;
      }
      process.stderr.write(`${error instanceof Problem ? error.message : errorSentence(error)}\n`);
      process.exitCode = EXIT.left;
    },
  );
}

/** The SDK's errors name what was refused to whom, which is what an operator needs. */
function errorSentence(error: unknown): string {
  const name = textIn(error, 'name');
  const sentence = name === undefined ? messageOf(error) : `${name}: ${messageOf(error)}`;
  const advice = accessAdvice(error);
  return advice === undefined ? sentence : `${sentence}\n${advice}`;
}

/** Aborts at the first Ctrl-C, or when the process is asked to end in another way. */
export function stopSignal(): AbortSignal {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());
  return stopping.signal;
}
