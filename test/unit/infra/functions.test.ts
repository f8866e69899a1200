import { ALL_FUNCTIONS, FUNCTIONS, functionsOf, MAIL_EVENTS } from '../../../infra/functions';

describe('the functions that a topic feeds', () => {
  it('are named by their files', () => {
    expect(functionsOf(['order-notification.ts'])).toEqual([
      {
        file: 'order-notification',
        name: 'orderNotification',
        topic: 'order_notification',
        subject: 'order',
        id: 'OrderNotification',
      },
    ]);
  });

  it('are none of the other handlers', () => {
    const files = ['mail-events.ts', 'order-notification.ts', 'notification.ts', 'README.md'];

    expect(functionsOf(files).map(({ topic }) => topic)).toEqual(['order_notification']);
  });
});

it('the function of the events of mails is one more, and no topic feeds it', () => {
  expect(FUNCTIONS.map(({ name }) => name)).not.toContain(MAIL_EVENTS.name);
  expect(ALL_FUNCTIONS.map(({ name }) => name)).toEqual([...FUNCTIONS.map(({ name }) => name), 'mailEvents']);
});
