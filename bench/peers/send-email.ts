import type { SendEmailCommandInput } from '@aws-sdk/client-ses';
import { brand } from '../../lib/channels/brand';
import type { Mail } from '../../lib/channels/email/template';

const { SENDER_EMAIL } = process.env;

/** The very request that the service sends. */
export const sendEmailInput = (
  mail: Mail,
  recipient: string,
  tags: Readonly<Record<string, string>>,
): SendEmailCommandInput => ({
  Source: `"${brand.name}" <${SENDER_EMAIL}>`,
  Destination: { ToAddresses: [recipient] },
  Message: {
    Subject: { Data: mail.subject, Charset: 'UTF-8' },
    Body: {
      Html: { Data: mail.html, Charset: 'UTF-8' },
      Text: { Data: mail.text, Charset: 'UTF-8' },
    },
  },
  Tags: Object.entries(tags).map(([Name, Value]) => ({ Name, Value })),
});
