import * as fc from 'fast-check';
import { type Notification, parseMessage } from '../../../lib/notifications/notification';
import { orderNotification } from '../../../lib/notifications/order';
import { paymentNotification } from '../../../lib/notifications/payment';
import { shipmentNotification } from '../../../lib/notifications/shipment';
import { COMPLETE, MINIMAL, messageOf, parsedOf, refusalOf } from '../../support/messages';

describe('a message', () => {
  it('has ids as strings', () => {
    expect(messageOf(orderNotification, MINIMAL.order)).toMatchObject({ order_id: '123', user_id: '42' });
  });

  it('may bring fields nobody knows', () => {
    const json = `{"colours":[1,2],"__proto__":{"email":"eve@evil.example"},${JSON.stringify(MINIMAL.order).slice(1)}`;

    const message = messageOf(orderNotification, JSON.parse(json));

    expect(message).toEqual(messageOf(orderNotification, MINIMAL.order));
    expect(Object.keys(message)).not.toContain('colours');
  });

  it('may have null for what is absent', () => {
    const message = messageOf(orderNotification, { ...MINIMAL.order, email: null, name: null });

    expect(message).toMatchObject({ email: undefined, name: undefined });
  });

  it('has its address normalised and its name on one line', () => {
    const message = messageOf(orderNotification, {
      ...MINIMAL.order,
      email: 'ada@EXAMPLE.com',
      name: ' Ada\r\nLovelace ',
    });

    expect(message).toMatchObject({ email: 'ada@example.com', name: 'Ada Lovelace' });
  });

  it.each(['order_id', 'user_id', 'status'])('is refused without %s', (field) => {
    const { [field]: _, ...rest }: Record<string, unknown> = MINIMAL.order;

    expect(refusalOf(orderNotification, rest)).toMatch(
      new RegExp(`^${field}: expected [^;]*, found nothing$`),
    );
  });

  it.each([undefined, null, '', ' \n'])('may say nothing: %p', (message) => {
    expect(parsedOf(orderNotification, { ...MINIMAL.order, message })).toMatchObject({
      message: { message: undefined },
      ignored: [],
    });
  });

  it('may be as long as a letter and is cut where it is longer', () => {
    const letter = 'x'.repeat(10_000);

    expect(messageOf(orderNotification, { ...MINIMAL.order, message: letter }).message).toBe(letter);
    expect(messageOf(orderNotification, { ...MINIMAL.order, message: `${letter}x` }).message).toBe(
      `${letter.slice(0, 9_999)}…`,
    );
  });

  it('names the fields that were left out, and never shows what was in them', () => {
    const { ignored } = parsedOf(orderNotification, { ...MINIMAL.order, name: ['Eve'], message: 5 });

    expect(ignored).toEqual([
      {
        field: 'message',
        reason: 'message: expected a string, which is cut after 10000 characters, found a number',
      },
      { field: 'name', reason: 'name: expected a string, which is cut after 200 characters, found an array' },
    ]);
  });

  it.each([
    ['status', 'PENDING'],
    ['email', 'ada@EXAMPLE.com'],
    ['name', 'Ada\u200b'],
    ['message', 'x'.repeat(10_001)],
    ['message', 'a\u0000b'],
  ])('names a field that was normalised: %s', (field, value) => {
    expect(parsedOf(orderNotification, { ...MINIMAL.order, [field]: value }).normalised).toEqual([field]);
  });

  it.each([
    ['white space', orderNotification, { ...COMPLETE.order, name: ' Ada ', message: 'a\r\nb\n' }],
    ['what is empty', orderNotification, { ...MINIMAL.order, email: '', name: ' ', message: null }],
    ['a number for a string', orderNotification, { ...MINIMAL.order, order_id: 7, user_id: '7' }],
    ['the zeros of an amount', paymentNotification, { ...COMPLETE.payment, amount: '49.900' }],
  ])('does not count %s as normalised', (_, notification: Notification, value) => {
    expect(parsedOf(notification, value)).toMatchObject({ ignored: [], normalised: [] });
  });

  it('is refused for what identifies alone, whatever else is wrong', () => {
    expect(refusalOf(orderNotification, { ...MINIMAL.order, user_id: '', name: 5 })).toMatch(
      /^user_id: [^;]*, found a string$/,
    );
  });

  it('says all that its producer has to mend', () => {
    expect(refusalOf(orderNotification, { ...MINIMAL.order, email: 'ada', user_id: null })).toBe(
      'user_id: expected an integer within ±(2^53 - 1), or a string of 1 to 64 printable characters, found null; ' +
        'email: expected an e-mail address like name@example.com, found a string',
    );
  });

  it('once parsed is parsed again to the same', () => {
    const value = fc.record({
      order_id: fc.oneof(fc.maxSafeInteger(), fc.uuid()),
      user_id: fc.oneof(fc.maxSafeInteger(), fc.uuid()),
      status: fc.constant('pending'),
      message: fc.string({ unit: 'binary', maxLength: 200 }),
      name: fc.option(fc.string({ unit: 'grapheme', maxLength: 50 })),
      email: fc.option(fc.constantFrom('ada@example.com', 'ada@MÜNCHEN.de')),
    });

    fc.assert(
      fc.property(value, (written) => {
        const message = messageOf(orderNotification, written);

        expect(messageOf(orderNotification, JSON.parse(JSON.stringify(message)))).toEqual(message);
      }),
    );
  });

  it('never makes reading it throw, whatever it is', () => {
    const anything = fc.oneof(
      fc.anything(),
      fc.record({
        order_id: fc.anything(),
        user_id: fc.anything(),
        message: fc.anything(),
        status: fc.anything(),
      }),
    );

    fc.assert(
      fc.property(anything, (value) => {
        expect(['message', 'invalid']).toContain(parseMessage(shipmentNotification, value).kind);
      }),
    );
  });
});
