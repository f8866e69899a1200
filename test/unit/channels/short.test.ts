import { renderShort, type Short } from '../../../lib/channels/short';

interface View extends Readonly<Record<string, string | undefined>> {
  readonly id: string;
  readonly carrier: string | undefined;
  readonly link: string | undefined;
}

const template: Short<View> = {
  languages: { en: () => ({ direction: 'ltr', locale: 'en-GB', texts: { of: '{brand} {id}' } }) },
  required: ['id'],
  optional: ['carrier', 'link'],
  text: (view, texts, given, tools) =>
    [tools.fill(texts.of ?? '', view, given), view.carrier, view.link].filter(Boolean).join(' '),
};

/** Every text that a message tries on its way to fit, where none does. */
function tried(view: View): string[] {
  const texts: string[] = [];
  const last = renderShort(
    template,
    {},
    () => view,
    (text) => !texts.push(text),
  );
  expect(last).toBe(texts.at(-1));
  return texts;
}

it('a message gives way: ids lose their middles, what it can do without is left out, the longest first', () => {
  const id = `A${'1'.repeat(30)}Z`;

  expect(tried({ id, carrier: 'Post', link: 'https://x.example/' })).toEqual([
    `Example Shop ${id} Post https://x.example/`,
    `Example Shop A${'1'.repeat(11)}…${'1'.repeat(10)}Z Post https://x.example/`,
    `Example Shop A${'1'.repeat(11)}…${'1'.repeat(10)}Z Post`,
    `Example Shop A${'1'.repeat(11)}…${'1'.repeat(10)}Z`,
    'Example Shop A111…111Z',
  ]);
});

it('a message that fits stays whole', () => {
  const view = { id: 'x'.repeat(99), carrier: 'Post', link: undefined };

  expect(
    renderShort(
      template,
      {},
      () => view,
      () => true,
    ),
  ).toBe(`Example Shop ${'x'.repeat(99)} Post`);
});
