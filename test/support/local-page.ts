import type { Browser, Page } from 'playwright-core';

/** What a page complained of: scripts that failed, what its policy refused. */
export interface LocalPage {
  readonly page: Page;
  readonly complaints: readonly string[];
}

/** Opens the page of `npm start`. */
export async function openLocalPage(
  browser: Browser,
  url: string,
  options: { readonly width: number; readonly colorScheme: 'light' | 'dark' },
): Promise<LocalPage> {
  const { width, colorScheme } = options;
  const context = await browser.newContext({
    viewport: { width, height: 800 },
    colorScheme,
    locale: 'en-GB',
    timezoneId: 'UTC',
  });
  // For a machine that has much else to do.
  context.setDefaultTimeout(120_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(url);
  return { page, complaints };
}
