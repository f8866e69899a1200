import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { styleText } from 'node:util';
import { mailEventOf } from '../../../../lib/mail-events/event';
import { mailTelemetry } from '../../../../lib/mail-events/telemetry';
import { fail, sent, skip } from '../../../../lib/runtime/outcome';
import { type BatchTelemetry, batchTelemetry } from '../../../../lib/runtime/telemetry';
import { logText, reportText, type Style } from '../../../../local/start/log-text';
import { ROOT } from '../../../support/docs';

const AT = Date.UTC(2026, 10, 26, 9, 44, 45);
const TIME = new Date(AT).toTimeString().slice(0, 8);
const about = { position: { topic: 'order_notification', partition: 0, offset: 42 }, orderId: '1001' };

const plain: Style = (_, text) => text;

/** What the functions write, by their own hand. */
function written(tell: (telemetry: BatchTelemetry) => void): string[] {
  const lines: string[] = [];
  const clock = { now: () => 7, wall: () => AT };
  const context = { topic: 'order_notification', requestId: 'r', namespace: 'service/dev', clock };
  tell(batchTelemetry(context, (line) => lines.push(line)));
  return lines;
}

const shown = (tell: (telemetry: BatchTelemetry) => void, style = plain): string =>
  written(tell)
    .map((line) => logText(line, style))
    .join('\n');

