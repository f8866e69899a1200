import { SESClient, SendEmailCommand } from '@aws-sdk/client-ses';
import type { MSKEvent } from 'aws-lambda';
import { sendEmailInput } from '../peers/send-email';
import { mail, tags } from './mail';

/**
 * The SDK's SendEmail alone, of one finished mail, as many at once as the service has and bundled as lean: what every
 * sender pays.
 */
const concurrency = Number(process.env.MAX_CONCURRENT_SENDS);
const agent = { keepAlive: true, maxSockets: concurrency };
const ses = new SESClient({ cacheMiddleware: true, requestHandler: { httpAgent: agent, httpsAgent: agent } });

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
