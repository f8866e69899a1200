import { orderNotification } from '../../../lib/notifications/order';
import { COMPLETE, MINIMAL, messageOf, parsedOf, refusalOf } from '../../support/messages';

describe('the order notification', () => {
  it.each(['success', 'shipped', 'delivered', 'Pending ', ''])('is refused with status %p', (status) => {
    expect(refusalOf(orderNotification, { ...MINIMAL.order, status })).toBe(
      'status: expected "pending" or "cancelled", found a string',
    );
  });
});

describe('the items of an order', () => {
  const cup = { name: 'Cup', quantity: 1 };
  const parsed = (fields: object) => parsedOf(orderNotification, { ...MINIMAL.order, ...fields });
  const itemsOf = (...items: unknown[]) => parsed({ items }).message.items;
  const reasonsOf = (fields: object) => parsed(fields).ignored.map(({ reason }) => reason);

  it('are read one by one', () => {
    const items = [{ ...cup, quantity: '02', price: '4.50', colour: 'blue' }];

    expect(parsed({ items, currency: 'EUR' }).message.items).toMatchObject({
      shown: [{ name: 'Cup', quantity: '2', price: '4.5' }],
      more: 0,
      isBroken: false,
    });
  });

  it.each([undefined, null, '', []])('may be absent: %p', (items) => {
    expect(parsed({ items })).toMatchObject({ message: { items: undefined }, ignored: [] });
  });

  it.each(['Cup', 5, { 0: cup }])('are left out where they are no list: %p', (items) => {
    const { message, ignored } = parsed({ items, total: 5, currency: 'EUR' });

    expect([message.items, message.total]).toEqual([undefined, '5']);
    expect(ignored).toEqual([
      { field: 'items', reason: expect.stringMatching(/^items: expected a list of items, found /) },
    ]);
  });

  it.each([
    [null, 'items.1: expected an item with name and quantity, found null'],
    [[[['Cup']]], 'items.1: expected an item with name and quantity, found an array'],
    [{ quantity: 1 }, 'items.1.name: expected a string, which is cut after 200 characters, found nothing'],
    [{ ...cup, name: '\u3164' }, 'items.1.name: expected a name that can be seen, found a string'],
    [{ ...cup, quantity: 0 }, /^items\.1\.quantity: expected a decimal number above 0 .*, found a number$/],
    [{ ...cup, quantity: '1,5' }, /^items\.1\.quantity: expected .*, found a string$/],
  ])('go without the one that cannot be read: %p', (item, reason) => {
    const { message, ignored } = parsed({ items: [cup, item, cup] });

    expect(message.items).toMatchObject({ shown: [cup, cup].map(({ name }) => ({ name })), more: 1 });
    expect(ignored).toEqual([{ field: 'items', reason: expect.stringMatching(reason) }]);
  });

  it('go without what decorates one, and the one is shown', () => {
    const item = { ...cup, price: '4,50', image_url: 'http://x.example/1', options: { Size: { eu: 38 } } };

    const { message, ignored } = parsed({ items: [item], total: 5, currency: 'EUR' });

    expect(message).toMatchObject({ items: { shown: [{ name: 'Cup', quantity: '1' }] }, total: '5' });
    expect(ignored.map(({ reason }) => reason.split(':')[0])).toEqual([
      'items.0.price',
      'items.0.image_url',
      'items.0.options',
    ]);
  });

  it.each([
    ['Blue', 'Blue'],
    [['Blue', 38], 'Blue, 38'],
    [{ Colour: 'Blue', Size: 38 }, 'Colour: Blue, Size: 38'],
    [{}, undefined],
    [Array(11).fill('x'), 'x, x, x, x, x, x, x, x, x, x'],
  ])('have options as text, as a list or by name: %p', (options, shown) => {
    expect(itemsOf({ ...cup, options })?.shown[0]?.options).toBe(shown);
  });

  it('have no sums beside them where one was left out: they would not fit', () => {
    const { items, ...order } = COMPLETE.order;

    expect(reasonsOf({ ...order, items: [...items, null] })).toEqual([
      'subtotal: expected a sum of items that can all be read, found a string',
      'discount: expected a sum of items that can all be read, found a string',
      'shipping: expected a sum of items that can all be read, found a string',
      'tax: expected a sum of items that can all be read, found a string',
      'total: expected a sum of items that can all be read, found a string',
      'items.1: expected an item with name and quantity, found null',
    ]);
  });

  it('go without a sum that cannot be read, and with the others', () => {
    const { message, ignored } = parsed({ ...COMPLETE.order, tax: '7,96' });

    expect([message.tax, message.total]).toEqual([undefined, '49.8']);
    expect(ignored.map(({ field }) => field)).toEqual(['tax']);
  });

  it('go without prices and sums where the order names no currency', () => {
    const order = { ...COMPLETE.order, currency: undefined };

    expect(reasonsOf({ ...order, subtotal: null, discount: null, shipping: null, tax: null })).toEqual([
      'total: expected an amount with its currency beside it, found a string',
      'items: expected prices with their currency beside them, found nothing',
    ]);
    expect(parsed(order).message.items?.shown[0]).toMatchObject({ name: 'Teapot', price: undefined });
  });

  it.each([5, '5', '-5', -5])('have a discount below zero, with its minus or without: %p', (discount) => {
    expect(parsed({ discount, currency: 'EUR' }).message.discount).toBe('-5');
  });

  it('count what was normalised in them', () => {
    expect(parsed({ items: [{ ...cup, name: 'Cup\u200b' }, cup] }).normalised).toEqual(['items.0.name']);
  });
});

