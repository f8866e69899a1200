import { shipmentMail } from '../../../../lib/channels/email/shipment';
import { shipmentNotification } from '../../../../lib/notifications/shipment';
import brand from '../../../support/brand.json';
import { linksOf } from '../../../support/markup';
import { COMPLETE, MINIMAL, messageOf } from '../../../support/messages';

/** The links that every mail has at its end. */
const FOOTER = [`mailto:${brand.supportEmail}`, ...Object.values(brand.links)];

const render = (value: object) => shipmentMail(messageOf(shipmentNotification, value), { name: 'Ada' });

describe('the shipment mail', () => {
  it('names the order in its subject', () => {
    expect(render(MINIMAL.shipment).subject).toBe('Your order 123 is on its way');
  });

  it('lists order, carrier, tracking number and the day to expect it', () => {
    expect(render(COMPLETE.shipment).text).toMatch(
      /\nOrder number: 123\nExpected delivery: Thursday,? 26 November 2026\nCarrier: Parcel Post\nTracking number: T1\n/,
    );
  });

  it('links to the tracking page, in the text as well', () => {
    const mail = render(COMPLETE.shipment);

    expect(linksOf(mail.html)).toEqual([
      brand.website,
      'https://track.example/T1',
      'https://track.example/T1',
      ...FOOTER,
    ]);
    expect(mail.text).toContain('\nTrack your parcel:\nhttps://track.example/T1\n');
  });

  it('has no link but the shop’s own when there is no tracking page', () => {
    const mail = render(MINIMAL.shipment);

    expect(linksOf(mail.html)).toEqual([brand.website, ...FOOTER]);
    expect(mail.text).not.toContain('Track your parcel');
  });
});
