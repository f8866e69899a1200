import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { examplesOf } from '../support/contract/schema';
import { ROOT } from '../support/docs';
import { COMPLETE } from '../support/messages';
import { NOTIFICATIONS } from '../support/notifications';

const folder = mkdtempSync(join(tmpdir(), 'check-message-'));
afterAll(() => rmSync(folder, { recursive: true }));

function check(args: readonly string[], input: string | Buffer = '') {
  const command = ['--import', 'tsx', 'local/check-message.ts', ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, {
    cwd: ROOT,
    input,
    encoding: 'utf8',
  });
  return { code: status, out: stdout, err: stderr };
}

const file = (name: string, value: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(value, null, 2));
  return path;
};

const lines = (...values: readonly unknown[]): string =>
  values.map((value) => `${JSON.stringify(value)}\n`).join('');

describe('npm run check-message', () => {
  it.each(NOTIFICATIONS)('accepts the examples of $topic', (documented) => {
    const examples = examplesOf(documented);

    const { code, out, err } = check([documented.topic, '--quiet', '--whole'], lines(...examples));

    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toBe(examples.map((_, index) => `line ${index + 1}: accepted\n`).join(''));
  });

  it('prints what the customer would read: subject, amounts and dates', () => {
    const { code, out } = check(['order_notification', file('order.json', COMPLETE.order)]);

    expect(code).toBe(0);
    expect(out).toMatch(/^order\.json: accepted\n {2}Subject: .*123/);
    expect(out).toMatch(/ {4}- Teapot \(Black\): 2 × €24\.95/);
    expect(out).toMatch(/ {4}.*: Thursday,? 26 November 2026/);
  });

  it.each([
    ['de', 'Zahlung'],
    ['ar', 'طلبك'],
  ])('prints it in the language of the customer: %s', (locale, word) => {
    const { out } = check(['payment_notification', '--locale', locale], lines(COMPLETE.payment));

    expect(out).toContain(word);
    expect(out).not.toContain('\ufffd');
  });

  it('says in the words of the log which fields are left out, which --whole makes a failure', () => {
    const message = file('message.json', { ...COMPLETE.payment, amount: '49,90' });
    const said =
      'message.json: accepted, with 1 problem in fields that are left out\n' +
      '  field left out: amount: expected a decimal number of at least 0 and less than 10^15, as a number or a string like "49.90", found a string\n';

    expect(check(['payment_notification', message, '--quiet'])).toEqual({ code: 0, out: said, err: '' });
    expect(check(['payment_notification', message, '--quiet', '--whole'])).toMatchObject({
      code: 1,
      out: said,
    });
  });

  it('refuses in the words of the log, line by line, whatever bytes they are', () => {
    const bad = Buffer.from('{"order_id": 1\n\r\n\xff\n', 'latin1');
    const good = Buffer.from(lines(COMPLETE.delivery, { ...COMPLETE.delivery, status: 'lost' }));

    const { code, out } = check(['delivery_notification', '-q'], Buffer.concat([good, bad]));

    expect(code).toBe(1);
    expect(out.split('\n')).toEqual([
      'line 1: accepted',
      'line 2: refused (message_invalid): status: expected "delivered", found a string',
      expect.stringMatching(
        /^line 3: refused \(value_invalid\): value: not valid JSON \(at character \d+\)$/,
      ),
      'line 5: refused (value_invalid): value: not valid UTF-8',
      '',
    ]);
  });

  it('unwraps a CloudEvent, as a header declares it, and skips a status that says nothing', () => {
    const message = { ...COMPLETE.delivery, status: 'Handed-Over' };
    const declared = ['--header', 'content-type=application/cloudevents+json'];
    const options = ['delivery_notification', '-q', '--ignored', 'handed-over, lost', ...declared];

    const { code, out } = check(options, lines({ data: COMPLETE.delivery }, { data: message }, {}));

    expect(code).toBe(1);
    expect(out.split('\n')).toEqual([
      'line 1: accepted',
      'line 2: skipped (status_ignored): status: one of ignoredStatuses',
      expect.stringMatching(/^line 3: refused \(value_invalid\): value: expected data or data_base64/),
      '',
    ]);
  });

  it.each(['messages.jsonl', 'MESSAGES.JSONL'])('takes a message per line of a file of lines: %s', (name) => {
    const path = join(folder, name);
    writeFileSync(path, lines(COMPLETE.delivery, COMPLETE.delivery));

    expect(check(['delivery_notification', path, '-q']).out).toBe(
      `${name}, line 1: accepted\n${name}, line 2: accepted\n`,
    );
  });

  it('takes statuses as the parameter ignoredStatuses has them', () => {
    const options = ['payment_notification', '-q', '--ignored', 'payment_notification:Authorized'];

    expect(check(options, lines({ status: 'authorized' })).out).toMatch(
      /^line 1: skipped \(status_ignored\)/,
    );
  });

  it.each(['success', 'payment_notification:Success', 'refund_notification:sent'])(
    'refuses to ignore what a deployment may not ignore: %s',
    (status) => {
      const { code, err } = check(['payment_notification', '--ignored', `authorized,${status}`], lines({}));

      expect({ code, err }).toEqual({
        code: 2,
        err: expect.stringMatching(/^--ignored: (customers|expected)/),
      });
    },
  );

  it('refuses what is too large for an event of Lambda', () => {
    const message = { ...COMPLETE.delivery, message: 'x'.repeat(4_800_000) };

    const { code, out } = check(['delivery_notification', '-q'], lines(message));

    expect({ code, out }).toEqual({
      code: 1,
      out: expect.stringMatching(/^line 1: refused \(value_invalid\): value: too large/),
    });
  });

  it('names the file that is empty', () => {
    const path = join(folder, 'empty.jsonl');
    writeFileSync(path, '');

    expect(check(['payment_notification', path]).err).toContain(`There is no message: ${path} is empty.`);
  });

  it('says what to do with one message that is printed on several lines', () => {
    const { code, err } = check(['delivery_notification', '-q'], JSON.stringify(COMPLETE.delivery, null, 2));

    expect(code).toBe(1);
    expect(err).toContain('The lines together are one message');
  });

  it('says that no mail is written in a language', () => {
    const { code, err } = check(['delivery_notification', '-q', '--locale', 'xx'], lines(COMPLETE.delivery));

    expect(code).toBe(0);
    expect(err).toBe('--locale xx: no mail is written in this language (ar, de, en); shown is en.\n');
  });
});