describe('a hostile order', () => {
  const cup = { name: 'Cup', quantity: 1 };

  /** An item that tells when it is read. */
  function watched() {
    let reads = 0;
    const item = {
      get name() {
        reads++;
        return 'Cup';
      },
      quantity: 1,
    };
    return { item, reads: () => reads };
  }

  it('of 10,000 items has fifty of them read, and all of them counted', () => {
    const { item, reads } = watched();
    const items = [...Array(50).fill(cup), ...Array(9_950).fill(item)];

    const message = messageOf(orderNotification, { ...MINIMAL.order, items });

    expect(message.items).toMatchObject({ more: 9_950 });
    expect(message.items?.shown).toHaveLength(50);
    expect(reads()).toBe(0);
  });

  it.each([
    ['items', (deep: unknown) => ({ items: [deep, deep] })],
    ['options', (deep: unknown) => ({ items: [{ ...cup, options: deep }] })],
    ['an option', (deep: unknown) => ({ items: [{ ...cup, options: { Size: deep } }] })],
    ['an address', (deep: unknown) => ({ shipping_address: deep })],
    ['a list of lists', (deep: unknown) => ({ items: deep })],
  ])('nested 100,000 deep in %s is read like any other', (_, fieldsOf) => {
    const deep = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000));

    expect(
      parsedOf(orderNotification, { ...MINIMAL.order, ...fieldsOf(deep) }).ignored.length,
    ).toBeGreaterThan(0);
  });

  it.each([
    [{ toString: 'x' }, 'toString: x'],
    [{ toString: 1, valueOf: 2 }, 'toString: 1, valueOf: 2'],
    [[...Array(10).fill('x'), { toString: 1 }], 'x, x, x, x, x, x, x, x, x, x'],
  ])('with options that JavaScript cannot make a text is read like any other: %j', (options, shown) => {
    const { message, normalised } = parsedOf(orderNotification, {
      ...MINIMAL.order,
      items: [{ ...cup, options }],
    });

    expect(message.items?.shown).toMatchObject([{ options: shown }]);
    expect(normalised).toEqual([]);
  });

  it('with strings of a megabyte shows the beginning of each', () => {
    const long = 'x'.repeat(1_000_000);
    const item = { name: long, quantity: 1, options: { [long]: long } };

    const { items } = messageOf(orderNotification, { ...MINIMAL.order, items: Array(6).fill(item) });

    for (const one of items?.shown ?? []) expect([one.name.length, one.options?.length]).toEqual([200, 200]);
  });
});
