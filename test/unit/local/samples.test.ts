import { functionsOf } from '../../../infra/functions';
import { sample, sampleNames } from '../../../local/samples';

describe('the samples', () => {
  const functions = functionsOf(['mail-events.ts', 'order-notification.ts', 'payment-notification.ts']);

  it('are events of a topic, not of another handler, and no other file', () => {
    const files = ['contacts.json', 'mail-events-bounce.json', 'order-notification.json', 'order.md'];

    expect(sampleNames(files, functions)).toEqual(['order-notification']);
  });

  it('begin with the plain ones', () => {
    const files = ['order-poison.9-failed.json', 'payment-notification.json', 'order-notification.json'];

    expect(sampleNames(files, functions)).toEqual([
      'order-notification',
      'payment-notification',
      'order-poison.9-failed',
    ]);
  });

  it('say by their name how they end', () => {
    expect(sample('order-mixed-good-and-bad.3-sent-4-failed')).toMatchObject({
      topic: 'order',
      records: 7,
      expected: { sent: 3, skipped: 0, failed: 4 },
    });
    expect(sample('order-notification').expected).toEqual({ sent: 1, skipped: 0, failed: 0 });
  });
});
