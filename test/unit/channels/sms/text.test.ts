import * as fc from 'fast-check';
import { partsOf } from '../../../../lib/channels/sms/parts';
import { shipmentSms } from '../../../../lib/channels/sms/shipment';
import { shipmentNotification } from '../../../../lib/notifications/shipment';
import { ANY_SMS } from '../../../support/any-message';
import { COMPLETE, messageOf } from '../../../support/messages';

const UUID = '8f14e45f-ceea-467f-a1d5-0a3c4b5e6f70';

const shipped = (fields: object, locale?: string) =>
  shipmentSms?.(messageOf(shipmentNotification, { ...COMPLETE.shipment, ...fields }), {
    name: 'Ada',
    locale,
  }) ?? '';

describe.each(ANY_SMS)('the text message of %s, whatever is in its fields', (_, messages) => {
  it('takes three parts at most', () => {
    fc.assert(
      fc.property(messages, ({ said }) => {
        expect(partsOf(said).parts).toBeLessThanOrEqual(3);
      }),
      { numRuns: 500 },
    );
  });

  it('has no control character but the line break before its link, and nothing that turns what is around it', () => {
    fc.assert(
      fc.property(messages, ({ said }) => {
        expect(said.replace(/\nhttps:\/\/\S+$/, '')).not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e]/u);
      }),
    );
  });

  it('closes every isolate that it opens', () => {
    fc.assert(
      fc.property(messages, ({ said }) => {
        expect(said.replace(/\u2068[^\u2068\u2069]*\u2069/g, '')).not.toMatch(/[\u2066-\u2069]/);
      }),
    );
  });
});

describe('a text message that is too long', () => {
  const rightToLeft = 'مرحبا';

  it('keeps an order id of 36 characters in three parts', () => {
    expect(shipped({ order_id: UUID, carrier: rightToLeft })).toContain(UUID);
  });

  it('cuts the middle of its ids first', () => {
    const text = shipped({ order_id: `A${'1'.repeat(62)}Z`, carrier: rightToLeft.repeat(18) });

    expect(text).toMatch(/order A1{11}…1{10}Z is/);
    expect(text).toContain(rightToLeft.repeat(18));
    expect(text).toContain(COMPLETE.shipment.tracking_url);
  });

  it('then leaves out its longest field, and never cuts a link', () => {
    const carrier = 'x'.repeat(90);
    const long = `https://track.example/${'x'.repeat(500)}`;

    expect(shipped({ carrier, tracking_url: long })).toMatch(/ x{90}: T1$/);
  });

  it('never names the reader', () => {
    expect(shipped({})).not.toContain('Ada');
  });
});

it('is in GSM-7 although a field has typographic quotes', () => {
  expect(partsOf(shipped({ carrier: 'O’Brien…' }))).toMatchObject({ encoding: 'GSM-7', parts: 1 });
});
