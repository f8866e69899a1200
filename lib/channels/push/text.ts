import type { Reader } from '../../recipients/contact';
import type { Href } from '../brand';
import { renderShort, type Short } from '../short';
import type { Format } from '../words';
import { bytesOf, type Push } from './payload';

/** What a notification says by push. Pure; all of `message` and `reader` comes from outside. */
export type PushOf<M> = (message: M, reader: Reader) => Push;

/**
 * Bytes of title and body, and of the link, as JSON: together below 1,500, so that much is left of the 4,096 that a whole
 * payload may have.
 *
 * Source: Firebase, "About FCM messages".
 */
const MOST_TEXT = 700;
const MOST_LINK = 700;

/** In characters: what a phone shows of a body before it is opened, more or less. */
const BODY = 160;

function split(text: string): Pick<Push, 'title' | 'body'> {
  const [title = '', body = ''] = text.split('\n');
  return { title, body };
}

/**
 * Renders a push whose JSON has fewer than 1,500 bytes, whatever is in its fields.
 *
 * @param links where it may lead: to the first that is there and not too long.
 */
export function renderPush<View extends Readonly<Record<string, string | undefined>>>(
  template: Short<View>,
  reader: Reader,
  view: (format: Format) => View,
  links: ReadonlyArray<Href | undefined>,
): Push {
  const text = renderShort(
    template,
    reader,
    view,
    (text) => split(text).body.length <= BODY && bytesOf(split(text)) <= MOST_TEXT,
  );
  const link = links.find((one) => one !== undefined && bytesOf(one) <= MOST_LINK);
  return { ...split(text), ...(link && { link }) };
}
