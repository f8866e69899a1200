import { compile } from '../../../../build/templates/compile';
import { knownFieldsOf } from '../../../../build/templates/known-fields';
import { readLanguages } from '../../../../build/templates/languages';
import { templatesFolder } from '../../../support/templates-folder';

const templates = templatesFolder();
afterAll(() => templates.remove());

function compiled(mjml: string, txt = 'x', languages = readLanguages()) {
  templates.write({ 'order.mjml': mjml, 'order.txt': txt });
  return compile('order', { folder: templates.folder, languages });
}

it('a mail may use the fields of its messages, by the name of its template', async () => {
  expect(await knownFieldsOf('order')).not.toContain('amount');
  expect(await knownFieldsOf('payment-failed')).toEqual(expect.arrayContaining(['order_id', 'amount']));
});

it('a mail that is named after no notification is refused', async () => {
  await expect(knownFieldsOf('welcome-new')).rejects.toThrow(
    'templates/welcome-new.mjml:1:1: is named after no notification: there is no lib/notifications/welcome-new.ts',
  );
});

it.each([
  [
    'in the HTML',
    '<mj-text>x {{ordr_id}}</mj-text>',
    'x',
    'order.mjml:1:12: {{ordr_id}}: the messages of this mail have no field ordr_id; did you mean order_id?',
  ],
  [
    'that is only asked for',
    '<mj-text>{{#if amount}}x{{/if}}</mj-text>',
    'x',
    'order.mjml:1:10: {{amount}}: the messages of this mail have no field amount\n  there are order_id, user_id,',
  ],
  [
    'given to a partial of the text',
    '<mj-text>x</mj-text>',
    '{{> row label="t.lead" value="ordr_id"}}',
    'partials/row.txt:1:13: {{ordr_id}}: the messages of this mail have no field ordr_id; did you mean order_id?\n' +
      '  put in at templates/order.txt:1:1',
  ],
])('a field that no message has is refused: one %s', async (_, mjml, txt, problem) => {
  await expect(compiled(mjml, txt)).rejects.toThrow(`templates/${problem}`);
});

it('a text with a placeholder that no message fills is refused', async () => {
  const { en } = readLanguages();
  const languages = { en: { ...en, order: { ...en?.order, lead: 'x {ordr_id}' } } } as never;

  await expect(compiled('<mj-text>{{t.lead}}</mj-text>', 'x', languages)).rejects.toThrow(
    'templates/order.mjml:1:10: {{t.lead}}: {ordr_id} in order.lead: the messages of this mail have no field ordr_id',
  );
});
