/** The environment of a function, with what it needs and nothing else. */
export const LEAST_ENVIRONMENT: Readonly<Record<string, string>> = {
  SENDER_EMAIL: 'shop@shop.example',
  SES_MAX_SEND_RATE: '14',
  ALLOWED_RECIPIENTS: '*',
  CONTACTS_TABLE: 'contacts',
  RECIPIENTS_TABLE: 'recipients',
  NOTIFICATION_LOG_TABLE: 'log',
};
