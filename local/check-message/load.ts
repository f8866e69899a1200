import { join } from 'node:path';
import { FUNCTIONS, type ServiceFunction } from '../../infra/functions';
import { UsageError } from '../../tools/command';
import { exportsOf } from '../bundled';
import type { Checker } from './checker';

/** What is bundled for one topic, so that the templates of the others are not compiled. */
const entryOf = (fn: ServiceFunction): string => `
  import { ${fn.name} } from './lib/notifications/${fn.subject}';
  import { ${fn.name.replace(/Notification$/, 'Mail')} as mail } from './lib/channels/email/${fn.subject}';
  import { checkerOf } from './local/check-message/checker';
  export const checker = checkerOf(${fn.name}, mail);
`;

/** Loads what checks messages of a topic. @throws UsageError for a topic that no function takes */
export async function loadChecker(topic: string | undefined): Promise<Checker> {
  const fn = FUNCTIONS.find((one) => one.topic === topic);
  if (!fn) {
    const found = topic === undefined ? 'nothing' : JSON.stringify(topic);
    throw new UsageError(`Topic: expected ${FUNCTIONS.map((one) => one.topic).join(', ')}, found ${found}`);
  }
  const { checker } = await exportsOf<{ checker: Checker }>({
    stdin: { contents: entryOf(fn), resolveDir: join(__dirname, '../..'), loader: 'ts' },
  });
  if (!checker) throw new Error(`nothing checks messages of ${fn.topic}`);
  return checker;
}
