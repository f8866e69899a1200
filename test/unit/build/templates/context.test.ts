import { contextAfter, START, same } from '../../../../build/templates/context';

describe('the context in HTML', () => {
  it.each([
    ['text', 'text', { at: 'text' }],
    ['a tag', '<b', { at: 'tag' }],
    ['what may become a tag', 'a <', { at: 'tag' }],
    ['less than', 'a < b', { at: 'text' }],
    ['an attribute', '<b Title="x', { at: 'attribute', name: 'title' }],
    ['a value without a name', '<b "x', { at: 'attribute', name: '' }],
    ['the end of an attribute', '<b title="x"', { at: 'tag' }],
    ['an element', '<b title="x">y', { at: 'text', ownDirection: false }],
    ['an element with a direction', '<p dir="auto"> ', { at: 'text', ownDirection: true }],
    ['text before, with a direction', '<p dir="auto">x', { at: 'text', ownDirection: false }],
    [
      'what is behind an element with a direction',
      '<p dir="auto">x<br>',
      { at: 'text', ownDirection: false },
    ],
    ['a comment', '<!-- <b', { at: 'comment' }],
    ['what is behind a comment', '<!-- <b -->x', { at: 'text' }],
    ['what only Outlook reads', '<!--[if mso]><b', { at: 'tag' }],
    ['a style', '<style>a > b', { at: 'style' }],
    ['what is behind a style', '<style>a</style>x', { at: 'text' }],
    ['a title', '<title>a <b', { at: 'title' }],
  ])('knows %s', (_, html, context) => {
    expect(contextAfter(START, html)).toMatchObject(context);
  });

  it('goes on in an attribute and in a tag', () => {
    const attribute = contextAfter(START, '<a href="https://');

    expect(contextAfter(attribute, 'shop" title="x')).toMatchObject({ at: 'attribute', name: 'title' });
    expect(contextAfter(attribute, 'shop')).toMatchObject({ opened: '<a href="https://shop' });
  });

  it('is another in another attribute', () => {
    const [href, title] = [contextAfter(START, '<a href="'), contextAfter(START, '<a title="')];

    expect([same(href, href), same(href, title), same(START, title)]).toEqual([true, false, false]);
  });
});
