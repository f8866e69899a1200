import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ShownMail } from './mails';

export interface Page {
  readonly mails: readonly ShownMail[];
  /** Whether the page waits for changes of the templates. */
  readonly live: boolean;
  /** Why the mails are not those of the files as they are now. */
  readonly problem?: string | undefined;
}

/** The gallery in one file that needs no other. */
export function pageOf(page: Page): string {
  // What a mail says must not end the script it stands in.
  const data = JSON.stringify(page).replaceAll('<', '\\u003c');
  return readFileSync(join(__dirname, 'page.html'), 'utf8').replace('"DATA"', () => data);
}
