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

  it.each([
    ['not closed', '<mj-text>hi', '1:1: <mj-text> is not closed before the end of the file'],
    ['closed too late', '<mj-text>\n<b>hi</mj-text></b>', '2:1: <b> is not closed before </mj-text>'],
    ['not opened', '<mj-text>hi</b></mj-text>', '1:12: </b> without its <b>'],
    [
      'opened on one way only',
      '<mj-text>{{#if message}}<b>{{else}}x{{/if}}</mj-text>',
      '1:25: <b> is not closed before {{else}}',
    ],
    [
      'closed on one way only',
      '<mj-text><b>{{#if message}}</b>{{/if}}</mj-text>',
      '1:28: </b> without its <b>',
    ],
    ['without anything in it', ' \n', '1:1: is empty'],
  ])('of an element that is %s, as a file with nothing in it', async (_, mjml, problem) => {
    await expect(compiled({ 'order.mjml': mjml })).rejects.toThrow(`templates/order.mjml:${problem}`);
  });

  it('of an element that a partial does not close, in that partial', async () => {
    const files = {
      'order.mjml': '{{> outer}}<mj-text>x</mj-text>',
      'partials/outer.mjml': '<mj-text>x\n<mj-text>{{message}}</mj-text>',
    };

    await expect(compiled(files)).rejects.toThrow(
      'templates/partials/outer.mjml:1:1: <mj-text> is not closed before the end of the file',
    );
  });

  it('of no element that has no end, or is written in a comment or in an attribute', async () => {
    const text =
      'a<br>b<img src="x.png" alt="<i>"><hr/><!-- <b> -->{{! <b> }} 1 < 2 <b title="{{message}}">x</b>';

    await compiled({ 'order.mjml': `<mj-text>${text}</mj-text>` });
  });

  it.each([
    ['a value', '<mj-text>x</mj-text>\n {{message}}'],
    ['a text', '<mj-text>x</mj-text>\n Hello'],
    ['a value on one way', '<mj-text>x</mj-text>{{#if message}}\n {{message}}{{/if}}'],
  ])('of %s that stands in no element, and would be left out', async (_, mjml) => {
    await expect(compiled({ 'order.mjml': mjml })).rejects.toThrow(
      'templates/order.mjml:2:2: what stands right in <mj-column> would be left out; put it into an <mj-text>',
    );
  });

  it.each([
    [
      'that is missing: at the mail, and then who asks for it',
      '<mj-table>\n{{> row label="t.lead"}}</mj-table>',
      'order.mjml:2:1: {{> row}} misses value="…", for\n' +
        '  templates/partials/cell-value.mjml:1:1: {{@value}}\n' +
        '  put in at templates/partials/frame-row.mjml:3:170\n',
    ],
    [
      'that is missing in the name of a partial',
      '{{> progress-parcel shipped="here"}}',
      'order.mjml:1:1: {{> progress-parcel}} misses delivered="…", for\n' +
        '  templates/partials/progress-parcel.mjml:5:5: {{> step-@delivered}}',
    ],
    [
      'that the partial has no use for',
      '{{> intro extra="x"}}',
      'order.mjml:1:1: {{> intro}} has no use for extra="…"',
    ],
  ])('of an argument %s', async (_, mjml, problem) => {
    await expect(compiled({ 'order.mjml': mjml })).rejects.toThrow(`templates/${problem}`);
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
