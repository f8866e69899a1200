import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import pLimit from 'p-limit';
import { badAddressesIn } from '../../lib/recipients/bad-addresses';
import { TABLES } from '../../local/dynamodb';
import { problemsOf } from '../support/ecs';
import { KEY, type PreferencePage, SECRET, startPage } from '../support/preferences';
import { QUICK } from '../support/service';
import { useStack } from '../support/stack';

const stack = useStack();
let page: PreferencePage;

beforeAll(async () => {
  page = await startPage(stack);
});
beforeEach(() => {
  page.lines.length = 0;
  page.secrets.failing = undefined;
});
/** Every line is as `ecs.ts` has it. */
afterEach(() => expect(page.lines.flatMap(problemsOf)).toEqual([]));
afterAll(() => page.close());

const get = (url: string, init: RequestInit = {}) => fetch(url, { redirect: 'manual', ...init });
const post = (url: string, form: Record<string, string[]> | string, headers = {}) =>
  get(url, {
    method: 'POST',
    body:
      typeof form === 'string'
        ? form
        : new URLSearchParams(
            Object.entries(form).flatMap(([name, values]) =>
              values.map((value): [string, string] => [name, value]),
            ),
          ),
    headers,
  });

const NO_ORDERS = { 'order_notification email': ['was-on'] };

describe('the page of a customer', () => {
  it('shows what they are told, and where to, and no address in full', async () => {
    const userId = await page.customer({ preferences: { topics: { order_notification: false } } });

    const response = await get(page.linkFor(userId));

    const html = await response.text();
    expect(response.status).toBe(200);
    expect(html).toContain('<li>Ada</li>');
    expect(html).toContain('a…@example.com');
    expect(html).not.toContain('ada@');
    expect(html).toMatch(/value="on"[^>]*row-shipment_notification[^>]* checked/);
    expect(html).not.toMatch(/value="on"[^>]*row-order_notification[^>]* checked/);
    expect(html).toContain('If a payment fails, we always tell you.');
    expect(html).not.toContain('Text message');
  });

  it('is in the language of the customer, and in its direction', async () => {
    const userId = await page.customer({ locale: 'ar-EG' });

    expect(await (await get(page.linkFor(userId))).text()).toContain('<html lang="ar" dir="rtl">');
  });

  it('changes nothing when it is loaded, however often', async () => {
    const userId = await page.customer();
    stack.proxy.requests.length = 0;

    const first = await (await get(page.linkFor(userId))).text();
    const second = await (await get(page.linkFor(userId))).text();

    expect(second).toBe(first);
    expect(new Set(stack.proxy.requests.map(({ operation }) => operation))).toEqual(new Set(['GetItem']));
    expect(await page.itemOf(userId)).toBeUndefined();
  });

  it('answers HEAD with the same headers and no body', async () => {
    const userId = await page.customer();

    const response = await get(page.linkFor(userId), { method: 'HEAD' });

    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.text()).toBe('');
  });

  it('escapes what stands in a contact', async () => {
    const userId = await page.customer({
      name: '</h1><script>alert(1)</script>',
      email: '"><b>@example.com',
    });
    const other = await page.customer({ name: '\'"><img src=x onerror=alert(1)>' });

    const html = [await get(page.linkFor(userId)), await get(page.linkFor(other))];

    for (const response of html) expect(await response.text()).not.toMatch(/<script|<img|<b>/);
  });

  it('offers no channel whose address called a mail spam', async () => {
    const userId = await page.customer();
    const bad = badAddressesIn(stack.dynamodb.client, TABLES.recipients, QUICK);
    await bad.add(userId, 'ada@example.com', { why: 'complained', at: 1 });

    expect(await (await get(page.linkFor(userId))).text()).toContain('There is nothing to choose');
  });

  it.each([
    ['without a contact', 'nobody-at-all', 200],
    ['without an address', undefined, 200],
  ])('of a customer %s has nothing to choose', async (_, id, status) => {
    const userId = id ?? (await page.customer({ email: null }));

    const response = await get(page.linkFor(userId));

    expect(response.status).toBe(status);
    expect(await response.text()).toContain('There is nothing to choose');
  });
});

