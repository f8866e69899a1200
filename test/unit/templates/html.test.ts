import * as fc from 'fast-check';
import { escapeHtml, Html, html } from '../../../templates/html';
import { INJECTIONS } from '../../support/injections';

describe('escaping', () => {
  it.each([
    ['&', '&amp;'],
    ['<', '&lt;'],
    ['>', '&gt;'],
    ['"', '&quot;'],
    ["'", '&#39;'],
    ['&amp;', '&amp;amp;'],
    ['Grüße 👋', 'Grüße 👋'],
    ['', ''],
  ])('writes %s as %s', (text, expected) => {
    expect(escapeHtml(text)).toBe(expected);
  });

  it('leaves nothing that could end an element, an attribute or an entity', () => {
    fc.assert(
      fc.property(fc.oneof(fc.constantFrom(...INJECTIONS), fc.string({ unit: 'binary' })), (text) => {
        expect(escapeHtml(text)).not.toMatch(/[<>"']|&(?!(?:amp|lt|gt|quot|#39);)/);
      }),
    );
  });
});

describe('a template', () => {
  it.each([
    ['text without values', html`<p>hello</p>`, '<p>hello</p>'],
    ['a string, escaped', html`<p>${'<b>'}</p>`, '<p>&lt;b&gt;</p>'],
    ['a string in an attribute, escaped', html`<a title="${'" x="'}">`, '<a title="&quot; x=&quot;">'],
    ['markup as it is', html`<p>${html`<b>${'&'}</b>`}</p>`, '<p><b>&amp;</b></p>'],
    [
      'a list of markup',
      html`<ul>${['a', '<'].map((item) => html`<li>${item}</li>`)}</ul>`,
      '<ul><li>a</li><li>&lt;</li></ul>',
    ],
    ['an empty list', html`<ul>${[]}</ul>`, '<ul></ul>'],
    ['nothing for undefined', html`<p>${undefined}</p>`, '<p></p>'],
    ['nothing for false', html`<p>${false}</p>`, '<p></p>'],
    ['values side by side', html`${'a'}${'b'}${'<'}`, 'ab&lt;'],
    ['replacement patterns as they are', html`<p>${'$& $1'}</p>`, '<p>$&amp; $1</p>'],
  ])('inserts %s', (_, made, markup) => {
    expect(made).toEqual(new Html(markup));
  });
});
