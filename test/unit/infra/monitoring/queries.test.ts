import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mailTelemetry } from '../../../../lib/mail-events/telemetry';
import { systemClock } from '../../../../lib/runtime/clock';
import { fail } from '../../../../lib/runtime/outcome';
import { batchTelemetry } from '../../../../lib/runtime/telemetry';
import { SOURCES } from '../../../../tools/stacks/deployments';
import { propertiesOf } from '../../../support/computed-stack';

const runbook = readFileSync(join(__dirname, '../../../../docs/runbook.md'), 'utf8');

describe('the saved queries', () => {
  const queries = propertiesOf<{ Name: string; QueryString: string; LogGroupNames: string[] }>(
    SOURCES.msk,
    'AWS::Logs::QueryDefinition',
  );

  it('answer what is asked most', () => {
    expect(queries.map(({ Name }) => Name)).toEqual([
      'notifications-test/failures by reason',
      'notifications-test/story of one order',
      'notifications-test/slowest batches',
      'notifications-test/invalid messages by producer field',
      'notifications-test/fields left out of mails',
      'notifications-test/errors of the functions',
      'notifications-test/defects',
      'notifications-test/not recorded, or sent again',
      'notifications-test/bounces and complaints',
    ]);
  });

  it('follow an order through the functions and the events of its mails', () => {
    expect(queries[1]?.LogGroupNames).toEqual([
      '/aws/lambda/notifications-test-deliveryNotification',
      '/aws/lambda/notifications-test-orderNotification',
      '/aws/lambda/notifications-test-paymentNotification',
      '/aws/lambda/notifications-test-shipmentNotification',
      '/aws/lambda/notifications-test-mailEvents',
    ]);
  });

  it.each([
    [
      'tracking_number: expected a string, found nothing; carrier: expected …',
      'tracking_number',
      ' expected a string, found nothing',
    ],
    ['value: empty, expected a JSON object', 'value', ' empty, expected a JSON object'],
  ])('read the field out of "%s"', (reason, field, problem) => {
    const [, expression = ''] = queries[3]?.QueryString.match(/parse event\.reason \/(.+)\/$/m) ?? [];

    expect(reason.match(new RegExp(expression))?.groups).toEqual({ field, problem: problem.trimStart() });
  });

  it('count what the function of the events of mails has written, and nothing else', () => {
    expect(queries[8]?.LogGroupNames).toEqual(['/aws/lambda/notifications-test-mailEvents']);
    expect(queries[8]?.QueryString).toContain(
      "event.action in ['mail_bounced', 'mail_complained', 'mail_suppressed', 'mail_rejected']",
    );
  });

  /** The names of the fields that the functions write. */
  function written(): string[] {
    const lines: string[] = [];
    const write = (line: string) => void lines.push(line);
    const context = { requestId: 'r', namespace: 'service/stage', functionName: 'f', clock: systemClock };
    const telemetry = batchTelemetry({ ...context, topic: 't' }, write);
    const about = { position: { topic: 't', partition: 0, offset: 0 }, orderId: '1', traceId: 'f' };
    telemetry.ended(about, fail('message_invalid', 'value: empty'));
    telemetry.defect(new Error(), about);
    telemetry.unrecorded('m-1', about);
    telemetry.sentAgain(1, about);
    telemetry.fields(about, [{ field: 'name', reason: 'name: expected a string' }], []);
    telemetry.finish();
    mailTelemetry(context, write).happened({
      kind: 'mail_event',
      reference: { key: { orderId: '1', notification: 'n' }, userId: '2' },
      topic: 't',
      messageId: 'm-1',
      sentAt: 0,
      state: 'bounced',
      happening: { at: 0, type: 'Permanent' },
    });
    return lines.flatMap((line) => Object.keys(JSON.parse(line)));
  }

  const WORDS =
    /^(?:fields|filter|stats|sort|limit|parse|by|as|asc|desc|in|and|or|like|count|coalesce|latest|min|max)$/;

  function unknownFields(query: string): string[] {
    const own = Array.from(query.matchAll(/ as (\w+)|\?<(\w+)>/g), ([, alias, group]) => alias ?? group);
    const names = query.replaceAll(/'[^']*'|\/[^/]*\//g, '').match(/@?[A-Za-z_][\w.]*/g) ?? [];
    const fields = names.filter((name) => !WORDS.test(name) && !name.startsWith('@') && !own.includes(name));
    return fields.length > 0
      ? fields.filter((name) => !written().includes(name))
      : ['it asks for no field at all'];
  }

  it.each(queries.map(({ Name, QueryString }) => [Name.slice('notifications-test/'.length), QueryString]))(
    'ask for fields that there are: %s',
    (_, query) => {
      expect(unknownFields(query)).toEqual([]);
    },
  );

  const inRunbook = Array.from(
    runbook.matchAll(/--query-string "([^"]+)"|`((?:filter|fields) [^`]+)`|^ +(filter [^`]+)$/gm),
    (match) => match.slice(1).join(''),
  );

  it('are in the runbook, beside those of one occasion', () => {
    expect(inRunbook).toHaveLength(5);
  });

  it.each(inRunbook)('ask for fields that there are, in the runbook: %s', (query) => {
    expect(unknownFields(query)).toEqual([]);
  });
});
