import { CODES, type FailureKind, type ReasonCode } from '../lib/runtime/outcome';

/**
 * What a reason code says to the person on call. Commands stand in backticks; `{redrive}` is the one that sends again,
 * `{again}` the same where a text or push may have failed beside a mail that went, which no redrive finds; `{recipients}` the one that
 * shows what is known of the customer.
 */
export interface Reason {
  /** What it means for the customer. */
  readonly means: string;
  /** What to do about it. */
  readonly next: string;
  /** The same for a text or push whose record ended well without it, where `next` speaks of the mapping: that never tries it again. */
  readonly nextAlone?: string;
}

const PRODUCER =
  'Its producer must mend the message and publish it again. This record cannot be sent: remove it from the bucket once the producer knows.';

/** Every reason code. One that is added to `CODES` needs a row here, or the type check fails. */
export const REASONS: Readonly<Record<ReasonCode, Reason>> = {
  sent: {
    means: 'The provider accepted the message.',
    next: 'See what became of the mail: `npm run explain -- <order> --stage <stage>`.',
  },

  already_sent: {
    means: 'The customer has this message from an earlier record or an earlier try.',
    next: 'Nothing.',
  },
  opted_out: {
    means: 'The customer does not want this message: by preference, or by a STOP to an earlier text.',
    next: 'Nothing. If the record comes again, the service decides again. Where the customer asks for texts again after a STOP: `aws pinpoint-sms-voice-v2 delete-opted-out-number --opt-out-list-name Default --opted-out-number <number>`, or with the list of the pool. AWS does that for each number once in 30 days.',
  },
  not_reachable: {
    means:
      'The customer has no telephone number for texts, or no device with the app for push; no other channel is touched.',
    next: 'Nothing. Once the contact has a number or a device, the next message is sent there.',
  },
  quiet_hours: {
    means:
      'It was night where the customer lives, so no text was sent; a mail is sent at any hour, where the customer wants mails. What they must know, and no mail tells them, is texted by night too.',
    next: 'Nothing. To send it after all, publish the record again by day.',
  },
  address_complained: {
    means:
      'The customer called an earlier mail to this address spam, and SES would not send another one to it; the customer gets no mail.',
    next: 'Nothing, unless the customer asks for mail again: `{recipients} --forget --keep-choices` (then publish the record again).',
  },
  too_old: {
    means: 'The record was older than allowed when its turn came; the customer gets no message.',
    next: 'After a reset of the consumer group: nothing. Otherwise find out why the service was behind. To send it after all, publish it again.',
  },
  tombstone: {
    means: 'The record has no value, so there is nothing to tell the customer.',
    next: 'Nothing.',
  },
  status_ignored: {
    means: 'The status of the message is one that this deployment tells no customer of.',
    next: 'Nothing, if that is meant. Otherwise take its status out of `ignoredStatuses`, deploy, and publish the record again.',
  },
  recipient_not_allowed: {
    means: 'On this stage only ALLOWED_RECIPIENTS are reached; this customer is not among them.',
    next: 'Nothing, if that is meant. Otherwise deploy with another `allowedRecipients` and publish the record again.',
  },

  value_invalid: {
    means: 'The value of the record is not JSON that can be read; the customer gets no mail.',
    next: PRODUCER,
  },
  message_invalid: {
    means: 'A field of the message is missing or wrong, and the reason names it; the customer gets no mail.',
    next: PRODUCER,
  },

  contact_missing: {
    means:
      'There is no contact for this user, and no e-mail address in the message; the customer gets no mail.',
    next: 'Wait until the user service has written the contact. Then: `{redrive}`',
  },
  contact_invalid: {
    means: 'The contact cannot be read, so nobody knows what the customer wants; the customer gets nothing.',
    next: 'Let the user service mend the field that the reason names. Then: `{redrive}`',
  },
  address_missing: {
    means: 'Neither the contact nor the message has an e-mail address; the customer gets no mail.',
    next: 'Wait until the contact has an address. Then: `{redrive}`',
  },
  address_invalid: {
    means:
      'The e-mail address or telephone number of the contact is not valid; the customer gets no message there.',
    next: 'Let the user service mend the address or number that the reason names. Then: `{again}`',
  },
  address_bounced: {
    means:
      'An earlier mail to this address bounced for good, so no other one is sent to it; the customer gets no mail.',
    next: 'Let the customer correct the address. If it is right after all: `{recipients} --forget --keep-choices` (it is then mailed again). A minute later: `{redrive}`',
  },
  recipient_invalid: {
    means: 'Somebody changed what the table of recipients knows of this customer; the customer gets nothing.',
    next: 'Look at it: `{recipients}` (with --forget it removes what is wrong, and what the customer chose). A minute later: `{redrive}`',
  },
  country_not_served: {
    means:
      'Texts to the country of this number are blocked, have no sender, or cost more than allowed; the customer gets no text.',
    next: 'Read the reason. Add an origination identity for the country to the pool, change the protect configuration, or deploy with another `smsMaxPrice`. Then: `{again}`',
  },
  rejected: {
    means: 'The provider refused this message for good; the customer did not get it.',
    next: 'For a text or a push the reason says why. For a mail: is the account still in the sandbox of SES, where each recipient must be verified? `aws sesv2 get-account --query ProductionAccessEnabled`. Otherwise look at what its message brings into the mail. Then: `{again}`',
  },
  parameter_refused: {
    means:
      'The provider refused something in the request, usually the address; the customer did not get the message.',
    next: 'Look at the address, number or device of the customer, then at SENDER_EMAIL. Then: `{again}`',
  },
  may_have_been_sent: {
    means:
      'The provider did not answer an earlier send, or its answer was never recorded; the customer may have the message.',
    next: 'Ask the customer. If nothing arrived: `{redrive} --resend-unknown` (it may be a second mail).',
  },
  log_entry_invalid: {
    means:
      'Somebody changed the entry of this message in the notification log; the customer may have the message.',
    next: 'Mend the item in the table, or delete it if the customer got nothing. Then: `{again}`',
  },

  deadline: {
    means: 'The time of the function was up before the turn of this record; the customer has no message yet.',
    next: 'The event source mapping tries again. If it has given up: `{again}`',
    nextAlone: 'Nobody tries it again. If it matters: `{again}`',
  },
  claimed_elsewhere: {
    means:
      'Another invocation was sending this message, or died while it was sending; the customer may have it.',
    next: 'Look again in a minute. If it is then not sent: `{again}`',
  },
  claim_late: {
    means: 'DynamoDB took too long to let the message be sent; the customer has no message yet.',
    next: 'See whether DynamoDB is slow or throttled. If the mapping has given up: `{again}`',
    nextAlone: 'See whether DynamoDB is slow or throttled. If it matters: `{again}`',
  },
  contacts_unavailable: {
    means: 'DynamoDB did not give the contact; the customer has no message yet.',
    next: 'Look at the contacts table: throttled, deleted, or not permitted to the role? When it answers: `{redrive}`',
  },
  log_unavailable: {
    means: 'DynamoDB did not answer for the notification log; the customer has no message yet.',
    next: 'Look at the notification log table: throttled, deleted, or not permitted to the role? When it answers: `{again}`',
  },
  throttled: {
    means: 'Messages were sent faster than the provider allows; the customer has no message yet.',
    next: 'For mails, compare `sesMaxSendRate` with `aws ses get-send-quota --query MaxSendRate`. For texts and push, lower `smsMaxSendRate` or `pushMaxSendRate`. If the mapping has given up: `{again}`',
    nextAlone: 'Lower `smsMaxSendRate` or `pushMaxSendRate`. If it matters: `{again}`',
  },
  provider_error: {
    means: 'The provider answered with an error that usually passes; the customer has no message yet.',
    next: 'See the AWS Health Dashboard for SES and SMS, and the Firebase status dashboard for push. When it is over: `{again}`',
  },
  no_connection: {
    means: 'No connection to the provider could be made; the customer has no message yet.',
    next: 'See the AWS Health Dashboard and, if the function runs in a VPC, its way to the provider. When it is over: `{again}`',
  },
  daily_quota_used: {
    means: 'The account has sent all the mails that it may send in 24 hours; nobody gets mail.',
    next: 'Ask AWS for a higher quota: `aws ses get-send-quota`. Until then `npm run pause` keeps the records in Kafka. Then: `{redrive}`',
  },
  sender_not_verified: {
    means: 'SES does not know the sender as verified; nobody gets mail.',
    next: 'Verify the sender, or its domain, in the SES console under Identities. Then: `{redrive}`',
  },
  mail_from_not_verified: {
    means: 'The MAIL FROM domain of the sender is not verified; nobody gets mail.',
    next: 'Mend its MX record in DNS, as the identity in the SES console says. Then: `{redrive}`',
  },
  configuration_set_missing: {
    means: 'The configuration set of the stack is gone; nobody gets mail.',
    next: 'Deploy again, which makes it. Then: `{redrive}`',
  },
  configuration_set_paused: {
    means: 'Somebody has stopped all mail of this stage; nobody gets mail.',
    next: 'Find out who and why. Then: `aws ses update-configuration-set-sending-enabled --configuration-set-name <service>-<stage> --enabled`, and `{redrive}`',
  },
  account_paused: {
    means:
      'Sending is paused for the whole account, by AWS or by somebody; nobody gets messages on this channel.',
    next: 'Read what AWS wrote to the account. When it is mended, for mails: `aws ses update-account-sending-enabled --enabled`, and `{again}`',
  },
  spend_limit_reached: {
    means:
      'The account has spent all that it may spend on texts this month; nobody gets texts, mails are sent.',
    next: 'See `aws pinpoint-sms-voice-v2 describe-spend-limits`. Raise it, or ask AWS for a higher limit. Then: `{again}`',
  },
  not_set_up: {
    means:
      'Something that the channel needs at AWS or at Firebase is missing or not active, and the reason names it; nobody gets texts (or push), mails are sent.',
    next: 'Compare what docs/deploy.md asks for. Then: `{again}`',
  },
  not_permitted: {
    means: 'The function may not send; nobody gets messages on this channel.',
    next: 'For mails, compare the identity in the role of the function with the verified one (`senderIdentity`). For texts, compare the pool in the role; for push, the roles of the service account at Google. Then: `{again}`',
  },
  no_credentials: {
    means:
      'The function has no credentials for the provider, or the provider does not accept them; nobody gets messages on this channel.',
    next: 'Look at the role of the function; for push, at `fcmCredentials`. Then: `{again}`',
  },

  no_answer: {
    means: 'The provider did not answer; the customer may have the message.',
    next: 'The event source mapping sends it once more, if it delivers the record again. If it does not: ask the customer. If nothing arrived: `{redrive} --resend-unknown` (it may be a second mail).',
  },

  defect: {
    means: 'An error of our own code; the customer gets no message until it is mended.',
    next: 'The log line of level ERROR says where. Deploy a version without it. Then: `{again}`',
  },
};

export const isReasonCode = (code: string | undefined): code is ReasonCode =>
  code !== undefined && Object.hasOwn(CODES, code);

/** The kind of failure that a code is of; none for `sent` and for what is skipped. */
export function failureOf(code: ReasonCode): FailureKind | undefined {
  const kind = CODES[code];
  return kind === 'sent' || kind === 'skipped' ? undefined : kind;
}