describe('saving', () => {
  it('writes the choice with its time, redirects, and the page says so', async () => {
    const userId = await page.customer();
    const link = page.linkFor(userId);

    const response = await post(link, NO_ORDERS);

    expect(response.status).toBe(303);
    const shown = await get(new URL(response.headers.get('location') ?? '', link).href);
    expect(await shown.text()).toMatch(/Saved\.[\s\S]*It can take a minute/);
    expect(await page.itemOf(userId)).toEqual({
      user_id: userId,
      choices: { 'order_notification email': { wanted: false, at: expect.any(Number) } },
    });
  });

  it.each(['?saved', '?saved=', '?saved&source=mail'])(
    'is said however a gateway writes the query: %s',
    async (query) => {
      const link = page.linkFor(await page.customer());

      expect(await (await get(link + query)).text()).toContain('Saved.');
    },
  );

  it('leaves all else in the item as it is', async () => {
    const userId = await page.customer();
    const item = {
      user_id: userId,
      bad_addresses: { hash: { why: 'bounced', at: 1 } },
      choices: { 'delivery_notification email': { wanted: false, at: 1 } },
    };
    await stack.dynamodb.client.send(
      new PutItemCommand({ TableName: TABLES.recipients, Item: marshall(item) }),
    );

    await post(page.linkFor(userId), NO_ORDERS);

    expect(await page.itemOf(userId)).toMatchObject({
      ...item,
      choices: { ...item.choices, 'order_notification email': { wanted: false } },
    });
  });

  it('at the same time on two devices keeps what both chose', async () => {
    const userId = await page.customer();
    const link = page.linkFor(userId);

    await Promise.all(
      ['order', 'payment', 'shipment', 'delivery'].map((topic) =>
        post(link, { [`${topic}_notification email`]: ['was-on'] }),
      ),
    );

    expect(Object.keys(Object((await page.itemOf(userId))?.choices))).toHaveLength(4);
  });

  it('on a page that was open for long takes nothing back that was chosen since', async () => {
    const userId = await page.customer();
    const link = page.linkFor(userId);
    await post(link, NO_ORDERS);

    await post(link, {
      'order_notification email': ['was-on', 'on'],
      'delivery_notification email': ['was-on'],
    });

    expect(await page.itemOf(userId)).toMatchObject({
      choices: {
        'order_notification email': { wanted: false },
        'delivery_notification email': { wanted: false },
      },
    });
  });

  it('the end of the one topic that came by text writes a no for that, and no consent to other texts', async () => {
    const userId = await page.customer({
      phone: '+4915112345678',
      preferences: { topics: { delivery_notification: { sms: true } } },
    });

    await post(page.linkFor(userId), { 'delivery_notification sms': ['was-on'] });

    expect((await page.itemOf(userId))?.choices).toEqual({
      'delivery_notification sms': { wanted: false, at: expect.any(Number) },
    });
  });

  it('of a channel that is not offered writes nothing', async () => {
    const userId = await page.customer();

    expect((await post(page.linkFor(userId), { sms: ['was-off', 'on'] })).status).toBe(303);
    expect(await page.itemOf(userId)).toBeUndefined();
  });

  it('is told in the log, without saying who or what', async () => {
    const userId = await page.customer();

    await post(page.linkFor(userId), NO_ORDERS);

    expect(page.lines.map((line) => JSON.parse(line))).toMatchObject([
      { 'event.action': 'choices_saved', 'service.version': 'v1.2.3' },
    ]);
    expect(page.lines.join()).not.toContain(userId);
  });
});

