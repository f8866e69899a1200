import { readBrand } from '../../../../build/templates/brand';
import { type CompileOptions, compile } from '../../../../build/templates/compile';
import { readLanguages } from '../../../../build/templates/languages';
import { typesOf } from '../../../../build/templates/types';
import { templatesFolder } from '../../../support/templates-folder';

const templates = templatesFolder();
afterAll(() => templates.remove());

const KNOWN = ['order_id', 'message', 'gift'];

/** The mail `order` with this content. */
function compiled(mjml: string, txt = '{{order_id}}', options: CompileOptions = {}) {
  templates.write({ 'order.mjml': mjml, 'order.txt': txt });
  return compile('order', { folder: templates.folder, known: KNOWN, ...options });
}

const inText = (content: string) => compiled(`<mj-text>${content}</mj-text>`);

describe('a template does not compile', () => {
  it.each<readonly [string, string, RegExp]>([
    ['a list that is not closed', '{{#each gift as |one|}}x', /\{\{#each gift as \|one\|\}\} is not closed/],
    [
      'a list whose elements have no name',
      '{{#each gift}}x{{/each}}',
      /is not part of the templates' language/,
    ],
    [
      'a list with an else',
      '{{#each gift as |one|}}x{{else}}y{{/each}}',
      /not part of the templates' language/,
    ],
    ['a list of nothing known', '{{#each gifts as |one|}}x{{/each}}', /no field gifts; did you mean gift/],
    [
      'an element outside of its list',
      '{{#each gift as |one|}}x{{/each}}{{one.name}}',
      /one\.name\}\} is no field/,
    ],
    ['an element as a whole', '{{#each gift as |one|}}{{one}}{{/each}}', /have no field one/],
    ['elements that open a tag', '{{#each gift as |one|}}<b title="{{/each}}x', /opens or closes a tag/],
    ['a picture with a scheme', '<img src="javascript:{{gift}}">', /not the beginning of its src/],
    ['a raw insertion', '{{{message}}}', /\{\{\{message\}\}\} would insert without escaping/],
    [
      'a raw insertion, in its other form',
      '{{& message}}',
      /\{\{& message\}\} would insert without escaping/,
    ],
    ['a helper', '{{upper message}}', /is not part of the templates' language/],
    ['an expression', '{{message.constructor.name}}', /is not part of the templates' language/],
    ['a field of a field', '{{message.constructor}}', /\{\{message\.constructor\}\} is no field/],
    [
      'a text that there is not',
      '{{t.nonsense}}',
      /t\.nonsense.*has it neither under the name of the mail nor under "common"/,
    ],
    ['a partial that there is not', '{{> nonsense}}', /there is no partials\/nonsense\.mjml/],
    [
      'an insertion that lost a brace',
      'Hello {{message}, hello',
      /a brace is missing.*Hello \{\{message\}, hello/,
    ],
    ['an insertion that lost its first brace', 'Hello {message}}', /a brace is missing/],
    ['a brand that has no such field', '{{brand.slogan}}', /the brand has none/],
    ['an if that is not closed', '{{#if message}}x', /\{\{#if message\}\} is not closed/],
    ['an if that was not opened', 'x{{/if}}', /\{\{\/if\}\} without its \{\{#if\}\}/],
    ['an else too many', '{{#if message}}x{{else}}y{{else}}z{{/if}}', /\{\{else\}\} without/],
    ['a script', '<script>1 < 2</script>', /a <script>: no mail program runs one/],
    ['a value in a script', '<script>{{message}}</script>', /a <script>: no mail program runs one/],
    ['a value in a style', '<style>.x{color:{{message}} }</style>', /no escaping can make it safe/],
    ['a value in a style attribute', '<b style="color:{{message}}">x</b>', /stands in the attribute style/],
    ['a value in an event handler', '<b onclick="{{message}}">x</b>', /stands in the attribute onclick/],
    ['a value in an attribute without quotes', '<b title={{message}}>x</b>', /no escaping can make it safe/],
    ['a value that loads something', '<iframe src="{{message}}">x</iframe>', /something else than <img>/],
    ...['formaction', 'data', 'poster', 'xlink:href', 'content', 'srcdoc', 'background'].map(
      (name) =>
        [
          `a value in the attribute ${name}`,
          `<i ${name}="{{message}}">x</i>`,
          new RegExp(`stands in the attribute ${name}`),
        ] as const,
    ),
    ...['name', 'subject', 'lang', 't.lead'].map(
      (path) => [`{{${path}}} as a link`, `<a href="{{${path}}}">x</a>`, /href, but is no link/] as const,
    ),
    ['a link that loads', '<link href="{{message}}">x', /something else than <a>/],
    ['a link with a scheme', '<a href="javascript:{{gift}}">x</a>', /not the beginning of its href/],
    ['a value in a comment', '<!-- {{message}} -->x', /no escaping can make it safe/],
    ['a value as a tag', '<{{message}}>', /no escaping can make it safe/],
    ['a tag that is opened on one way only', '{{#if message}}<b title="{{/if}}x', /on one of its ways only/],
  ])('with %s', async (_, content, problem) => {
    await expect(inText(content)).rejects.toThrow(problem);
  });

  it.each([
    ['an attribute that MJML does not know', '<mj-text colour="#000000">x</mj-text>', /colour/],
    ['a colour that is none', '<mj-text color="reddish">x</mj-text>', /color/],
    ['an element in the wrong place', '<mj-column><mj-text>x</mj-text></mj-column>', /mj-column/],
  ])('with %s: MJML’s own validator says so', async (_, mjml, problem) => {
    await expect(compiled(mjml)).rejects.toThrow(problem);
  });

  it.each(['order_url', 'lang', 'subject'])(
    'with a text that says {%s}: nothing fills it there',
    async (name) => {
      const languages = readLanguages();
      const en = { ...languages.en, order: { ...languages.en?.order, lead: `x {${name}}` } } as never;

      await expect(compiled('<mj-text>{{t.lead}}</mj-text>', 'x', { languages: { en } })).rejects.toThrow(
        `templates/order.mjml:1:10: {{t.lead}}: nothing fills {${name}} in order.lead`,
      );
    },
  );
});

describe('what a template needs of its notification', () => {
  const needs = async (content: string) => typesOf((await inText(content)).fields, '../lib');

  it.each([
    ['a value that is always shown', '{{gift}}', 'readonly gift: string;'],
    [
      'a value that is shown when it is there',
      '{{#if gift}}{{gift}}{{/if}}',
      'readonly gift: string | undefined;',
    ],
    ['a link', '<a href="{{gift}}">x</a>', 'readonly gift: Href;'],
    ['a picture', '<img src="{{gift}}">', 'readonly gift: Href;'],
    [
      'a list, and what its elements have',
      '{{#each gift as |one|}}{{one.name}}{{#if one.price}}{{one.price}}{{/if}}{{/each}}',
      'readonly gift: ReadonlyArray<{\n    readonly name: string;\n    readonly price: string | undefined;\n  }>;',
    ],
    [
      'a list that may be missing, with a link of each',
      '{{#if gift}}{{#each gift as |one|}}<a href="{{one.page}}">x</a>{{/each}}{{gift_more}}{{/if}}',
      'readonly gift: ReadonlyArray<{\n    readonly page: Href;\n  }> | undefined;\n  readonly gift_more: string;',
    ],
    [
      'a link beside that of the order',
      '<a href="{{order_url}}">x</a><a href="{{gift}}">x</a>',
      'readonly gift: Href;',
    ],
    [
      'a link that may be missing',
      '{{#if gift}}<a href="{{gift}}">x</a>{{/if}}',
      'readonly gift: Href | undefined;',
    ],
    ['a value in a text of the languages', '{{t.subject}}', 'readonly order_id: string;'],
  ])('is %s', async (_, content, type) => {
    expect(await needs(content)).toContain(type);
  });

  it('is not what every mail has', async () => {
    expect(await needs('{{#if name}}{{t.greeting}}{{/if}}')).not.toContain('name');
  });
});

describe('a compiled template', () => {
  type Given = Record<string, string>;
  type Html = (view: Given, texts: Given, given: Given, tools: object) => string;
  const tools = {
    escape: (text: string) => `e(${text})`,
    lines: (text: string) => `l(${text})`,
    isolate: (text: string) => `i(${text})`,
    fill: (text: string) => `f(${text})`,
  };

  async function run(content: string, view: Given = {}, given: Given = {}): Promise<string> {
    const { code } = await inText(content);
    const { html } = new Function(`return ${code}`)() as { html: Html };
    return html(view, {}, { dir: 'ltr', start: 'left', end: 'right', ...given }, tools);
  }

  it('escapes values in text and in attributes', async () => {
    expect(await run('<b title="{{gift}}">{{gift}}</b>', { gift: 'x' })).toContain(
      '<b title="e(x)">e(i(x))</b>',
    );
  });

  it('keeps a value to itself that could turn what is around it, but for one in an element of its own', async () => {
    expect(await run('Dear {{gift}},', { gift: 'x' })).toContain('Dear e(i(x)),');
    expect(await run('<p dir="auto">{{gift}}</p>', { gift: 'x' })).toContain('<p dir="auto">l(x)</p>');
  });

  it('escapes what the brand says, too', async () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it must not become one
    const brand = { ...readBrand(), name: 'Käse & <Co> "`${x}' };

    const { code } = await compiled('<mj-text>{{brand.name}}</mj-text>', '{{brand.name}}', { brand });

    expect(code).toContain('Käse &amp; &lt;Co&gt; &quot;\\`$&#123;x&#125;');
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as above
    expect(code).toContain('Käse & <Co> "\\`\\${x}');
  });

  it('takes nothing that the brand says for a part of its template', async () => {
    const brand = {
      ...readBrand(),
      name: 'A {{message}} {{#if x}} }} B\\',
      website: 'https://shop.example/{{message}}?border-left-1=text-align:left&x=direction:ltr',
      logo: { url: 'https://shop.example/{{message}}.png', width: 100, height: 20 },
    };
    const mjml = '<mj-text>{{brand.name}} <a href="{{brand.website}}" title="{{brand.name}}">x</a></mj-text>';

    const { code, fields } = await compiled(mjml, '{{brand.name}}', { brand });

    expect([...fields.keys()]).toEqual([]);
    const name = 'A &#123;&#123;message&#125;&#125; &#123;&#123;#if x&#125;&#125; &#125;&#125; B&#92;';
    expect(code).toContain(`>${name} <a`);
    expect(code).toContain(`title="${name}"`);
    expect(code).toContain(`alt="${name}"`);
    expect(code).toContain('?border-left-1=text-align:left&amp;x=direction:ltr"');
    expect(code).toContain(brand.name);
  });

  it('goes through a list, and escapes what its elements say', async () => {
    const content = '{{#each gift as |one|}}<b title="{{one.name}}">{{one.name}}</b>{{/each}}';

    expect(await run(content, { gift: [{ name: 'x' }, { name: 'y' }] } as never)).toContain(
      '<b title="e(x)">e(i(x))</b><b title="e(y)">e(i(y))</b>',
    );
  });

  it('takes the branch of a value that is there, or the other', async () => {
    const content = '{{#if gift}}yes{{else}}no{{/if}}';

    expect(await run(content, { gift: 'x' })).toContain('>yes<');
    expect(await run(content, {})).toContain('>no<');
  });

  it('is mirrored for a language that runs from right to left', async () => {
    const html = await run(
      '<p style="text-align:left;padding-right:4px">x</p>',
      {},
      { dir: 'rtl', start: 'right', end: 'left' },
    );

    expect(html).toContain('<p style="text-align:right;padding-left:4px">');
    expect(html).toContain('dir="rtl"');
    expect(html).not.toMatch(/direction:ltr|text-align:left|align="left"/);
  });

  it('keeps what would mean something in a JavaScript string', async () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: that is what is tested
    expect(await run('`\\n ${7 * 7} \\')).toContain('`\\n ${7 * 7} \\');
  });
});
