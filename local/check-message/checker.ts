import type { Mail, MailOf } from '../../lib/channels/email/template';
import type { KafkaRecord } from '../../lib/kafka/event';
import type { Message, Notification } from '../../lib/notifications/notification';
import { messageOf, type Statuses } from '../../lib/notifications/record';
import { type Failure, fail, type Skip } from '../../lib/runtime/outcome';
import { MAXIMUM_PAYLOAD } from '../kafka/next-batch';

/** What the service would make of one message. */
export type Checked =
  | Skip
  | Failure
  | {
      readonly kind: 'accepted';
      /** Why fields are left out, as the log says it. */
      readonly leftOut: readonly string[];
      readonly mail: Pick<Mail, 'subject' | 'text'>;
    };

export type Checker = (
  record: Pick<KafkaRecord, 'value' | 'headers'>,
  /** Of the reader, as contacts have it. */
  locale: string | undefined,
  ignoredStatuses: Statuses,
) => Checked;

const TOO_LARGE = fail(
  'value_invalid',
  'value: too large for an event of Lambda, which is at most 6 MB, with the value in base64: it never reaches the function',
);

/** Makes what checks messages of one topic: reads them as its function does, and renders their mails. Pure. */
export const checkerOf =
  <M extends Message>(notification: Notification<M>, mail: MailOf<M>): Checker =>
  (record, locale, ignoredStatuses) => {
    if ((record.value?.length ?? 0) > MAXIMUM_PAYLOAD) return TOO_LARGE;
    const { read } = messageOf(notification, record, ignoredStatuses);
    if (read.kind !== 'message') return read;
    const { subject, text } = mail(read.message, { name: read.message.name, locale });
    return { kind: 'accepted', leftOut: read.ignored.map(({ reason }) => reason), mail: { subject, text } };
  };
