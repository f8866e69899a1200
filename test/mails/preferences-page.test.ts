import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { readLanguages } from '../../build/templates/languages';
import { PSEUDO } from '../../build/templates/pseudo';
import { deliveryMail } from '../../lib/channels/email/delivery';
import { controlsOf } from '../../lib/preferences-page/controls';
import { choicesPage, type Notice, noticePage } from '../../lib/preferences-page/page';
import { CHANNELS } from '../../lib/recipients/choices';
import { findChromium, launch, newPage, show } from '../../local/gallery/browser';
import { expectAsBefore } from '../support/pictures';
import { type PreferencePage, SECRET, startPage, TOPICS } from '../support/preferences';
import { instancesOn, newOrder, orders } from '../support/service';
import { useStack } from '../support/stack';

/*
 * The preference page in a real browser, without JavaScript. What test/mails/chromium.test.ts says of Chromium and of baselines goes for
 * this too.
 */

const chromium = findChromium();
const LANGUAGES = Object.keys(readLanguages());
const NAMES: Readonly<Record<string, string>> = { de: 'Konrad Zuse', ar: 'ابن سينا' };
const SHOWN = { email: 'a…@example.com', sms: '…42', push: '2' } as const;

const pageIn = (
  locale: string,
  channels: readonly (typeof CHANNELS)[number][],
  saved = false,
  name = NAMES[locale] ?? 'Ada Lovelace',
) =>
  choicesPage({
    locale,
    name,
    ways: channels.map((channel) => ({ channel, shown: SHOWN[channel] })),
    topics: TOPICS,
    controls: controlsOf(TOPICS, channels, [{ topics: { order_notification: false } }]),
    saved,
  });

const stack = useStack();
let browser: Browser;
/** With scripts, for what looks at a page. */
let page: Page;

