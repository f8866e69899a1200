import { readFileSync } from 'node:fs';
import type { Browser, Dialog, Page } from 'playwright-core';
import { PSEUDO } from '../../build/templates/pseudo';
import { findChromium, launch, newPage, show, type View } from '../../local/gallery/browser';
import { PICTURES } from '../../local/gallery/items';
import { allMails } from '../../local/gallery/mails';
import { CHROMIUM_MISSING, fileOf } from '../../local/gallery/screenshots';
import { MAILS } from '../support/mails';
import { expectAsBefore } from '../support/pictures';

/*
 * The mails in a real browser, in letters from node_modules, so that they look the same on every machine.
 * UPDATE_SCREENSHOTS=1 takes the baselines anew; with REQUIRE_CHROMIUM=1 it is a failure that there is no Chromium.
 */

const chromium = findChromium();
const required = process.env.REQUIRE_CHROMIUM === '1';

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
      expectAsBefore(picture, fileOf(mail, view));
    });
  });
});
