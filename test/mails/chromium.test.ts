import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pixelmatch from 'pixelmatch';
import type { Browser, Dialog, Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { PSEUDO } from '../../build/templates/pseudo';
import { findChromium, launch, newPage, show, type View } from '../../local/gallery/browser';
import { PICTURES } from '../../local/gallery/items';
import { allMails } from '../../local/gallery/mails';
import { CHROMIUM_MISSING, fileOf } from '../../local/gallery/screenshots';
import { MAILS } from '../support/mails';

/*
 * The mails in a real browser, in letters from node_modules, so that they look the same on every machine.
 * UPDATE_SCREENSHOTS=1 takes the baselines anew; with REQUIRE_CHROMIUM=1 it is a failure that there is no Chromium.
 */

const chromium = findChromium();
const required = process.env.REQUIRE_CHROMIUM === '1';
const updating = process.env.UPDATE_SCREENSHOTS === '1';

const BASELINES = join(__dirname, 'screenshots');
/** Where the picture that differs, and the difference, are left to be looked at. */
const SEEN = join(__dirname, '../../.build/screenshots');

/** In pixels: a picture is compared strip by strip, since in all of it a few words would be nothing. */
const STRIP = 100;
/** Of a strip's pixels: edges of letters differ between versions of Chromium, and "✓" comes from the system's fonts. */
const TOLERANCE = 0.001;
/** How far two colours may be apart and still count as the same, from 0 to 1. */
const COLOUR_TOLERANCE = 0.2;
/** In pixels: a line break that moves makes a whole line of difference, which is more. */
const HEIGHT_TOLERANCE = 4;

const titleOf = ({ sample, language, kind }: (typeof MAILS)[number]) =>
  `${sample}, ${language}${kind === 'hostile' ? ', hostile' : ''}`;
const titled = (mails: typeof MAILS) => mails.map((mail) => [titleOf(mail), mail] as const);

const USUAL = MAILS.filter(({ kind }) => kind === 'usual');
const ALL = [...MAILS, ...allMails([PSEUDO])];

let browser: Browser;
let page: Page;

if (!chromium && !required)
  process.stderr.write(`The mails were not tested in a browser. ${CHROMIUM_MISSING}\n`);

it('there is a Chromium, where one is required', () => {
  expect(required && !chromium ? CHROMIUM_MISSING : '').toBe('');
});

(chromium ? describe : describe.skip)('in Chromium', () => {
  beforeAll(async () => {
    browser = await launch(chromium ?? '');
    page = await newPage(browser);
  });
  afterAll(() => browser.close());

  describe('axe finds nothing wrong with', () => {
    const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

    // A mail is no page: the mail client it is read in has the landmarks, and a second main one would be wrong there.
    const OPTIONS = {
      resultTypes: ['violations'],
      rules: { 'landmark-one-main': { enabled: false }, region: { enabled: false } },
    };

    async function violations(html: string, view: View) {
      await show(page, html, view);
      await page.evaluate(axe);
      const found = await page.evaluate<
        Array<{ id: string; nodes: Array<{ html: string; failureSummary: string }> }>
      >(`axe.run(document, ${JSON.stringify(OPTIONS)}).then(({ violations }) => violations)`);
      return found.map(({ id, nodes }) => ({ id, nodes: nodes.map((node) => node.failureSummary) }));
    }

    it.each(titled(USUAL))('%s, light and dark', async (_, mail) => {
      expect(await violations(mail.html, 'light')).toEqual([]);
      expect(await violations(mail.html, 'dark')).toEqual([]);
    });

    it.each(titled(MAILS.filter(({ kind }) => kind === 'hostile')))('%s', async (_, mail) => {
      expect(await violations(mail.html, 'phone-dark')).toEqual([]);
    });

    it('a mail without contrast, so that the tests above can fail: it does', async () => {
      const faint = (USUAL[0]?.html ?? '').replaceAll('#5b626c', '#dddddd');

      expect(await violations(faint, 'light')).toMatchObject([{ id: 'color-contrast' }]);
    });
  });

  it.each(titled(ALL))('%s is no wider than the smallest phone', async (_, mail) => {
    await show(page, mail.html, 'phone');
    await page.setViewportSize({ width: 320, height: 600 });

    // Not scrollWidth: what sticks out of an element that hides it is cut off, and right-to-left text sticks out leftwards.
    const [left, right] = await page.evaluate<[number, number]>(`(() => {
      const boxes = Array.from(document.querySelectorAll('body *'), (one) => one.getBoundingClientRect());
      const shown = boxes.filter(({ width, height }) => width > 0 && height > 0);
      return [Math.min(...shown.map(({ left }) => left)), Math.max(...shown.map(({ right }) => right))];
    })()`);
    expect(left).toBeGreaterThanOrEqual(0);
    expect(right).toBeLessThanOrEqual(320);
  });

  it.each(titled(ALL))(
    '%s runs no script and asks for nothing but pictures of its items',
    async (_, mail) => {
      const asked: string[] = [];
      const listener = (request: { url(): string }) => asked.push(request.url());
      const dialogs: string[] = [];
      const dismiss = (dialog: Dialog) => {
        dialogs.push(dialog.message());
        return dialog.dismiss();
      };
      page.on('request', listener);
      page.on('dialog', dismiss);

      await show(page, mail.html, 'light');

      page.off('request', listener);
      page.off('dialog', dismiss);
      expect(dialogs).toEqual([]);
      expect(asked.filter((url) => !url.startsWith('data:font/') && !url.startsWith(PICTURES))).toEqual([]);
      expect(await page.evaluate<number>('document.scripts.length')).toBe(0);
    },
  );

  describe.each(['light', 'phone-dark'] as const)('looks as it did, %s:', (view) => {
    it.each(titled(USUAL))('%s', async (_, mail) => {
      await show(page, mail.html, view);
      const picture = await page.screenshot({ fullPage: true });
      const baseline = join(BASELINES, fileOf(mail, view));
      if (updating) {
        mkdirSync(BASELINES, { recursive: true });
        writeFileSync(baseline, picture);
      }
      if (!existsSync(baseline))
        throw new Error(
          `There is no screenshot ${fileOf(mail, view)} to compare with. Run UPDATE_SCREENSHOTS=1 npx jest test/mails, look at it, and commit it.`,
        );

      const [before, now] = [PNG.sync.read(readFileSync(baseline)), PNG.sync.read(picture)];
      expect(now.width).toBe(before.width);
      expect(Math.abs(now.height - before.height)).toBeLessThanOrEqual(HEIGHT_TOLERANCE);
      const { width } = now;
      const height = Math.min(now.height, before.height);
      const difference = new PNG({ width, height });
      const shares: number[] = [];
      for (let top = 0; top < height; top += STRIP) {
        const rows = Math.min(STRIP, height - top);
        const [seenBefore, seenNow, different] = [before, now, difference].map(({ data }) =>
          data.subarray(top * width * 4, (top + rows) * width * 4),
        ) as [Buffer, Buffer, Buffer];
        const pixels = pixelmatch(seenBefore, seenNow, different, width, rows, {
          threshold: COLOUR_TOLERANCE,
        });
        shares.push(pixels / (width * STRIP));
      }
      const share = Math.max(...shares);
      if (share > TOLERANCE) {
        const seen = join(SEEN, fileOf(mail, view));
        mkdirSync(dirname(seen), { recursive: true });
        writeFileSync(seen, picture);
        writeFileSync(seen.replace('.png', '.difference.png'), PNG.sync.write(difference));
      }
      expect(share).toBeLessThanOrEqual(TOLERANCE);
    });
  });
});
