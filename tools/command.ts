import { type ParseArgsConfig, parseArgs } from 'node:util';

/** A wrong command line. */
export class UsageError extends Error {}

/** What stands in the way, in a sentence that needs no stack trace. */
export class Problem extends Error {}

export const EXIT = { ended: 0, left: 1, usage: 2, interrupted: 130 } as const;

/** Errors made by Node.js itself and by SDKs are not always `instanceof Error` where this runs. */
export function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error
    ? String(error.message)
    : String(error);
}

/** Like `parseArgs`. @throws UsageError */
export function parseCommandLine<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new UsageError(messageOf(error));
  }
}

/** Runs a command to its exit code; what it could not do is said in one sentence. */
export function run(name: string, main: (args: string[]) => Promise<number>): void {
  main(process.argv.slice(2)).then(
    (code) => {
      process.exitCode = code;
    },
    (error) => {
      if (error instanceof UsageError) {
        process.stderr.write(`${error.message}\nnpm run ${name} -- --help tells what it takes.\n`);
        process.exitCode = EXIT.usage;
        return;
      }
      process.stderr.write(`${error instanceof Problem ? error.message : awsSentence(error)}\n`);
      process.exitCode = EXIT.left;
    },
  );
}

/** The SDK's errors name what was refused to whom, which is what an operator needs. */
function awsSentence(error: unknown): string {
  const name = typeof error === 'object' && error !== null && 'name' in error ? `${error.name}: ` : '';
  return `${name}${messageOf(error)}`;
}
