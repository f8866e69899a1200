import type { Entry } from '../../../../lib/log/entry';
import { idOf, type NotificationKey } from '../../../../lib/notifications/key';
import { orderNotification } from '../../../../lib/notifications/order';
import { kafkaEvent } from '../../../../local/event';
import { survey } from '../../../../ops/redrive/survey';
import { failureDocument } from '../../../support/documents';
import { entry } from '../../../support/log-entry';

const ORDER = JSON.stringify({ order_id: '123', user_id: '42', status: 'pending' });
const MAIL = '["order_notification","pending"]';
const TEXT = '["sms","order_notification","pending"]';
const PUSH = '["push","order_notification","pending"]';

const failed = (code: string) => ({ status: 'failed', code, attempts: 0 }) as const;
const noMail = { status: 'skipped', code: 'opted_out', attempts: 0 } as const;
const sent = { status: 'sent', attempts: 1 } as const;

/** Why the record of order 123 is in the bucket, where the log has these entries; and the keys that it was asked for. */
async function foundWith(log: Readonly<Record<string, Partial<Entry>>>, reasons?: readonly string[]) {
  const asked: string[] = [];
  const entriesOf = async (keys: readonly NotificationKey[]) => {
    asked.push(...keys.map(({ notification }) => notification));
    return new Map(
      keys.flatMap((key) => {
        const fields = log[key.notification];
        return fields ? [[idOf(key), { ...entry, notification: key.notification, ...fields }] as const] : [];
      }),
    );
  };
  const document = JSON.stringify(failureDocument(kafkaEvent('order_notification', [ORDER])));
  const { documents } = await survey(
    {
      store: {
        name: 'memory',
        async *list() {
          yield { key: 'a', size: document.length };
        },
        read: async () => document,
        replace: async () => {},
        remove: async () => {},
      },
      entries: {
        table: 'log',
        of: entriesOf,
        ofOrder: async () => ({ entries: [], mails: [], unreadable: [] }),
      },
      filter: { reasons },
      notifications: new Map([['notification-service-dev-orderNotification', orderNotification]]),
      maxAgeSeconds: 0,
      now: Date.now(),
    },
    () => {},
  );
  return { asked, codes: documents.flatMap(({ records }) => records.map(({ code }) => code)) };
}

describe('why a record is in the bucket', () => {
  it.each<[string, Record<string, Partial<Entry>>, string]>([
    ['its mail failed', { [MAIL]: failed('rejected'), [TEXT]: failed('throttled') }, 'rejected'],
    ['there is no mail, and its text failed', { [MAIL]: noMail, [TEXT]: failed('throttled') }, 'throttled'],
    [
      'there is no mail, and its push failed',
      { [MAIL]: noMail, [TEXT]: noMail, [PUSH]: failed('not_set_up') },
      'not_set_up',
    ],
    [
      'there is no mail, and one of two went since',
      { [MAIL]: noMail, [TEXT]: failed('throttled'), [PUSH]: sent },
      'already_sent',
    ],
    ['nothing was to be sent', { [MAIL]: noMail, [TEXT]: noMail }, 'opted_out'],
  ])('is that %s', async (_, log, code) => {
    expect((await foundWith(log)).codes).toEqual([code]);
  });

  it('finds a text that failed by its reason', async () => {
    const log = { [MAIL]: noMail, [TEXT]: failed('country_not_served') };

    expect((await foundWith(log, ['country_not_served'])).codes).toHaveLength(1);
    expect((await foundWith(log, ['opted_out'])).codes).toEqual([]);
  });

  it('asks for texts and pushes only where there is no mail', async () => {
    expect((await foundWith({ [MAIL]: failed('rejected') })).asked).toEqual([MAIL]);
    expect((await foundWith({ [MAIL]: noMail })).asked).toEqual([MAIL, TEXT, PUSH]);
  });
});
