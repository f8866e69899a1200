import type { ReceivedPush } from '../../push/message';
import type { ReceivedText } from '../../sms/text';
import { byId, get, make, says, time, timeOfDay } from './dom';

/** Phones, the one that got something last first. */
const phones = <M>(
  messages: readonly M[],
  whose: (message: M) => string,
  screen: (own: readonly M[]) => HTMLElement,
): HTMLElement[] =>
  Array.from(Map.groupBy(messages, whose), ([name, own]) =>
    make('article', { className: 'phone' }, make('p', { className: 'whose' }, name), screen(own)),
  );

/** As on a phone: the oldest above, and the newest in sight. */
const thread = (texts: readonly ReceivedText[]): HTMLElement =>
  make(
    'div',
    { className: 'thread', tabIndex: 0 },
    ...texts
      .toReversed()
      .map(({ text, receivedAt }) =>
        make('div', { className: 'bubble' }, says('p', '', text), time(receivedAt)),
      ),
  );

/** What the device had shown before with the same tag; the newest first. */
function replacedBy(push: ReceivedPush, pushes: readonly ReceivedPush[]): ReceivedPush[] {
  const before = pushes.find(({ id }) => id === push.replaces);
  return before ? [before, ...replacedBy(before, pushes)] : [];
}

function note(push: ReceivedPush, pushes: readonly ReceivedPush[]): HTMLElement {
  const { title, body, link, receivedAt } = push;
  const top = make('div', { className: 'top' }, says('p', 'title', title), time(receivedAt));
  const made = make('div', { className: 'note' }, top, says('p', '', body));
  if (link?.startsWith('https://'))
    made.append(make('a', { href: link, target: '_blank', rel: 'noreferrer' }, link));
  const replaced = replacedBy(push, pushes);
  if (replaced.length > 0) {
    const times = replaced.map((one) => timeOfDay(one.receivedAt)).join(', ');
    const which = `Replaced ${replaced.length === 1 ? 'one' : replaced.length} of ${times}`;
    const olds = replaced.map((one) => says('p', 'soft', `${one.title}\n${one.body}`));
    made.append(make('details', {}, make('summary', {}, which), ...olds));
  }
  return made;
}

/** The newest push above. */
function lockScreen(pushes: readonly ReceivedPush[]): HTMLElement {
  const gone = new Set(pushes.map(({ replaces }) => replaces));
  const left = pushes.filter(({ id }) => !gone.has(id));
  return make('div', { className: 'lock', tabIndex: 0 }, ...left.map((push) => note(push, pushes)));
}

/** As JSON, so that what has not changed stays as it is: open details, and where one has scrolled to. */
const shown = new Map<string, string>();

async function refreshChannel<M>(
  channel: 'sms' | 'push',
  none: string,
  phonesOf: (messages: readonly M[]) => HTMLElement[],
): Promise<void> {
  const messages = await get<readonly M[]>(`/api/messages?channel=${channel}`);
  const json = JSON.stringify(messages);
  if (json === shown.get(channel)) return;
  shown.set(channel, json);
  const made = phonesOf(messages);
  const place = byId(channel, HTMLElement);
  place.replaceChildren(...(made.length > 0 ? made : [make('p', { className: 'soft' }, none)]));
  for (const one of place.querySelectorAll('.thread')) one.scrollTop = one.scrollHeight;
}

/** Shows what the local SMS and the local FCM took. */
export async function refreshPhone(): Promise<void> {
  await refreshChannel<ReceivedPush>('push', 'No push yet. Customers 1, 2, 5 and 6 have a device.', (all) =>
    phones(all, ({ device }) => device, lockScreen),
  );
  await refreshChannel<ReceivedText>(
    'sms',
    'No text message yet. None goes out at night where the customer lives.',
    (all) => phones(all, ({ to }) => to, thread),
  );
}
