import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';

import { PICTURES } from './items';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * The system's Chromium, or where CHROMIUM says that it is; empty, it says that there is none.
 *
 * @throws Error when there is none where CHROMIUM says.
 */
export function findChromium(): string | undefined {
  const said = process.env.CHROMIUM;
  if (said && !existsSync(said)) throw new Error(`CHROMIUM: there is no ${said}`);
  return (said ?? PLACES.find((place) => existsSync(place))) || undefined;
}

export const launch = (executablePath: string): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--font-render-hinting=none', '--disable-lcd-text'],
  });

/** How a mail is looked at. Widths in CSS pixels. */
export const VIEWS = {
  light: { width: 720, colorScheme: 'light' },
  dark: { width: 720, colorScheme: 'dark' },
  phone: { width: 375, colorScheme: 'light' },
  'phone-dark': { width: 375, colorScheme: 'dark' },
} as const;

export type View = keyof typeof VIEWS;

function face(pkg: string, subset: string, family: string, weight: number): string {
  const folder = dirname(require.resolve(`@fontsource/${pkg}/package.json`));
  const font = readFileSync(join(folder, 'files', `${pkg}-${subset}-${weight}-normal.woff2`));
  return `@font-face{font-family:'${family}';font-weight:${weight};src:url(data:font/woff2;base64,${font.toString('base64')})}`;
}

/** The same letters on every machine: fonts from node_modules, whatever the system has. */
const FONTS = [
  ...[400, 600, 700].map((weight) => face('roboto', 'latin', 'Fixed Latin', weight)),
  ...[400, 600, 700].map((weight) => face('noto-sans-arabic', 'arabic', 'Fixed Arabic', weight)),
  "body *{font-family:'Fixed Latin','Fixed Arabic',sans-serif!important}",
].join('');

/** The pictures of the samples, drawn here: not as wide as high, as some are. */
const PICTURE =
  '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="100"><rect width="120" height="100" fill="#8aa39b"/><circle cx="60" cy="50" r="32" fill="#f1f1ee"/></svg>';

/** Shows a mail in a page, as a mail client would that supports all it asks for. Nothing is loaded from anywhere. */
export async function show(page: Page, html: string, view: View): Promise<void> {
  const { width, colorScheme } = VIEWS[view];
  await page.setViewportSize({ width, height: 600 });
  await page.emulateMedia({ colorScheme });
  await page.setContent(html, { waitUntil: 'domcontentloaded' });
  await page.addStyleTag({ content: FONTS });
  await page.evaluate('document.fonts.ready');
  await page.waitForFunction('Array.from(document.images).every((image) => image.complete)');
}

export async function newPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({
    javaScriptEnabled: true,
    deviceScaleFactor: 1,
    locale: 'en-GB',
  });
  await context.route('**/*', (route) =>
    route.request().url().startsWith(PICTURES)
      ? route.fulfill({ contentType: 'image/svg+xml', body: PICTURE })
      : route.abort(),
  );
  return context.newPage();
}
