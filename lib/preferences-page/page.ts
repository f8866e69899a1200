import languages from '../../templates/preferences.words';
import { isolate } from '../channels/bidi';
import { escapeHtml } from '../channels/email/escape';
import { shorten } from '../channels/fill';
import { type Wording, wordsFor } from '../channels/words';
import { type Cell, cellOf } from '../recipients/choices';
import { brand } from './brand';
import type { Controls, Topic } from './controls';
import { CHECKED, WAS } from './form';
import { STYLE } from './style';
import type { Way } from './ways';

/** Where there is nothing to choose: why, by the texts that say so. */
export type Notice = 'nothing' | 'invalid' | 'failed' | 'refused';

export interface View {
  readonly locale: string | undefined;
  readonly name: string | undefined;
  readonly ways: readonly Way[];
  readonly topics: readonly Topic[];
  readonly controls: Controls;
  /** Whether the customer has just saved. */
  readonly saved: boolean;
}

interface Texts {
  readonly lang: string;
  readonly direction: Wording['direction'];
  /** A text, filled in and escaped; empty where the languages have none of that name. */
  t(name: string, fields?: Readonly<Record<string, string>>): string;
}

function textsFor(locale: string | undefined): Texts {
  const { tag, direction, texts } = wordsFor({ locale }, languages);
  const fill = (text: string, fields: Readonly<Record<string, string>>) =>
    text.replace(/\{(\w+)\}/g, (_, name) => isolate(fields[name] ?? '', direction));
  return {
    lang: tag,
    direction,
    t: (name, fields = {}) => escapeHtml(fill(texts[name] ?? '', { brand: brand.name, ...fields })),
  };
}

/** Characters of a name that are shown: five hundred would push the form off a phone. */
const LONGEST_NAME = 60;

const linkTo = (href: string | undefined, text: string): string =>
  href ? ` <a href="${escapeHtml(href)}">${text}</a>` : '';

function frame({ lang, direction, t }: Texts, title: string, main: string): string {
  const { logo, links, supportEmail } = brand;
  const name = escapeHtml(brand.name);
  const mark = logo
    ? `<img src="${escapeHtml(logo.url)}" width="${logo.width}" height="${logo.height}" alt="${name}">`
    : name;
  return `<!doctype html>
<html lang="${lang}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} · ${name}</title>
<style>${STYLE}</style>
</head>
<body>
<header>${mark}</header>
<main>
${main}
</main>
<footer>${t('questions')} <a href="mailto:${escapeHtml(supportEmail)}">${escapeHtml(supportEmail)}</a>${linkTo(links?.privacy, t('privacy'))}${linkTo(links?.imprint, t('imprint'))}</footer>
</body>
</html>
`;
}

/**
 * A row of check boxes, one for each way; `cell` names each. A screen reader says the row, the column, and what is noted of the row. The note of
 * a topic says what always comes: it is left out where the channel is off, and nothing always comes.
 */
function row(id: string, head: string, note: string, cell: (way: Way) => Cell, view: View): string {
  const { ways, controls } = view;
  const isNoted = (way: Way) => cell(way) === way.channel || controls.get(way.channel) === true;
  const boxes = ways.map((way) => {
    const name = cell(way);
    const on = controls.get(name) ?? false;
    const { channel } = way;
    const described = note && isNoted(way) ? ` aria-describedby="note-${id}"` : '';
    return `<td><label><input type="hidden" name="${name}" value="${on ? WAS.on : WAS.off}"><input type="checkbox" name="${name}" value="${CHECKED}" aria-labelledby="row-${id} column-${channel}"${described}${on ? ' checked' : ''}></label></td>`;
  });
  const small = note && ways.some(isNoted) ? `<small id="note-${id}">${note}</small>` : '';
  return `<tr${id === 'all' ? ' class="all"' : ''}><th scope="row"><span id="row-${id}">${head}</span>${small}</th>${boxes.join('')}</tr>`;
}

/** Writes the page on which a customer chooses. All that comes from outside is escaped. Pure. */
export function choicesPage(view: View): string {
  const texts = textsFor(view.locale);
  const { t, direction } = texts;
  const columns = view.ways.map(({ channel }) => `<th scope="col" id="column-${channel}">${t(channel)}</th>`);
  const own = (value: string) => escapeHtml(isolate(value, direction));
  const reader = view.name ? [own(shorten(view.name, LONGEST_NAME))] : [];
  const ways = view.ways.map((way) => `${t(way.channel)}: ${own(way.shown)}`);
  const topics = view.topics.map(({ topic, mandatory = [] }) =>
    row(
      topic,
      t(topic),
      mandatory.length > 0 ? t(`${topic}_mandatory`) : '',
      ({ channel }) => cellOf(topic, channel),
      view,
    ),
  );
  return frame(
    texts,
    t('title'),
    `<h1>${t('title')}</h1>
${view.saved ? `<p class="saved" role="status"><strong>${t('saved')}</strong> ${t('soon')}</p>\n` : ''}<p>${t('lead')}</p>
<ul>${[...reader, ...ways].map((line) => `<li>${line}</li>`).join('')}</ul>
<form method="post">
<table${view.ways.length > 1 ? ' class="many"' : ''}>
<thead><tr><th scope="col">${t('topic')}</th>${columns.join('')}</tr></thead>
<tbody>
${[row('all', t('all'), t('allNote'), ({ channel }) => channel, view), ...topics].join('\n')}
</tbody>
</table>
<button>${t('save')}</button>
</form>`,
  );
}

/** Writes a page that says why there is nothing to choose, and what to do. It is the same for everybody. Pure. */
export function noticePage(notice: Notice, locale: string | undefined): string {
  const texts = textsFor(locale);
  const title = texts.t(`${notice}Title`);
  return frame(texts, title, `<h1>${title}</h1>\n<p>${texts.t(notice)}</p>`);
}
