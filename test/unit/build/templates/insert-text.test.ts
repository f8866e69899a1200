import { compile } from '../../../../build/templates/compile';
import { templatesFolder } from '../../../support/templates-folder';

const templates = templatesFolder();
afterAll(() => templates.remove());

it.each([
  ['alone on its line is a paragraph of its own', 'x\n{{gift}}\ny', 'x.plain(v.gift)'],
  ['alone in a block is one, too', '{{#if gift}}{{gift}}{{/if}}', 'x.plain(v.gift)'],
  ['in a line keeps to itself', 'Dear {{gift}},', 'x.isolate(v.gift, m)'],
  ['of the languages is filled in', '{{t.greeting}}', 'x.fill(t.greeting, v, m)'],
])('a value in plain text %s', async (_, text, expected) => {
  templates.write({ 'order.mjml': '<mj-text>x</mj-text>', 'order.txt': text });

  expect((await compile('order', { folder: templates.folder, known: ['gift'] })).code).toContain(expected);
});
