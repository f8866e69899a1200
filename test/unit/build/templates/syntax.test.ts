import { parse } from '../../../../build/templates/syntax';

const problemOf = (source: string): string => {
  try {
    parse(source, 'templates/order.mjml');
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};

describe('the language of the templates', () => {
  it('has text, values, choices, partials and comments, each with its place', () => {
    const nodes = parse('a\n {{b}}{{#if c}}x{{else}}y{{/if}}{{> row label="t.d"}}{{! e }}', 'f');

    expect(nodes).toMatchObject([
      { kind: 'text', text: 'a\n ', place: { file: 'f', line: 1, column: 1 } },
      { kind: 'insert', path: 'b', place: { line: 2, column: 2 } },
      { kind: 'choice', path: 'c', yes: [{ text: 'x' }], no: [{ text: 'y' }], place: { line: 2, column: 7 } },
      { kind: 'partial', name: 'row', values: { label: 't.d' }, place: { line: 2, column: 33 } },
      { kind: 'comment', place: { line: 2, column: 54 } },
    ]);
  });

  it.each([
    ['a raw value', 'a\n {{{b}}}', '2:2: {{{b}}} would insert without escaping'],
    ['a helper', 'a {{upper b}}', '1:3: {{upper b}} is not part of'],
    ['another block', '{{#each b}}x{{/each}}', '1:1: {{#each b}} is not part of'],
    ['an if of several values', '{{#if a b}}x{{/if}}', '1:1: {{#if a b}} is not part of'],
    ['an if turned round', '{{^if a}}x{{/if}}', '1:1: {{^if a}} is not part of'],
    ['a chain of ifs', '{{#if a}}x{{else if b}}y{{/if}}', '1:1: {{#if a}} is not part of'],
    ['white space taken away', 'x {{~b}}', '1:3: {{~b}} is not part of'],
    ['a partial with a field', '{{> row label=b}}', '1:1: {{> row label=b}} is not part of'],
    ['a partial in a context', '{{> row b}}', '1:1: {{> row b}} is not part of'],
    ['a partial with content', '{{#> row}}x{{/row}}', '1:1: {{#> row}} is not part of'],
    ['a brace in an argument', '{{> row label="{{b}}"}}', '1:15: a brace is missing, or one too many'],
    ['a brace too few', 'a\nHello {{b}, you', '2:10: a brace is missing, or this is not part of'],
    [
      'a brace too few before',
      'a\nHello {b}}',
      '2:9: a brace is missing, or one too many, at "a\nHello {b}}"',
    ],
    ['an if that is not closed', '{{#if a}}x{{/if}}\n {{#if b}}\nx', '2:2: {{#if b}} is not closed'],
    ['an if that was not opened', 'a\n x{{/if}}', '2:3: {{/if}} without its {{#if}}'],
    ['an else too many', '{{#if a}}{{else}}x{{else}}{{/if}}', '1:19: {{else}} without its {{#if}}'],
    ['another end', '{{#if a}}x{{/unless}}', '1:4: a brace is missing, or this is not part of'],
    ['a tag that does not end', 'x {{', '1:5: a brace is missing, or this is not part of'],
  ])('has no %s', (_, source, problem) => {
    expect(problemOf(source)).toContain(`templates/order.mjml:${problem}`);
  });
});
