import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type BuildFailure, build } from 'esbuild';
import type { Notification } from '../../lib/notifications/notification';
import { messageText } from './esbuild-message';
import { TemplateError } from './mistake';

const ROOT = join(__dirname, '../..');

/** Finds where the messages of a mail are described: `payment-failed` is a mail of `payment`. */
function notificationOf(mail: string): string {
  for (let name = mail; name !== ''; name = name.slice(0, Math.max(0, name.lastIndexOf('-')))) {
    const file = `lib/notifications/${name}.ts`;
    if (existsSync(join(ROOT, file))) return file;
  }
  const problem = `is named after no notification: there is no lib/notifications/${mail}.ts, nor one of a shorter name`;
  throw new TemplateError(problem, { file: `templates/${mail}.mjml`, line: 1, column: 1 });
}

/** Bundles a module as it is saved now; `require` would give what it was when this process loaded it first. */
async function bundled(file: string): Promise<string> {
  const result = await build({
    entryPoints: [join(ROOT, file)],
    absWorkingDir: ROOT,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'cjs',
    write: false,
    logLevel: 'silent',
  }).catch((cause: BuildFailure) => {
    throw new TemplateError(cause.errors.map(messageText).join('\n'), undefined, { cause });
  });
  return result.outputFiles[0]?.text ?? '';
}

/**
 * Lists the fields that the messages of a mail may have: the code of the mail may write one in another way, but may add none.
 *
 * @throws TemplateError when the mail is named after no notification.
 */
export async function knownFieldsOf(mail: string): Promise<readonly string[]> {
  const file = notificationOf(mail);
  const module: { exports: Readonly<Record<string, Partial<Notification>>> } = { exports: {} };
  const load = new Function('module', 'exports', 'require', await bundled(file));
  load(module, module.exports, createRequire(join(ROOT, file)));
  return Object.values(module.exports).flatMap(({ schema }) => Object.keys(schema?.shape ?? {}));
}
