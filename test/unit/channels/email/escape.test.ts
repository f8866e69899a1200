import * as fc from 'fast-check';
import { escapeHtml } from '../../../../lib/channels/email/escape';
import { INJECTIONS } from '../../../support/injections';

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
