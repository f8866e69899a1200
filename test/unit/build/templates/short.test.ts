import { readBrand } from '../../../../build/templates/brand';
import type { CompileOptions } from '../../../../build/templates/compile';
import { readLanguages } from '../../../../build/templates/languages';
import { compileShort } from '../../../../build/templates/short';
import { templatesFolder } from '../../../support/templates-folder';

const templates = templatesFolder();
afterAll(() => templates.remove());

const KNOWN = ['order_id', 'name', 'message', 'gift'];

function compiled(kind: 'sms' | 'push', content: string, options: CompileOptions = {}) {
  templates.write({ [`order.${kind}`]: content });
  return compileShort('order', kind, { folder: templates.folder, known: KNOWN, ...options });
}

/** The languages with another text in one of them. */
function withText(tag: string, key: string, text: string) {
  const languages = readLanguages();
  const words = languages[tag];
  return { ...languages, [tag]: { ...words, order: { ...words?.order, [key]: text } } } as never;
}

const long = (length: number) => 'x'.repeat(length);

describe('a text message or push does not compile', () => {
  it.each<readonly [string, 'sms' | 'push', string, string]>([
    ['with a partial', 'sms', '{{t.sms}} {{> button}}', 'templates/order.sms:1:11: only mails have partials'],
    ['with the name of the reader', 'sms', '{{name}}', 'templates/order.sms:1:1: {{name}}: the messages'],
    [
      'with the text of the message',
      'push',
      'x\n{{message}}',
      'templates/order.push:2:1: {{message}}: the messages',
    ],
    ['with a field that there is not', 'sms', '{{gist}}', 'did you mean gift?'],
    ['when it is empty', 'sms', '\n', 'templates/order.sms:1:1: is empty'],
    ['as a push without a body', 'push', '{{t.headline}}', 'templates/order.push:1:1: is to have two lines'],
    ['as a push of three lines', 'push', 'a\nb\nc', 'templates/order.push:1:1: is to have two lines'],
  ])('%s', async (_, kind, content, problem) => {
    await expect(compiled(kind, content)).rejects.toThrow(problem);
  });
});

describe('with usual fields, a text message', () => {
  const sms = (text: string, options: CompileOptions = {}) =>
    compiled('sms', '{{t.sms}}', { languages: withText('de', 'sms', text), ...options });

  it('may take one part of GSM-7, or two of UCS-2', async () => {
    await expect(sms(long(160))).resolves.toBeDefined();
    await expect(sms(`م${long(133)}`)).resolves.toBeDefined();
  });

  it('may take no more', async () => {
    await expect(sms(long(161))).rejects.toThrow(
      'templates/languages/de.json: order.sms: with usual fields, the text message has 161 characters of GSM-7, and one part has 160',
    );
    await expect(sms(`ş${long(134)}`)).rejects.toThrow(
      'templates/languages/de.json: order.sms: with usual fields, the text message has 135 characters of UCS-2, as "ş" is not in GSM-7, and two parts have 134',
    );
  });

  it('counts the name of the shop and the fields', async () => {
    const text = `{brand} {order_id} ${long(150 - 'Example Shop 2026-1031 '.length)}`;

    await expect(sms(text)).resolves.toBeDefined();
    const name = long(40);
    await expect(sms(text, { brand: { ...readBrand(), name } })).rejects.toThrow(
      '178 characters of GSM-7, and one part has 160; shorten a text, or give the brand a shortName',
    );
    await expect(sms(text, { brand: { ...readBrand(), name, shortName: 'X' } })).resolves.toBeDefined();
  });

  it('counts what it says without the fields that may be absent, too', async () => {
    const content = `{{#if gift}}{{t.sms}}{{else}}${long(161)}{{/if}}`;

    await expect(compiled('sms', content)).rejects.toThrow('161 characters of GSM-7');
  });
});

it.each([
  ['title', 'headline', 51, 'the title has 51 characters, at most 50 are shown'],
  ['body', 'push', 121, 'the body has 121 characters, at most 120 are shown'],
])('with usual fields, a push may not have a longer %s than is shown', async (_, key, length, problem) => {
  const push = (text: string) =>
    compiled('push', '{{t.headline}}\n{{t.push}}', { languages: withText('ar', key, text) });

  await expect(push(long(length - 1))).resolves.toBeDefined();
  await expect(push(long(length))).rejects.toThrow(
    `templates/languages/ar.json: order.headline, order.push: with usual fields, ${problem}`,
  );
});