describe('a log line for people', () => {
  it('shows a skipped record: time, level, topic, partition and offset, outcome, reason, order', () => {
    expect(shown(({ ended }) => ended(about, skip('already_sent', 'already sent')))).toBe(
      `${TIME}  INFO   order_notification     0/42     skipped  already sent  order 1001`,
    );
  });

  it('shows a failed record with its code and the reason', () => {
    expect(shown(({ ended }) => ended(about, fail('value_invalid', 'value: not valid JSON')))).toBe(
      `${TIME}  WARN   order_notification     0/42     failed   value_invalid: value: not valid JSON  order 1001`,
    );
  });

  it('has no order where none is known', () => {
    const { position } = about;

    expect(shown(({ ended }) => ended({ position }, skip('tombstone', 'tombstone')))).toBe(
      `${TIME}  INFO   order_notification     0/42     skipped  tombstone`,
    );
  });

  it('shows a sent record', () => {
    const [line = '{}'] = written(({ ended }) => ended(about, skip('already_sent', 'x')));
    const { 'event.reason': _, 'event.code': __, ...fields } = JSON.parse(line);

    expect(logText(JSON.stringify({ ...fields, message: 'sent', 'labels.outcome': 'sent' }), plain)).toBe(
      `${TIME}  INFO   order_notification     0/42     sent     sent  order 1001`,
    );
  });

  it('shows the message of a warning that is no outcome, such as a field that was left out', () => {
    const [line = '{}'] = written(({ error }) => error('field left out: carrier', about));
    const warning = { ...JSON.parse(line), 'log.level': 'WARN' };

    expect(logText(JSON.stringify(warning), plain)).toBe(
      `${TIME}  WARN   order_notification     0/42              field left out: carrier  order 1001`,
    );
  });

  it('shows what became of a mail, in the words of SES', () => {
    const lines: string[] = [];
    const context = { requestId: 'r', namespace: 'service/dev', clock: { now: () => 7, wall: () => AT } };
    const sample = readFileSync(join(ROOT, 'events/mail/bounce-permanent.json'), 'utf8');
    const event = mailEventOf(JSON.parse(sample));
    if (event.kind === 'mail_event') mailTelemetry(context, (line) => lines.push(line)).happened(event);

    expect(lines.map((line) => logText(line, plain))).toEqual([
      `${TIME}  WARN   order_notification                       mail bounced: Permanent General 5.1.1 550  order 1001`,
    ]);
  });

  it('shows an error before any record', () => {
    const [line = '{}'] = written(({ error }) => error('SES_FROM is missing', about));
    const fields = Object.entries(JSON.parse(line)).filter(([name]) => !/^(?:kafka|labels)\./.test(name));

    expect(logText(JSON.stringify(Object.fromEntries(fields)), plain)).toBe(
      `${TIME}  ERROR                                           SES_FROM is missing`,
    );
  });

  it('shows a defect with the frames of its stack below', () => {
    const error = new TypeError('never shown');
    error.stack = 'TypeError: never shown\n    at one (file.ts:1:2)\n    at two (file.ts:3:4)';

    expect(shown(({ defect }) => defect(error, about))).toBe(
      [
        `${TIME}  ERROR  order_notification     0/42              defect: TypeError  order 1001`,
        '    at one (file.ts:1:2)',
        '    at two (file.ts:3:4)',
      ].join('\n'),
    );
  });

  it('sums a batch up by its metrics', () => {
    const summary = shown(({ ended, sendTook, finish }) => {
      for (const ms of [20, 40]) {
        ended(about, sent('id'));
        sendTook(ms);
      }
      ended(about, fail('value_invalid', 'value: not valid JSON'));
      finish();
    }).split('\n');

    expect(summary.at(-1)).toBe(
      `${TIME}  INFO   order_notification                       batch of 3 in 0 ms: 2 sent, 1 invalid; SES answered within 40 ms`,
    );
  });

  it('sums an empty batch up', () => {
    expect(shown(({ finish }) => finish())).toMatch(/ {2}batch of 0 in 0 ms$/);
  });

  describe('of a channel beside e-mail', () => {
    it('shows a delivery that failed, whatever became of its record', () => {
      expect(
        shown(({ ofChannel }) =>
          ofChannel('sms').delivered(about, fail('spend_limit_reached', 'SMS: the limit is reached')),
        ),
      ).toBe(
        `${TIME}  WARN   order_notification     0/42              sms failed: spend_limit_reached: SMS: the limit is reached  order 1001`,
      );
    });

    it('sums it up', () => {
      const summary = shown(({ ofChannel }) => {
        const { delivered, sendTook, finish } = ofChannel('push');
        delivered(about, sent('id'));
        delivered(about, skip('not_reachable', 'no device'));
        sendTook(7);
        finish();
      });

      expect(summary).toBe(
        `${TIME}  INFO   order_notification                       push: 1 sent, 1 skipped; FCM answered within 7 ms`,
      );
    });

    it.each(['sms', 'email'])('says nothing where a summary of %s says nothing new', (channel) => {
      const lines = written(({ ofChannel }) => {
        const { delivered, finish } = ofChannel(channel);
        delivered(about, channel === 'email' ? sent('id') : skip('not_reachable', 'no number'));
        finish();
      });

      expect(lines.map((line) => logText(line, plain))).toEqual([undefined]);
    });
  });

  it('shows what an event source mapping reports in the same columns', () => {
    expect(reportText(new Date(AT), 'warn', 'mapping: given up', plain)).toBe(
      `${TIME}  WARN                                            mapping: given up`,
    );
  });

  it.each(['listening', '{not json', '{"a":1}', ''])('leaves %j as it is', (line) => {
    expect(logText(line, plain)).toBe(line);
  });

  it('colours levels and outcomes', () => {
    const coloured: Style = (format, text) => styleText(format, text, { validateStream: false });

    const line = shown(({ ended }) => ended(about, fail('value_invalid', 'no')), coloured);

    expect(line).toContain(coloured('yellow', 'WARN '));
    expect(line).toContain(coloured('red', 'failed '));
  });

  it('lets nothing of a record steer the terminal', () => {
    const evil = '\u001b[2Jevil\r\n\u202e\u009b';
    const position = { ...about.position, topic: evil };
    const error = new TypeError('m');
    error.stack = `TypeError: m\n    at ${evil} (file.ts:1:2)`;

    const lines = shown(({ ended, defect }) => {
      ended({ position, orderId: evil }, fail('value_invalid', evil));
      defect(error, { position, orderId: evil });
    });

    expect(lines).toContain('evil');
    expect(lines.replaceAll('\n', '')).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
    expect(logText(`printed ${evil}`, plain)).not.toMatch(/\p{C}/u);
    expect(reportText(new Date(AT), evil, evil, plain)).not.toMatch(/\p{C}/u);
  });
});
