import { deliveryMail } from '../../../../lib/channels/email/delivery';
import { deliveryNotification } from '../../../../lib/notifications/delivery';
import { COMPLETE, MINIMAL, messageOf } from '../../../support/messages';

const render = (value: object) => deliveryMail(messageOf(deliveryNotification, value), { name: 'Ada' });

describe('the delivery mail', () => {
  it('names the order in its subject', () => {
    expect(render(MINIMAL.delivery).subject).toBe('Your order 123 has been delivered');
  });

  it('lists when, with whom and which parcel', () => {
    expect(render(COMPLETE.delivery).text).toMatch(
      /\nOrder number: 123\nDelivered on: Thursday,? 26 November 2026 at 15:05 CET\nLeft with: The front desk\nTracking number: T1\n/,
    );
  });

  it('tells when in the time zone of the reader, where it is known', () => {
    const mail = deliveryMail(messageOf(deliveryNotification, COMPLETE.delivery), { timezone: 'Asia/Tokyo' });

    expect(mail.text).toMatch(/\nDelivered on: Thursday,? 26 November 2026 at 23:05 (?:JST|GMT\+9)\n/);
  });

  it('lists the order alone when the message says no more', () => {
    expect(render(MINIMAL.delivery).text).toContain('\nOrder number: 123\n\n-- \n');
  });
});
