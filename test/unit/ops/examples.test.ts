import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Entry } from '../../../lib/log/entry';
import type { MailStatus } from '../../../lib/log/mail-status';
import { commandsFor } from '../../../ops/explain/commands';
import { timeline } from '../../../ops/explain/timeline';
import type { RedriveCode, Why } from '../../../ops/redrive/codes';
import { question, surveyReport, tallyReport } from '../../../ops/redrive/report';
import { newTally } from '../../../ops/redrive/tally';

const text = readFileSync(join(__dirname, '../../../docs/redrive.md'), 'utf8');
const TOPIC = 'shipment_notification';

const times = <T>(count: number, one: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => one(index));

const why = (code: RedriveCode, reason: string): Why<RedriveCode> => ({ code, reason });
const PAUSED = why('account_paused', 'SES: sending is paused for the account');
const NOT_IN_LOG = why('not_in_log', 'not in the log (RetryAttemptsExhausted)');
const INVALID = why('message_invalid', 'status: expected "shipped", found a string');
const ALREADY_SENT = why('already_sent', 'already sent');

describe('the examples of docs/redrive.md are what is printed', () => {
  it('by explain', () => {
    const base = { order_id: '1001', user_id: '42', trace_id: '4bf92f3577b34da6a3ce929d0e0e4736' };
    const at = (hour: number, minute: number, second: number) => Date.UTC(2026, 10, 24, hour, minute, second);
    const forgotten = (updated: number) => ({
      updated_at: updated,
      expires_at: updated / 1_000 + 30 * 86_400,
    });
    const sent: Entry = {
      ...base,
      ...forgotten(at(9, 12, 44)),
      notification: '["order_notification","pending"]',
      status: 'sent',
      attempts: 1,
      message_id: '0107019d…',
      topic: 'order_notification',
      partition: 3,
      offset: 48_121,
      created_at: at(9, 12, 43),
    };
    const bounced: MailStatus = {
      order_id: '1001',
      notification: '["mail","0107019d…"]',
      message_id: '0107019d…',
      entry: sent.notification,
      user_id: '42',
      sent_at: at(9, 12, 44),
      bounced: { at: at(9, 12, 46), type: 'Permanent', sub_type: 'General', status: '5.1.1', reply: 550 },
      expires_at: sent.expires_at,
    };
    const unanswered: Entry = {
      ...base,
      ...forgotten(at(10, 2, 10)),
      notification: '["shipment_notification","shipped","T1"]',
      status: 'claimed',
      claimed_by: 'a/b',
      claim_expires_at: at(10, 2, 40),
      attempts: 2,
      topic: TOPIC,
      partition: 3,
      offset: 6_044,
      created_at: at(10, 1, 22),
    };
    const place = {
      kind: 'aws',
      stage: 'prod',
      region: 'eu-central-1',
      service: 'notification-service',
    } as const;
    const commands = commandsFor('1001', place, 'notification-service-prod-notification-log');
    const log = { entries: [sent, unanswered], mails: [bounced], unreadable: [] };

    expect(text).toContain(timeline('1001', log, at(12, 0, 0), commands));
  });

  it('by redrive before it acts', () => {
    const found = (index: number) => ({
      ...(index < 180 ? NOT_IN_LOG : index < 211 ? PAUSED : INVALID),
      place: '',
      topic: TOPIC,
      orderId: undefined,
      tooOld: false,
    });
    const documents = times(31, (index) => ({
      key: `${index}`,
      functionName: '',
      failedAt: Date.UTC(2026, 10, 24, 10, 2, 41),
      records: times(index < 30 ? 7 : 4, (place) => found(7 * index + place)),
    }));

    const table = surveyReport({ documents, unreadable: [], foreign: 0, leftOut: 1_240 });

    expect(text).toContain(
      `${table}${question(documents, 'notification-service-prod (eu-central-1)', false)} [y/N] y\n`,
    );
  });

  it('by redrive at its end', () => {
    const tally = newTally();
    for (const _ of times(209, String)) tally.add(TOPIC, 'sent');
    for (const _ of times(2, String)) tally.add(TOPIC, 'skipped', ALREADY_SENT);
    for (const order of ['1001', '1017', '1033']) tally.add(TOPIC, 'kept', INVALID, order);

    expect(text).toContain(`\n\n${tallyReport(tally)}3 records kept in `);
  });
});
