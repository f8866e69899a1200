const { TemplateError } = require('./syntax.js');

/*
 * Where in HTML a position is: what may be inserted there, and how, depends on it.
 * `{ at: 'text' | 'tag' | 'attribute' | 'comment' | 'style' | 'title', name?, ownDirection? }`
 */

const START = { at: 'text', ownDirection: false };

/** Outlook reads what is between these as markup, so it is checked as markup. */
const OUTLOOK = /^<!--\[if [^\]]*\]>(?:<!-->)?|^<!\[endif\]-->|^<!--<!\[endif\]-->/;

/** Such as `<div dir="auto">`: what is in it neither changes nor needs the direction of what surrounds it. */
const OWN_DIRECTION = /^<[a-z][^>]*\sdir=/i;

/** The context after `text`, which begins in `context`. */
function after(context, text) {
  let state = context;
  let rest = text;
  const advance = (length, next) => {
    rest = rest.slice(length);
    state = next;
  };
  for (;;) {
    if (state.at === 'text') {
      const tag = rest.search(/<(?=[a-z!/])/i);
      if (tag === -1 && rest.endsWith('<')) return { at: 'tag', opened: '<' };
      if (tag === -1) return { at: 'text', ownDirection: state.ownDirection && rest.trim() === '' };
      if (rest.slice(0, tag).trim() !== '') state = { ...state, ownDirection: false };
      rest = rest.slice(tag);
      const outlook = OUTLOOK.exec(rest);
      if (outlook) advance(outlook[0].length, state);
      else if (rest.startsWith('<!--')) advance(4, { at: 'comment' });
      else advance(0, { at: 'tag', opened: '' });
    } else if (state.at === 'comment') {
      const end = rest.indexOf('-->');
      if (end === -1) return state;
      advance(end + 3, START);
    } else if (state.at === 'style' || state.at === 'title') {
      const end = rest.search(new RegExp(`</${state.at}`, 'i'));
      if (end === -1) return state;
      advance(end, START);
    } else if (state.at === 'attribute') {
      const end = rest.indexOf('"');
      if (end === -1) return { ...state, opened: state.opened + rest };
      advance(end + 1, { at: 'tag', opened: state.opened + rest.slice(0, end + 1) });
    } else {
      const mark = rest.search(/["'>]/);
      if (mark === -1) return { ...state, opened: state.opened + rest };
      const opened = state.opened + rest.slice(0, mark + 1);
      if (rest[mark] === "'") throw new TemplateError(`an attribute in single quotes: ${opened}`);
      if (rest[mark] === '"') {
        const name = /([\w:-]+)\s*=\s*"$/.exec(opened)?.[1]?.toLowerCase();
        advance(mark + 1, { at: 'attribute', name, opened });
      } else {
        const raw = /^<(style|title|script)\b/i.exec(opened)?.[1]?.toLowerCase();
        if (raw === 'script')
          throw new TemplateError('a <script>: no mail program runs one, and many refuse it');
        advance(mark + 1, raw ? { at: raw } : { at: 'text', ownDirection: OWN_DIRECTION.test(opened) });
      }
    }
  }
}

const same = (one, other) => one.at === other.at && one.name === other.name;

module.exports = { START, after, same };
