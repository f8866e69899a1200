import { classifier, type Row, rowsOf } from '../answers';

/** Tells whether the text names the sender or its domain among the identities that failed, and not just a similar one. */
function quotes(said: string, sender: string): boolean {
  const words = new Set(said.toLowerCase().split(/[\s,:<>"]+/));
  const address = sender.toLowerCase();
  return words.has(address) || words.has(address.slice(address.indexOf('@') + 1));
}

/** What SES says is matched, and never logged. */
type When = NonNullable<Row<string>['when']>;
const saysQuota: When = ({ message = '' }) => /daily message quota exceeded/i.test(message);
const namesSender: When = ({ message = '' }, sender) =>
  message.includes('not verified') && quotes(message, sender);

const { halted, throttled, rejected } = rowsOf<string>('SES');

/**
 * The answers of SES; the first row that fits counts. Sources: SES developer guide, `manage-sending-quotas-errors`;
 * SES API reference, `SendEmail`. The SDK appends "Exception" to some codes.
 */
const ANSWERS: readonly Row<string>[] = [
  halted(/^Throttling/, 'daily_quota_used', 'the daily message quota is used up', saysQuota),
  throttled(/^Throttling|^TooManyRequests/, 'throttled', 'the sending rate was exceeded'),
  halted(/^MessageRejected/, 'sender_not_verified', 'the sender is not verified', namesSender),
  rejected(/^MessageRejected/, 'rejected', 'the message was rejected (MessageRejected)'),
  rejected(/^InvalidParameterValue/, 'parameter_refused', 'a parameter was refused (InvalidParameterValue)'),
  halted(
    /^MailFromDomainNotVerified/,
    'mail_from_not_verified',
    'the MAIL FROM domain of the sender is not verified',
  ),
  halted(
    /^ConfigurationSetDoesNotExist/,
    'configuration_set_missing',
    'the configuration set does not exist',
  ),
  halted(/^AccountSendingPaused/, 'account_paused', 'sending is paused for the account'),
  halted(
    /^ConfigurationSetSendingPaused/,
    'configuration_set_paused',
    'sending is paused for the configuration set',
  ),
];

/** Reads the error of one send from this sender as an answer. Pure; what it returns is safe to log. */
export const classify = classifier('SES', 'the mail', ANSWERS);
