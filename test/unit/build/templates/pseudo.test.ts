import { readLanguages } from '../../../../build/templates/languages';
import { withPseudo } from '../../../../build/templates/pseudo';
import { textsOf } from '../../../../build/templates/texts';

it('a language can be tried before anybody translates: longer, in brackets, with every placeholder', () => {
  const { 'en-XA': pseudo, en } = withPseudo(readLanguages());
  const long = textsOf(pseudo as never);

  expect(Object.keys(long)).toEqual(Object.keys(textsOf(en as never)));
  expect(long['order.subject']).toMatch(/^\[.*\{order_id\}.*\]$/);
  expect(long['order.lead']?.length).toBeGreaterThan(1.4 * (textsOf(en as never)['order.lead']?.length ?? 0));
});

it('is made of English alone', () => {
  expect(withPseudo({})).toEqual({});
});