describe('a link that is none', () => {
  const forms = () => [NO_ORDERS, ''] as const;

  it.each<[string, (userId: string) => string]>([
    ['is forged', (userId) => page.linkFor(userId, 'x'.repeat(32))],
    ['is expired', (userId) => page.linkFor(userId, KEY, page.clock.wall() - 91 * 86_400_000)],
    ['is cut short', (userId) => page.linkFor(userId).slice(0, -3)],
    ['has no token', () => `${page.url}/`],
    ['asks for another file', () => `${page.url}/favicon.ico`],
  ])('shows what to do and reveals nothing: it %s', async (_, linkFor) => {
    const userId = await page.customer();
    stack.proxy.requests.length = 0;

    const [shown, saved] = [await get(linkFor(userId)), await post(linkFor(userId), forms()[0])];

    expect([shown.status, saved.status]).toEqual([404, 404]);
    const html = await shown.text();
    expect(html).toContain('This link does not work');
    expect(html).toBe(await (await get(`${page.url}/none`)).text());
    expect(stack.proxy.requests).toEqual([]);
    expect(await page.itemOf(userId)).toBeUndefined();
  });

  it("with the parts of two customers' links changes neither", async () => {
    const [one, other] = [await page.customer(), await page.customer()];
    const [signature] = page.linkFor(one).split('.').slice(-2, -1);
    const [content] = page.linkFor(other).split('.').slice(-1);

    expect((await post(`${signature}.${content}`.replace(/^.*\//, `${page.url}/`), NO_ORDERS)).status).toBe(
      404,
    );
    expect([await page.itemOf(one), await page.itemOf(other)]).toEqual([undefined, undefined]);
  });

  it('is told in the language of the browser', async () => {
    const response = await get(`${page.url}/none`, { headers: { 'accept-language': 'de-AT,de;q=0.9' } });

    expect(await response.text()).toContain('Dieser Link funktioniert nicht');
  });
});

describe('a key that is rotated', () => {
  afterEach(() => page.secrets.values.set(SECRET, JSON.stringify({ current: KEY })));

  it('is heeded after some minutes, without a deployment, and the one before still counts', async () => {
    const userId = await page.customer();
    const NEW = 'n'.repeat(40);
    await get(page.linkFor(userId));
    page.secrets.values.set(SECRET, JSON.stringify({ current: NEW, previous: KEY }));

    const early = await get(page.linkFor(userId, NEW));
    page.clock.move(QUICK.keysAgain + 1_000);
    const later = await get(page.linkFor(userId, NEW));
    const before = await get(page.linkFor(userId));

    expect([early.status, later.status, before.status]).toEqual([404, 200, 200]);
  });

  it('is not asked for again by every forged link', async () => {
    const userId = await page.customer();
    await get(page.linkFor(userId));
    page.clock.move(QUICK.keysAgain + 1_000);
    const before = page.secrets.reads;

    await Promise.all(Array.from({ length: 50 }, (_, n) => get(`${page.url}/${'a'.repeat(43)}.${n}`)));

    expect(page.secrets.reads - before).toBeLessThanOrEqual(1);
  });

  it('that cannot be read leaves the ones that are known', async () => {
    const userId = await page.customer();
    await get(page.linkFor(userId));
    page.clock.move(QUICK.keysAgain + 1_000);
    page.secrets.failing = 400;

    expect((await get(page.linkFor(userId, 'x'.repeat(40)))).status).toBe(404);
    expect((await get(page.linkFor(userId))).status).toBe(200);
  });
});

describe('what is no request of the page', () => {
  it.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS'])('is refused: %s', async (method) => {
    const userId = await page.customer();

    const response = await get(page.linkFor(userId), { method });

    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD, POST');
  });

  it.each([
    ['a body of 1 MB', `email=${'x'.repeat(1_000_000)}`, 413],
    ['a name that is none of the page', 'user_id=1&email=was-on', 400],
  ])('is refused: %s', async (_, body, status) => {
    const userId = await page.customer();

    const response = await post(page.linkFor(userId), body, {
      'content-type': 'application/x-www-form-urlencoded',
    });

    expect(response.status).toBe(status);
    expect(await response.text()).toContain('We could not read that');
    expect(await page.itemOf(userId)).toBeUndefined();
  });
});

it('every answer keeps the link to itself, and lets nothing in', async () => {
  const link = page.linkFor(await page.customer());

  const answers = [await get(link), await post(link, NO_ORDERS), await get(`${page.url}/none`)];

  for (const { headers } of answers) {
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-security-policy': expect.stringMatching(
        /^default-src 'none'; style-src 'sha256-[\w+/]{43}='; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
      ),
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-robots-tag': 'noindex',
      'strict-transport-security': 'max-age=63072000',
    });
  }
});

it('a thousand requests, as many at once as an API lets through, are all answered and change what one would', async () => {
  const userId = await page.customer();
  const link = page.linkFor(userId);
  const atOnce = pLimit(20);

  const statuses = await Promise.all(
    Array.from({ length: 1_000 }, (_, n) =>
      atOnce(async () => (await (n % 2 ? get(link) : post(link, NO_ORDERS))).status),
    ),
  );

  expect(new Set(statuses)).toEqual(new Set([200, 303]));
  expect(await page.itemOf(userId)).toEqual({
    user_id: userId,
    choices: { 'order_notification email': { wanted: false, at: expect.any(Number) } },
  });
});

describe('a failure of ours is said to be ours', () => {
  it.each<[string, () => void, RegExp]>([
    [
      'DynamoDB does not answer',
      () => {
        stack.proxy.fault = () => 'refuse';
      },
      /DynamoDB failed/,
    ],
  ])('%s', async (_, fail, told) => {
    const userId = await page.customer();
    fail();

    const response = await get(page.linkFor(userId));

    expect(response.status).toBe(503);
    expect(await response.text()).toContain('The mistake is ours');
    expect(page.lines.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ level: 'ERROR', message: expect.stringMatching(told) }),
    ]);
    expect(page.lines.join()).not.toContain(userId);
  });

  it('in the language of the browser', async () => {
    const userId = await page.customer();
    stack.proxy.fault = () => 'refuse';

    const response = await get(page.linkFor(userId), { headers: { 'accept-language': 'de-AT,de;q=0.9' } });

    expect(await response.text()).toContain('Der Fehler liegt bei uns');
  });

  it('an item that somebody has changed by hand', async () => {
    const userId = await page.customer();
    const Item = marshall({ user_id: userId, choices: { email: true } });
    await stack.dynamodb.client.send(new PutItemCommand({ TableName: TABLES.recipients, Item }));

    expect((await get(page.linkFor(userId))).status).toBe(503);
    expect(page.lines.join()).toContain('recipients: choices.email: expected a map, found a boolean');
  });
});
