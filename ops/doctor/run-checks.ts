import { nameOf } from '../../lib/runtime/errors';
import { messageOf, Problem } from '../../tools/command';
import { accessAdvice } from '../../tools/errors';
import { type Check, type Line, unseen } from './check';
import type { Context } from './context';

export interface Finding {
  readonly check: string;
  readonly lines: readonly Line[];
}

/** Errors of AWS that mean: not permitted. Source: the pages "Common errors" of the API references. */
const DENIED = /AccessDenied|UnauthorizedOperation|AuthorizationError|NotAuthorized/;

/** AWS names the action that it refuses; otherwise it is one of those that the check takes. */
function refusedAction(message: string, { needs }: Check): string {
  const [, action] = /perform:? ([\w-]+:\w+)/.exec(message) ?? [];
  return action ?? (needs.length > 1 ? `one of ${needs.join(', ')}` : needs.join());
}

function notLookedAt(check: Check, error: unknown, timeoutMs: number): Line {
  const name = nameOf(error);
  if (name === 'AbortError' || name === 'TimeoutError')
    return unseen(`no answer in ${timeoutMs / 1_000} s`, 'run it again');
  // The SDK goes on with advice for programmers.
  const [message = ''] = messageOf(error).split('\n');
  if (DENIED.test(name))
    return unseen(
      `your credentials lack ${refusedAction(message, check)}`,
      'docs/doctor.md lists what a check needs',
    );
  return unseen(`${name}: ${message}`, accessAdvice(error));
}

/** What one missing permission keeps several parts of a check from is one line. */
const withoutRepeats = (lines: readonly Line[]): Line[] => [
  ...new Map(lines.map((line) => [line.text, line])).values(),
];

async function lookAt(check: Check, context: Context, timeoutMs: number): Promise<readonly Line[]> {
  const { abortSignal } = context;
  const late = new Promise<never>((_, reject) => {
    const fail = () => reject(new DOMException('out of time', 'AbortError'));
    if (abortSignal.aborted) fail();
    abortSignal.addEventListener('abort', fail);
  });
  const seen = <T>(part: T | Promise<T>) =>
    Promise.race([part, late]).catch((error) => {
      // There is no such stack, which is one sentence and not one for each check.
      if (error instanceof Problem) throw error;
      return [notLookedAt(check, error, timeoutMs)];
    });
  const parts = await seen(check.run(context).then((all) => all.map((part) => seen(part))));
  const lines = await Promise.all(parts);
  return withoutRepeats(lines.flat());
}

/**
 * Runs all checks side by side. What went wrong with a part of a check is a line.
 *
 * @param timeoutMs after how many milliseconds the signal of the context aborts each check
 * @param onDone takes the names of those that still run, as long as one does
 * @throws Problem where there is no such stack
 * @returns what was found, in the order of the checks; without those that have nothing to look at
 */
export async function runChecks(
  checks: readonly Check[],
  context: Context,
  timeoutMs: number,
  onDone: (running: readonly string[]) => void = () => {},
): Promise<Finding[]> {
  const running = new Set(checks.map(({ name }) => name));
  const findings = await Promise.all(
    checks.map(async (check) => {
      const lines = await lookAt(check, context, timeoutMs);
      running.delete(check.name);
      if (running.size > 0) onDone([...running]);
      return { check: check.name, lines };
    }),
  );
  return findings.filter(({ lines }) => lines.length > 0);
}