(chromium ? describe : describe.skip)('the preference page in Chromium', () => {
  beforeAll(async () => {
    browser = await launch(chromium ?? '');
    page = await newPage(browser);
  });
  afterAll(() => browser.close());

  describe('as a customer uses it', () => {
    let preferences: PreferencePage;
    let visitor: Page;
    const complaints: string[] = [];

    beforeAll(async () => {
      process.env.PREFERENCES_PAGE = '1';
      preferences = await startPage(stack);
      const context = await browser.newContext({
        javaScriptEnabled: false,
        viewport: { width: 375, height: 667 },
      });
      visitor = await context.newPage();
      visitor.on('console', (message) => complaints.push(message.text()));
    });
    afterAll(async () => {
      delete process.env.PREFERENCES_PAGE;
      await visitor.context().close();
      await preferences.close();
    });

    const service = () =>
      instancesOn(stack)({
        secrets: preferences.secrets.url,
        environment: { PREFERENCES_URL: preferences.url, PREFERENCES_SECRET: SECRET },
      });

    /** Sends the customer a mail. @returns the link in its text, or how the record ended */
    async function mailTo(userId: string): Promise<string> {
      stack.ses.clear();
      const { invoke, lines } = service();
      await invoke(orders({ user_id: userId, order_id: newOrder() }));
      const [mail] = stack.ses.messages;
      const link = /^http:\/\/\S+$/m.exec(mail?.text ?? '')?.[0];
      return link ?? lines.map((line) => line['event.code']).join('');
    }

    const box = (name: string) => visitor.getByRole('checkbox', { name });
    const save = () => visitor.getByRole('button', { name: 'Save' });

    it('the link of a mail leads to it; a choice is there after a reload, and stops the next mail', async () => {
      const userId = await preferences.customer();

      await visitor.goto(await mailTo(userId));
      await box('Your order E-mail').uncheck();
      await save().click();

      expect(await visitor.getByRole('status').textContent()).toContain('Saved.');
      await visitor.reload();
      expect(await box('Your order E-mail').isChecked()).toBe(false);
      expect(await box('Your parcel has arrived E-mail').isChecked()).toBe(true);
      expect(await mailTo(userId)).toBe('opted_out');

      await box('Your order E-mail').check();
      await save().click();
      expect(await mailTo(userId)).toMatch(/^http/);
    });

    it('is used by the keyboard alone', async () => {
      const userId = await preferences.customer();
      await visitor.goto(preferences.linkFor(userId));
      const press = async (...keys: string[]) => {
        for (const key of keys) await visitor.keyboard.press(key);
      };

      await press('Tab', 'Tab', 'Space');
      expect(await box('Your order E-mail').isChecked()).toBe(false);
      await press('Tab', 'Tab', 'Tab', 'Tab', 'Enter');

      await visitor.getByRole('status').waitFor();
      expect(await preferences.itemOf(userId)).toMatchObject({
        choices: { 'order_notification email': { wanted: false } },
      });
    });

    it('has its style, which is all that it takes', async () => {
      complaints.length = 0;
      await visitor.goto(preferences.linkFor(await preferences.customer()));

      const colour = await visitor.evaluate<string>(
        'getComputedStyle(document.querySelector("button")).backgroundColor',
      );

      expect(colour).toBe('rgb(11, 110, 95)');
      expect(complaints).toEqual([]);
    });

    it('shows HTML in a name as text', async () => {
      await visitor.goto(preferences.linkFor(await preferences.customer({ name: '<b>Ada</b>' })));

      expect(await visitor.getByText('<b>Ada</b>').count()).toBe(1);
    });
  });

  const views = LANGUAGES.flatMap((language) =>
    (['light', 'dark', 'phone', 'phone-dark'] as const).map((view) => [language, view] as const),
  );

  describe('axe finds nothing wrong', () => {
    const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

    async function violations(html: string, view: (typeof views)[number][1]) {
      await show(page, html, view);
      await page.evaluate(axe);
      return page.evaluate<string[]>(
        'axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map((node) => id + ": " + node.failureSummary)))',
      );
    }

    it.each(views)('with its choices: %s, %s', async (language, view) => {
      expect(await violations(pageIn(language, ['email'], true), view)).toEqual([]);
      expect(await violations(pageIn(language, CHANNELS), view)).toEqual([]);
    });

    it.each(['nothing', 'invalid', 'failed', 'refused'] as Notice[])('with a notice: %s', async (notice) => {
      for (const language of LANGUAGES) {
        expect(await violations(noticePage(notice, language), 'light')).toEqual([]);
        expect(await violations(noticePage(notice, language), 'phone-dark')).toEqual([]);
      }
    });

    it.each(LANGUAGES)('with the link to it at the end of a mail: %s', async (locale) => {
      const reader = { locale, preferencesUrl: 'https://tell-me.shop.example/a.b' };
      const { html } = deliveryMail(
        {
          ...{ order_id: '1', user_id: '1', status: 'delivered', message: undefined },
          ...{ email: undefined, name: undefined },
          ...{ tracking_number: undefined, delivered_at: undefined, left_with: undefined },
        },
        reader,
      );
      // Landmarks are those of the mail client.
      const inPage = (found: string[]) => found.filter((one) => !/^(?:region|landmark-one-main):/.test(one));

      expect(html).toContain('https://tell-me.shop.example/a.b');
      expect(inPage(await violations(html, 'light'))).toEqual([]);
      expect(inPage(await violations(html, 'phone-dark'))).toEqual([]);
    });

    it('unless a box has no name, so that the tests above can fail', async () => {
      const html = pageIn('en', ['email']).replaceAll('aria-labelledby', 'data-was');

      expect(await violations(html, 'light')).not.toEqual([]);
    });
  });

  it.each([...LANGUAGES, PSEUDO])('is no wider than the smallest phone: %s', async (language) => {
    await show(page, pageIn(language, CHANNELS, true), 'phone');
    await page.setViewportSize({ width: 320, height: 600 });

    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
  });

  it.each(LANGUAGES)('is no wider with the longest name: %s', async (language) => {
    await show(page, pageIn(language, CHANNELS, true, 'x'.repeat(500)), 'phone');
    await page.setViewportSize({ width: 320, height: 600 });

    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
  });

  it.each(LANGUAGES)('is one screen on a phone: %s', async (language) => {
    await show(page, pageIn(language, ['email']), 'phone');
    await page.setViewportSize({ width: 375, height: 667 });

    expect(await page.evaluate('document.documentElement.scrollHeight')).toBe(667);
  });

  it.each(LANGUAGES)(
    'shows a dot between two items of a line, and none at the start of a line: %s',
    async (language) => {
      await show(page, pageIn(language, CHANNELS), 'phone');

      const dots = await page.evaluate<{ first: boolean; shown: boolean }[]>(`(() => {
      const list = document.querySelector('ul');
      const { left, right } = list.getBoundingClientRect();
      const rightToLeft = document.dir === 'rtl';
      return Array.from(list.children, (item) => {
        const { left: from, right: to } = item.getBoundingClientRect();
        const dot = parseFloat(getComputedStyle(item, '::before').insetInlineStart);
        const at = rightToLeft ? to - dot : from + dot;
        return { first: Math.abs(rightToLeft ? right - to : from - left) < 1, shown: left <= at && at <= right };
      });
    })()`);

      expect(dots.filter(({ first }) => first).length).toBeGreaterThan(1);
      expect(dots.map(({ first, shown }) => first || shown)).toEqual(dots.map(() => true));
      expect(dots.filter(({ first, shown }) => first && shown)).toEqual([]);
    },
  );

  it.each(
    LANGUAGES.flatMap((language) =>
      (['light', 'phone-dark'] as const).map((view) => [language, view] as const),
    ),
  )('looks as it did: %s, %s', async (language, view) => {
    await show(page, pageIn(language, view === 'light' ? ['email'] : CHANNELS, view === 'light'), view);

    expectAsBefore(await page.screenshot({ fullPage: true }), `preferences.${language}.${view}.png`);
  });
});
