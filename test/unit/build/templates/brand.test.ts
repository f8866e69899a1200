import { parseBrand, readBrand } from '../../../../build/templates/brand';
import { contrast, DARK_CARD } from '../../../../build/templates/colour';

const BRAND = {
  name: 'Example Shop',
  colour: '#0b6e5f',
  supportEmail: 'help@shop.example',
  address: '12 Harbour Street',
  timeZone: 'Europe/Berlin',
};

function problemsOf(value: unknown): string[] {
  try {
    parseBrand(value);
    return [];
  } catch (error) {
    return (error as Error).message.split('\n');
  }
}

describe('the brand', () => {
  it('of this repository is valid', () => {
    expect(() => readBrand()).not.toThrow();
  });

  it('needs no more than name, colour, support address, postal address and time zone', () => {
    expect(parseBrand(BRAND)).toMatchObject(BRAND);
  });

  it('gets a colour that can be read on a dark screen', () => {
    for (const colour of ['#0b6e5f', '#000000', '#1f4b99', '#b00020', '#6b21a8']) {
      expect(contrast(parseBrand({ ...BRAND, colour }).colourOnDark, DARK_CARD)).toBeGreaterThanOrEqual(4.5);
    }
  });

  it.each([
    ['name', { name: '' }, /^templates\/brand\.json: name: /],
    [
      'a name that would break a header',
      { name: 'Shop\r\nBcc: eve@evil.example' },
      /^templates\/brand\.json: name: one line/,
    ],
    ['name of 65 characters', { name: 'x'.repeat(65) }, /^templates\/brand\.json: name: /],
    ['a colour by name', { colour: 'green' }, /^templates\/brand\.json: colour: a colour such as "#0b6e5f"/],
    [
      'a colour too light for white text',
      { colour: '#ffcc00' },
      /^templates\/brand\.json: colour: .*at least 4\.5 to white; #ffcc00 has 1\.5/,
    ],
    [
      'a colour too dark for a dark screen',
      { colourOnDark: '#1f4b99' },
      /^templates\/brand\.json: colourOnDark: .*at least 4\.5/,
    ],
    [
      'a logo by http',
      { logo: { url: 'http://shop.example/l.png', width: 100, height: 20 } },
      /^templates\/brand\.json: logo\.url: an https URL/,
    ],
    [
      'a link that is a script',
      { links: { help: 'javascript:alert(1)' } },
      /^templates\/brand\.json: links\.help: an https URL/,
    ],
    [
      'a page of orders without the order',
      { orderUrl: 'https://shop.example/orders' },
      /^templates\/brand\.json: orderUrl: .*\{order_id\}/,
    ],
    [
      'a page of orders on a host that the order names',
      { orderUrl: 'https://{order_id}/orders' },
      /^templates\/brand\.json: orderUrl: an https URL, without .* placeholder in its host/,
    ],
    [
      'a website with a user in it',
      { website: 'https://shop.example@evil.example/' },
      /^templates\/brand\.json: website: an https URL, without a user/,
    ],
    [
      'a name that reorders what is around it',
      { name: 'Shop\u202e' },
      /^templates\/brand\.json: name: one line/,
    ],
    ['no address', { supportEmail: 'help' }, /^templates\/brand\.json: supportEmail: an e-mail address/],
    ['no time zone', { timeZone: 'Berlin' }, /^templates\/brand\.json: timeZone: a time zone such as/],
    ['a field that there is not', { color: '#000000' }, /^templates\/brand\.json: brand: .*color/],
  ])('may not have %s', (_, change, problem) => {
    expect(problemsOf({ ...BRAND, ...change })).toEqual([expect.stringMatching(problem)]);
  });

  it('may have in its name what some names cannot be written without', () => {
    expect(problemsOf({ ...BRAND, name: 'می\u200cخواهم \u200f' })).toEqual([]);
  });

  it('may have a page of orders with the order in its path, its query or its fragment', () => {
    for (const rest of ['/{order_id}', '?o={order_id}', '/#{order_id}']) {
      expect(problemsOf({ ...BRAND, orderUrl: `https://shop.example:8443${rest}` })).toEqual([]);
    }
  });

  it('says so when its file is no JSON', () => {
    expect(() => readBrand(__filename)).toThrow(/^templates\/brand\.json:1:1: is no JSON: /);
  });
});
