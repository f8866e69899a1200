import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { findChromium, launch, newPage, show, VIEWS, type View } from './browser';
import type { ShownMail } from './mails';

export const CHROMIUM_MISSING =
  'No Chromium was found. Install it (Debian: apt-get install chromium), or set CHROMIUM to where it is.';

export const fileOf = ({ sample, language, kind }: ShownMail, view: View): string =>
  `${sample}.${language}${kind === 'hostile' ? '.hostile' : ''}.${view}.png`;

/**
 * A PNG of each mail in each view.
 *
 * @throws Error when there is no Chromium.
 */
export async function takeScreenshots(
  mails: readonly ShownMail[],
  folder: string,
  say: (line: string) => void,
): Promise<number> {
  const chromium = findChromium();
  if (!chromium) throw new Error(CHROMIUM_MISSING);
  mkdirSync(folder, { recursive: true });
  const browser = await launch(chromium);
  try {
    const page = await newPage(browser);
    const views = Object.keys(VIEWS) as View[];
    for (const [index, mail] of mails.entries()) {
      for (const view of views) {
        await show(page, mail.html, view);
        await page.screenshot({ path: join(folder, fileOf(mail, view)), fullPage: true });
      }
      if ((index + 1) % 10 === 0 || index + 1 === mails.length)
        say(`${(index + 1) * views.length} of ${mails.length * views.length} pictures`);
    }
    return mails.length * views.length;
  } finally {
    await browser.close();
  }
}
