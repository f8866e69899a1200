import { reportOf } from '../../../../ops/smoke/report';
import { textOf } from '../../../support/docs';
import { PLACE } from '../../../support/place';

it('the example of docs/deploy.md is what is printed', () => {
  const steps = [
    { topic: 'order_notification', answered: 800, sent: 800, delivered: 2_100 },
    { topic: 'payment_notification', answered: 900, sent: 900, delivered: 2_100 },
    { topic: 'shipment_notification', answered: 800, sent: 800, delivered: 2_600 },
    { topic: 'delivery_notification', answered: 800, sent: 800 },
  ];

  expect(textOf('docs/deploy.md')).toContain(
    reportOf(steps, 'smoke-20261126T172438-acdd9b', { place: PLACE, to: 'success@simulator.amazonses.com' }),
  );
});

it('says nothing of late bounces where all mails were delivered', () => {
  const steps = [{ topic: 'order_notification', answered: 800, sent: 800, delivered: 2_100 }];

  expect(reportOf(steps, 'smoke-1', { place: PLACE, to: 'a@b.example' })).toMatch(
    /1 of 1 notification delivered\n$/,
  );
});
