import { money } from '../../lib/channels/format';
import { TOOLS } from '../../lib/channels/insert';
import type { Short } from '../../lib/channels/short';
import { isGsm, plainly } from '../../lib/channels/sms/gsm';
import { partsOf } from '../../lib/channels/sms/parts';
import { TemplateError } from './mistake';
import type { ShortKind } from './partials';
import { PSEUDO } from './pseudo';
import { fileOf } from './texts';

type Fields = Readonly<Record<string, string>>;

/** What fields usually say; any other is as long as `ANY`. */
const usual = (locale: string): Fields => ({
  order_id: '2026-1031',
  tracking_number: 'JD01460000382812',
  carrier: 'Royal Mail',
  tracking_url: 'https://track.example.com/JD01460000382812',
  amount: money('149.90', 'EUR', locale),
  left_with: 'your neighbour, Ms Okafor',
});
const ANY = 'ABC-123456789012';

/** In characters: what a locked phone shows, more or less. */
const MOST_TITLE = 50;
const MOST_BODY = 120;

const HINT = 'shorten a text, or give the brand a shortName';

/** Says what is too long in a text message: it may take one part of GSM-7 or two of UCS-2. */
function tooLongSms(text: string): string | undefined {
  const message = plainly(text);
  const { encoding, units, parts } = partsOf(message);
  if (parts <= (encoding === 'GSM-7' ? 1 : 2)) return undefined;
  const foreign = Array.from(message).find(
    (character) => !/[\u2068\u2069]/.test(character) && !isGsm(character),
  );
  return encoding === 'GSM-7'
    ? `the text message has ${units} characters of GSM-7, and one part has 160; ${HINT}`
    : `the text message has ${units} characters of UCS-2, as "${foreign}" is not in GSM-7, and two parts have 134; ${HINT}`;
}

function tooLongPush(text: string): string | undefined {
  const [title = '', body = ''] = text.replace(/[\u2068\u2069]/g, '').split('\n');
  if (title.length > MOST_TITLE)
    return `the title has ${title.length} characters, at most ${MOST_TITLE} are shown`;
  if (body.length > MOST_BODY)
    return `the body has ${body.length} characters, at most ${MOST_BODY} are shown`;
  return undefined;
}

const TOO_LONG = { sms: tooLongSms, push: tooLongPush } satisfies Record<ShortKind, unknown>;

/**
 * Sees that a text message or push is short with usual fields, all of them or only those that it always has. What gives way when
 * fields are longer relies on it. The language that nobody translates is too long by intention.
 *
 * @param code of the compiled module.
 * @param keys of the texts in it.
 * @throws TemplateError that names each language and its texts.
 */
export function requireRoom(kind: ShortKind, code: string, keys: readonly string[], brand: string): void {
  const template: Short<Fields> = new Function(`return ${code}`)();
  const problems = Object.entries(template.languages).flatMap(([tag, load]) => {
    if (tag === PSEUDO) return [];
    const { direction, locale, texts } = load();
    const known = usual(locale);
    const withFields = (names: readonly string[]) =>
      template.text(
        Object.fromEntries(names.map((name) => [name, known[name] ?? ANY])),
        texts,
        { dir: direction, brand },
        TOOLS,
      );
    const { required, optional } = template;
    const problem = [[...required, ...optional], required]
      .map((names) => TOO_LONG[kind](withFields(names)))
      .find((found) => found !== undefined);
    return problem === undefined ? [] : [`${fileOf(tag)}: ${keys.join(', ')}: with usual fields, ${problem}`];
  });
  if (problems.length > 0) throw new TemplateError(problems.join('\n'));
}
