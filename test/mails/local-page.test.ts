import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { findChromium, launch } from '../../local/gallery/browser';
import { openLocalPage } from '../support/local-page';
import { type NpmStart, npmStart } from '../support/npm-start';

/*
 * The page of a running npm start, in a real browser. UPDATE_SCREENSHOTS=1 takes the picture of the README anew, docs/page.png. What
 * test/mails/chromium.test.ts says of Chromium goes for this too.
 */

const chromium = findChromium();
const TABS = ['messages', 'messages/phone', 'topics', 'orders', 'orders/unknown-1', 'failed'] as const;
const PHONE = { width: 375, colorScheme: 'dark' } as const;
const WIDE = { width: 1400, colorScheme: 'light' } as const;

const HOSTILE = `<img src=x onerror="document.title='hostile'">${'x'.repeat(300)}\u202eabc ابن سينا`;

let stack: NpmStart;
let browser: Browser;

const api = (path: string) => `${stack.inbox}/api/${path}`;
const postJson = (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  fetch(api(path), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

const order = (fields: Readonly<Record<string, unknown>>) => ({
  topic: 'order_notification',
  message: JSON.stringify({ user_id: 1, status: 'pending', message: 'Hello.', ...fields }),
});

/** Publishes what the form is filled with. */
async function publish(page: Page, message: string): Promise<void> {
  await page.getByLabel('Message', { exact: true }).fill(message);
  await page.getByRole('button', { name: 'Publish' }).click();
  await page.getByText('1 record published').waitFor();
}

(chromium ? describe : describe.skip)('the page of npm start in Chromium', () => {
  beforeAll(async () => {
    stack = await npmStart(['--no-samples', '--retries', 'gap=50'], {
      ON_FAILURE_FOLDER: mkdtempSync(join(tmpdir(), 'on-failure-')),
    });
    browser = await launch(chromium ?? '');
  });
  afterAll(async () => {
    await browser.close();
    await stack.stop();
  });

  it('says on each tab what to do, while there is nothing to see', async () => {
    const { page } = await openLocalPage(browser, stack.inbox, PHONE);
    for (const [tab, hint] of [
      ['Messages', 'No mail yet. Publish a message'],
      ['Topics', 'No record yet. Choose a sample'],
      ['Orders', 'No order yet. Publish a message'],
      ['Failed', 'Nothing has failed for good. Publish a broken sample'],
    ] as const) {
      await page.getByRole('link', { name: tab, exact: true }).click();
      await page.getByText(hint).waitFor();
    }
    await page.context().close();
  });

  it('states nothing before it knows', async () => {
    const { page } = await openLocalPage(browser, 'about:blank', PHONE);
    await page.route('**/api/**', () => {});
    await page.goto(stack.inbox);
    for (const tab of ['messages', 'topics', 'orders', 'failed']) {
      await page.locator(`nav a[href="#${tab}"]`).click();
      await page.locator(`section#${tab}`).waitFor();

      expect(await page.locator('main').innerText()).not.toMatch(
        /\d mails|No (?:mail|record|order) yet|Nothing has failed|Documents in/,
      );
    }
    expect(await page.getByRole('button', { name: 'Redrive all …' }).isDisabled()).toBe(true);
    await page.locator('nav a[href="#topics"]').click();
    expect(await page.getByRole('button', { name: 'Publish' }).isDisabled()).toBe(true);
    expect(await page.getByLabel('Message', { exact: true }).isDisabled()).toBe(true);
    await page.context().close();
  });

  it('shows the whole way: a broken message, an unknown user, the contact, the redrive, the mail', async () => {
    const { page, complaints } = await openLocalPage(browser, `${stack.inbox}/#topics`, WIDE);
    const record = (orderId: string) => page.locator('#records li', { hasText: `Order ${orderId}` });

    await publish(page, '{"order_id": "broken-1"}');
    await record('broken-1').getByText('6 tries, given up').waitFor();
    expect(await record('broken-1').textContent()).toContain('message_invalid: user_id: expected an integer');

    await publish(page, '{"order_id": "unknown-1", "user_id": "u-77", "status": "pending"}');
    await record('unknown-1').getByText('6 tries, given up').waitFor();
    await record('unknown-1').getByRole('link').click();
    await page.getByText('There is no contact for this user').first().waitFor();

    await page.getByRole('link', { name: 'Failed', exact: true }).click();
    const unknown = page.locator('#documents li li', { hasText: 'Order unknown-1' });
    await unknown.getByText('user_id u-77').waitFor();
    await unknown.getByRole('button', { name: 'Add the contact …' }).click();
    expect(await page.evaluate('document.activeElement.id')).toBe('email');
    await page.getByLabel('e-mail').fill('u77@example.com');
    await page.getByRole('button', { name: 'Save the contact' }).click();
    await page.getByText('Contact u-77 saved.').waitFor();

    await unknown.getByRole('button', { name: 'Redrive …' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Send 1 record of 1 document in the local stack?').waitFor();
    expect(await dialog.textContent()).toContain("--order 'unknown-1' --dry-run");
    await dialog.getByRole('button', { name: 'Send' }).click();
    await dialog.getByText('Done.').waitFor();
    expect(await dialog.locator('pre').textContent()).toMatch(/order_notification +1 +0 +0/);
    expect(await page.evaluate('document.activeElement.id')).toBe('report');
    await dialog.getByRole('button', { name: 'Close' }).click();
    await page.locator('#documents', { hasNotText: 'unknown-1' }).waitFor();

    await page.getByRole('link', { name: 'Messages', exact: true }).click();
    await page.locator('#mails a', { hasText: 'u77@example.com' }).click();
    const mail = page.frameLocator('iframe[title="The mail as HTML"]');
    await mail.getByText('unknown-1').first().waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  // The picture of the README, of records that ended in each way.
  if (process.env.UPDATE_SCREENSHOTS === '1')
    it('has a picture', async () => {
      const { page } = await openLocalPage(browser, `${stack.inbox}/#topics`, { ...WIDE, width: 1280 });
      const skipped = {
        topic: 'payment_notification',
        message: '{"order_id":"2002","user_id":4,"status":"success"}',
      };
      await postJson('publish', skipped);
      for (const [orderId, userId] of [
        ['2001', 1],
        ['2003', 5],
        ['2004', 6],
      ])
        await postJson('publish', order({ order_id: orderId, user_id: userId }));
      await page.locator('#records', { hasText: 'opted_out' }).waitFor();
      await page.locator('#lag', { hasText: 'lag 0' }).waitFor();
      await page.setViewportSize({ width: 1280, height: 720 });
      writeFileSync(join(__dirname, '../../docs/page.png'), await page.screenshot());
      await page.context().close();
    });

  it('publishes a sample as it is chosen, with an order of its own', async () => {
    const { page } = await openLocalPage(browser, `${stack.inbox}/#topics`, WIDE);

    await page.getByLabel('Topic', { exact: true }).selectOption('shipment_notification');
    await page.getByLabel('Sample').selectOption({ label: 'shipment-notification' });
    const { order_id: orderId } = JSON.parse(await page.getByLabel('Message', { exact: true }).inputValue());
    await page.getByRole('button', { name: 'Publish' }).click();

    await page.locator('#records li', { hasText: orderId }).getByText('sent', { exact: true }).waitFor();
    expect(orderId).toMatch(/^page-/);
    await page.context().close();
  });

  it('leaves a sample broken whose order is what is broken', async () => {
    const { page } = await openLocalPage(browser, `${stack.inbox}/#topics`, WIDE);

    await page.getByLabel('Sample').selectOption({ label: 'order-poison.9-failed, 8' });

    expect(await page.getByLabel('Message', { exact: true }).inputValue()).toContain('9007199254740993');
    await page.context().close();
  });

  it('publishes what is no JSON only when it is told to', async () => {
    const { page } = await openLocalPage(browser, `${stack.inbox}/#topics`, WIDE);

    await page.getByLabel('Message', { exact: true }).fill('{no JSON');
    await page.getByRole('button', { name: 'Publish' }).click();
    await page.getByText('Not JSON: {no JSON. Correct it, or publish it "as it is".').waitFor();

    await page.getByLabel('as it is').check();
    await publish(page, '{no JSON');
    await page.locator('#records li', { hasText: 'value_invalid' }).getByText('6 tries, given up').waitFor();
    await page.context().close();
  });

  it('shows HTML and long words as text, and is no wider than a small phone', async () => {
    await postJson('publish', {
      topic: 'order_notification',
      message: JSON.stringify({ order_id: HOSTILE }),
    });
    await postJson('publish', order({ order_id: '<b>seen</b>', message: HOSTILE, name: HOSTILE }));
    const { page, complaints } = await openLocalPage(browser, `${stack.inbox}/#topics`, {
      ...PHONE,
      width: 320,
    });
    const hostile = page.locator('#records li', { hasText: 'onerror' });
    await hostile.getByText('6 tries, given up').first().waitFor();
    await page.getByText('Order <b>seen</b>').waitFor();
    for (const summary of await page.locator('#records summary').all()) await summary.click();

    for (const tab of [...TABS, `orders/${encodeURIComponent('<b>seen</b>')}`]) {
      await page.goto(`${stack.inbox}/#${tab}`);
      await page.waitForTimeout(300);
      expect([tab, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([tab, 320]);
    }
    expect(await page.title()).not.toContain('hostile');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it.each([390, 1280])('moves a long report inside the dialog of a redrive, %i px wide', async (width) => {
    const { page } = await openLocalPage(browser, `${stack.inbox}/#failed`, { ...PHONE, width });
    await page.getByRole('button', { name: 'Redrive all …' }).click();
    await page.getByText(/^Send \d+ records/).waitFor();

    const overflowOf = (id: string) =>
      page.evaluate<number>(`(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(${id})`);
    expect(await overflowOf('document.getElementById("redrive")')).toBe(0);
    expect(await overflowOf('document.getElementById("report")')).toBeGreaterThan(0);
    await page.context().close();
  });

  it('shades the edge behind which the report of a redrive goes on', async () => {
    const { page } = await openLocalPage(browser, `${stack.inbox}/#failed`, PHONE);
    await page.getByRole('button', { name: 'Redrive all …' }).click();
    await page.getByText(/^Send \d+ record/).waitFor();
    const report = page.locator('#report');

    const shaded = await report.screenshot();
    await page.addStyleTag({ content: '#report { --shade: transparent }' });
    expect((await report.screenshot()).equals(shaded)).toBe(false);
    await page.context().close();
  });

  it('shows the answer about what Send would send, and no earlier one that comes late', async () => {
    for (const orderId of ['early-1', 'late-1'])
      await postJson('publish', order({ order_id: orderId, user_id: 'nobody' }));
    const { page } = await openLocalPage(browser, `${stack.inbox}/#failed`, WIDE);
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/api/redrive', async (route) => {
      if (route.request().postData()?.includes('early-1')) await held;
      await route.continue();
    });
    const redrive = (orderId: string) =>
      page
        .locator('#documents li li', { hasText: `Order ${orderId}` })
        .getByRole('button', { name: 'Redrive …' })
        .click();
    const command = page.getByRole('dialog').locator('#command');

    await redrive('early-1');
    await page.keyboard.press('Escape');
    await redrive('late-1');
    await command.getByText("--order 'late-1'").waitFor();
    const late = page.waitForResponse((response) => !!response.request().postData()?.includes('early-1'));
    release();
    await (await late).finished();
    await page.waitForTimeout(300);

    expect(await command.textContent()).toContain("--order 'late-1'");
    await page.context().close();
  });

  it.each([
    [360, '#messages'],
    [320, '#messages/phone'],
  ])('has the bar above the messages in one line, %i px wide, %s', async (width, tab) => {
    const { page } = await openLocalPage(browser, `${stack.inbox}/${tab}`, { ...PHONE, width });
    await page.locator('#count', { hasText: 'mail' }).waitFor();

    // As many as the local SES keeps.
    const [bar, button] = await page.evaluate<number[]>(`(() => {
      document.getElementById('count').textContent = '5000 mails';
      return ['.bar', '.bar button'].map((one) => document.querySelector(one).clientHeight);
    })()`);
    expect(bar).toBeLessThan(2 * (button ?? 0));
    await page.context().close();
  });

  it('says that the stack has stopped, also to who sends a form', async () => {
    const { page } = await openLocalPage(browser, `${stack.inbox}/#failed`, PHONE);
    await page.route('**/api/contacts', (route) => route.abort());
    await page.getByLabel('user_id').fill('u-78');
    await page.getByLabel('e-mail').fill('u78@example.com');
    await page.getByRole('button', { name: 'Save the contact' }).click();

    await page.locator('#contact output', { hasText: 'The local stack has stopped.' }).waitFor();
    await page.context().close();
  });

  it('has the day of what has failed', async () => {
    const { page } = await openLocalPage(browser, `${stack.inbox}/#failed`, WIDE);

    expect(await page.locator('#documents time').first().textContent()).toMatch(/\d\d\/\d\d\/\d{4}, \d\d:/);
    await page.context().close();
  });

  it('asks to choose an order', async () => {
    const { page } = await openLocalPage(browser, `${stack.inbox}/#orders`, WIDE);
    await page.getByText('Choose an order.').waitFor();

    await page.locator('#recent a').first().click();
    await page.locator('#timeline h2').waitFor();
    expect(await page.getByText('Choose an order.').isVisible()).toBe(false);
    await page.context().close();
  });

  it('takes an address that cannot be decoded as it is', async () => {
    const { page, complaints } = await openLocalPage(browser, `${stack.inbox}/#orders/%E0`, WIDE);
    await page.getByRole('heading', { name: 'Order %E0' }).waitFor();

    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('is used by the keyboard alone', async () => {
    const { page } = await openLocalPage(browser, stack.inbox, WIDE);
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key);
    };

    await press('Tab', 'Tab', 'Tab', 'Tab', 'Enter');
    await page.locator('#documents button').first().focus();
    await press('Enter');
    await page.getByRole('dialog').waitFor();
    await press('Escape');

    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Redrive …');
    await page.context().close();
  });

  describe('axe finds nothing wrong with', () => {
    const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

    it.each(
      TABS.flatMap((tab) =>
        [WIDE, { ...WIDE, colorScheme: 'dark' as const }, PHONE].map((view) => [tab, view] as const),
      ),
    )('%s, %j', async (tab, view) => {
      const { page } = await openLocalPage(browser, `${stack.inbox}/#${tab}`, view);
      // Of a mail, its own test finds what is wrong.
      const run = `axe.run(document, { resultTypes: ['violations'], iframes: false }).then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map((node) => id + ': ' + node.html + node.failureSummary)))`;
      await page.locator('main > section:visible').waitFor();
      await page.waitForTimeout(500);
      await page.evaluate(axe);

      expect(await page.evaluate<string[]>(run)).toEqual([]);
      if (tab === 'failed') {
        await page.getByRole('button', { name: 'Redrive all …' }).click();
        await page.getByText(/^Send \d+ records/).waitFor();
        expect(await page.evaluate<string[]>(run)).toEqual([]);
      }
      await page.context().close();
    });
  });

  it('lists a thousand records, the last one first, and goes on living', async () => {
    // Customer 3 wants no mail: nothing is to be sent, so nothing waits for its turn.
    await postJson('publish', { ...order({ order_id: 'many-{n}', user_id: 3 }), times: 1_000 });
    const { page } = await openLocalPage(browser, `${stack.inbox}/#topics`, WIDE);
    await page.getByText('the last 1,000').waitFor();
    await page.locator('#lag', { hasText: 'lag 0' }).waitFor();
    expect(await page.locator('#records > li').count()).toBe(1_000);

    await publish(page, order({ order_id: 'after-all' }).message);
    await page.locator('#records > li').first().getByText('Order after-all').waitFor();

    await page.getByLabel('show').selectOption('failed');
    await page.getByText('No record of this kind.').waitFor();
    await page.context().close();
  });

  it('lists a thousand mails, and opens one', async () => {
    const form = {
      Action: 'SendEmail',
      Version: '2010-12-01',
      Source: 'shop@example.com',
      'Message.Body.Text.Data': 'Hi',
    };
    const send = (n: number) => {
      const mail = {
        ...form,
        'Destination.ToAddresses.member.1': `c${n}@example.com`,
        'Message.Subject.Data': `Mail ${n}`,
      };
      return fetch(stack.inbox, { method: 'POST', body: new URLSearchParams(mail) }).then((answer) =>
        answer.text(),
      );
    };
    for (let n = 0; n < 1_000; n += 50)
      await Promise.all(Array.from({ length: 50 }, (_, one) => send(n + one)));
    const { page } = await openLocalPage(browser, stack.inbox, PHONE);
    await page.locator('#mails a', { hasText: 'c500@' }).click();

    await page.locator('#body', { hasText: 'Hi' }).waitFor();
    expect(await page.locator('#mails li').count()).toBeGreaterThanOrEqual(1_000);
    await page.context().close();
  });
});
