import { SESClient, SendEmailCommand } from '@aws-sdk/client-ses';
import type { MSKEvent } from 'aws-lambda';
import { orderNotification } from '../../lib/notifications/order';
import { sendEmailInput } from '../peers/send-email';

/**
 * The SDK's SendEmail alone, of one finished mail, as many at once as the service has and bundled as lean: what every
 * sender pays.
 */
const concurrency = Number(process.env.MAX_CONCURRENT_SENDS);
const agent = { keepAlive: true, maxSockets: concurrency };
const ses = new SESClient({ cacheMiddleware: true, requestHandler: { httpAgent: agent, httpsAgent: agent } });

const message = orderNotification.schema.parse({
  order_id: 'order-0000000',
  user_id: 0,
  status: 'pending',
  message: 'Your order has been successfully created and is in pending status.',
});
const mail = orderNotification.render(message, { name: 'Reader Number 0', locale: 'en' });
const tags = { topic: orderNotification.topic, status: message.status, order_id: message.order_id };

export const handler = async (event: MSKEvent) => {
  let left = Object.values(event.records).reduce((sum, { length }) => sum + length, 0);
  await Promise.all(
    Array.from({ length: Math.min(concurrency, left) }, async () => {
      while (left-- > 0)
        await ses.send(new SendEmailCommand(sendEmailInput(mail, 'reader-0@example.com', tags)));
    }),
  );
  return { batchItemFailures: [] };
};
