import { compile } from '../../../../build/templates/compile';
import { templatesFolder } from '../../../support/templates-folder';

const templates = templatesFolder();
afterAll(() => templates.remove());

const compiled = (files: Readonly<Record<string, string>>) => {
  templates.write({ 'order.txt': 'x', ...files });
  return compile('order', { folder: templates.folder });
};

describe('a mistake is told with its place', () => {
  it.each([
    [
      'in a mail',
      '<mj-text>a\n  <b style="{{gift}}">x</b></mj-text>',
      '2:13: {{gift}} stands in the attribute style',
    ],
    [
      'found by MJML',
      '\n<mj-text>a</mj-text>\n  <mj-text colour="red">x</mj-text>',
      '3:3: mj-text: Attribute colour is',
    ],
    ['of a script', '<mj-text>a\n <script>x</script></mj-text>', '2:2: a <script>'],
    ['of an attribute', "<mj-text>a\n <b title='x'>y</b></mj-text>", '2:5: an attribute in single quotes'],
    [
      'of an argument',
      '{{> row label="t.x y" value="order_id"}}',
      'partials/frame-row.mjml:2:223: {{t.x y}} is not part of',
    ],
    ['of an argument that is missing', '<mj-text>{{@label}}</mj-text>', '1:10: {{@label}} is not part of'],
  ])('%s', async (_, mjml, problem) => {
    const file = problem.startsWith('partials') ? '' : 'order.mjml:';

    await expect(compiled({ 'order.mjml': mjml })).rejects.toThrow(`templates/${file}${problem}`);
  });

  it('in a partial, and then where that was put in', async () => {
    const files = {
      'order.mjml': '<mj-text>a\n {{> outer label="t.lead"}}</mj-text>',
      'partials/outer.mjml': 'b\n{{> inner}}',
      'partials/inner.mjml': '<i>\n\n{{@label}} {{a.b}}</i>',
    };

    await expect(compiled(files)).rejects.toThrow(
      'templates/partials/inner.mjml:3:12: {{a.b}} is no field\n' +
        '  put in at templates/partials/outer.mjml:2:1\n  put in at templates/order.mjml:2:2',
    );
  });

  it('each of several that MJML finds', async () => {
    const mjml = '<mj-text colour="red">a</mj-text>\n<mj-text color="reddish">x</mj-text>';

    await expect(compiled({ 'order.mjml': mjml })).rejects.toThrow(
      /order\.mjml:1:1: mj-text: Attribute colour .*\ntemplates\/order\.mjml:2:1: mj-text: Attribute color /,
    );
  });

  it('of a partial within itself', async () => {
    const files = { 'order.mjml': '{{> loop}}', 'partials/loop.mjml': '{{> loop}}' };

    await expect(compiled(files)).rejects.toThrow('loop.mjml:1:1: partials within partials without end');
  });
});
