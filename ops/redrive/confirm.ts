import { createInterface } from 'node:readline';
import { UsageError } from '../../tools/command';

/** What the person at the terminal says; Ctrl-C and Ctrl-D are no. @throws UsageError where there is nobody to ask */
export async function confirm(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new UsageError(
      'Nothing was sent: there is no terminal to ask on. Add --yes to go ahead, or --dry-run to look only.',
    );
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await new Promise<string>((resolve) => {
    terminal.once('close', () => {
      // Nobody has pressed Enter.
      process.stderr.write('\n');
      resolve('');
    });
    terminal.question(`${question} [y/N] `, (line) => {
      terminal.removeAllListeners('close').close();
      resolve(line);
    });
  });
  return /^y(es)?$/i.test(answer.trim());
}
