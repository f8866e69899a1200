import { shipmentNotification } from '../../../lib/notifications/shipment';
import { COMPLETE, MINIMAL, messageOf, refusalOf } from '../../support/messages';

describe('the shipment notification', () => {
  it.each(['delivered', 'shipped\n', ''])('is refused with status %p', (status) => {
    expect(refusalOf(shipmentNotification, { ...MINIMAL.shipment, status })).toBe(
      'status: expected "shipped", found a string',
    );
  });

  it.each([null, undefined, ''])('is refused with tracking number %p', (tracking_number) => {
    expect(refusalOf(shipmentNotification, { ...MINIMAL.shipment, tracking_number })).toMatch(
      /^tracking_number: /,
    );
  });

  it.each(['http://track.example/', 'javascript:alert(1)', 'track.example', 'none', 5])(
    'goes without a link that is %p, and with the tracking number',
    (tracking_url) => {
      expect(messageOf(shipmentNotification, { ...COMPLETE.shipment, tracking_url })).toEqual({
        ...messageOf(shipmentNotification, COMPLETE.shipment),
        tracking_url: undefined,
      });
    },
  );
});
