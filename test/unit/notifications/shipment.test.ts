import { shipmentNotification } from '../../../lib/notifications/shipment';
import { MINIMAL, refusalOf } from '../../support/messages';

describe('the shipment notification', () => {
  it.each(['delivered', 'Shipped', ''])('is refused with status %p', (status) => {
    expect(refusalOf(shipmentNotification, { ...MINIMAL.shipment, status })).toBe(
      'status: expected "shipped", found a string',
    );
  });

  it.each([null, undefined, ''])('is refused with tracking number %p', (tracking_number) => {
    expect(refusalOf(shipmentNotification, { ...MINIMAL.shipment, tracking_number })).toMatch(
      /^tracking_number: /,
    );
  });

  it('is refused when its link is not https', () => {
    expect(
      refusalOf(shipmentNotification, { ...MINIMAL.shipment, tracking_url: 'http://track.example/' }),
    ).toBe(
      'tracking_url: expected an https URL of at most 2048 characters, without user name or password, found a string',
    );
  });
});
