import type { ReceivedMail } from '../../ses/inbox';
import type { MailHead } from '../views';
import { byId, fill, get, make, messageOf, says, time, timeOfDay, type View } from './dom';
import { refreshPhone } from './phone';

const list = byId('mails', HTMLElement);
const section = byId('mail', HTMLElement);
const empty = byId('no-mail', HTMLElement);
const parts = byId('parts', HTMLElement);
const body = byId('body', HTMLElement);

/** None before the first answer. */
let heads: readonly MailHead[] | undefined;
let chosen = '';
let part = 'html';
/** The mail that is open, whole. */
let opened: ReceivedMail | undefined;

/** What became of a mail, in order, in the words of SES. */
function marks({ events }: MailHead): HTMLElement[] {
  return events.map(({ state, type, recipient, at }) => {
    const mark = make(
      'span',
      { className: 'mark', title: `${recipient}, ${timeOfDay(at)}` },
      [state, type].filter(Boolean).join(': '),
    );
    mark.dataset.state = state;
    return mark;
  });
}

function row([head, isChosen]: readonly [MailHead, boolean]): HTMLElement {
  const link = make(
    'a',
    { href: `#messages/${head.id}` },
    make('span', { className: 'to' }, head.to.join(', ')),
    time(head.receivedAt),
    says('span', 'subject', head.subject),
    make('span', { className: 'soft' }, [head.tags.topic, head.tags.status].filter(Boolean).join(' · ')),
    make('span', { className: 'marks' }, ...marks(head)),
  );
  if (isChosen) link.setAttribute('aria-current', 'true');
  return make('li', {}, link);
}

/** The form of SendEmail, a field a line; MIME as it is. */
function readable({ raw }: ReceivedMail): string {
  if (!raw.startsWith('Action=') && !raw.includes('&Action=')) return raw;
  return [...new URLSearchParams(raw)].map(([name, value]) => `${name} = ${value}`).join('\n');
}

function bodyOf(mail: ReceivedMail): HTMLElement {
  if (part !== 'html' || mail.html === '')
    return make('pre', { tabIndex: 0 }, part === 'raw' ? readable(mail) : mail.text);
  const frame = make('iframe', { title: 'The mail as HTML' });
  // No scripts, no forms, no access to this page; links open outside, as in a mail client.
  frame.setAttribute('sandbox', 'allow-popups allow-popups-to-escape-sandbox');
  frame.srcdoc = `<base target="_blank">${mail.html}`;
  return frame;
}

function showBody(): void {
  for (const button of parts.querySelectorAll<HTMLButtonElement>('[data-part]'))
    button.setAttribute('aria-pressed', String(button.dataset.part === part));
  body.replaceChildren(...(opened ? [bodyOf(opened)] : []));
}

function show(): void {
  if (!heads) return;
  const head = heads.find(({ id }) => id === chosen);
  byId('clear-mails', HTMLButtonElement).disabled = heads.length === 0;
  byId('count', HTMLElement).textContent = heads.length === 1 ? '1 mail' : `${heads.length} mails`;
  fill(
    list,
    heads.map((one) => [one, one.id === chosen] as const),
    ([{ id }]) => id,
    row,
  );
  section.hidden = head === undefined;
  empty.hidden = head !== undefined;
  empty.textContent =
    heads.length === 0
      ? 'No mail yet. Publish a message on the tab Topics: what the functions send shows up here by itself.'
      : 'Choose a mail.';
  byId('messages', HTMLElement).classList.toggle('reading', head !== undefined);
  if (!head) return;
  byId('subject', HTMLElement).textContent = head.subject;
  const lines = [
    `From: ${head.from}`,
    ...(head.replyTo.length > 0 ? [`Reply-To: ${head.replyTo.join(', ')}`] : []),
    `To: ${head.to.join(', ')}`,
  ];
  byId('addresses', HTMLElement).replaceChildren(...lines.map((line) => make('p', {}, line)));
  byId('marks', HTMLElement).replaceChildren(...marks(head));
}

async function openMail(): Promise<void> {
  if (chosen === '' || opened?.id === chosen) return;
  const asked = chosen;
  const mail = await get<ReceivedMail>(`/api/mails?id=${encodeURIComponent(asked)}`).catch(() => undefined);
  if (asked !== chosen) return;
  opened = mail;
  showBody();
}

parts.addEventListener('click', ({ target }) => {
  if (!(target instanceof HTMLButtonElement) || !target.dataset.part) return;
  part = target.dataset.part;
  showBody();
});

const clear = (channels: readonly string[]) => () => {
  for (const channel of channels)
    fetch(`/api/messages?channel=${channel}`, { method: 'DELETE' }).catch((error) => alert(messageOf(error)));
};
byId('clear-mails', HTMLButtonElement).addEventListener('click', clear(['email']));
byId('clear-phone', HTMLButtonElement).addEventListener('click', clear(['sms', 'push']));

export const messages: View = {
  open(rest) {
    chosen = rest === 'phone' ? '' : rest;
    byId('messages', HTMLElement).classList.toggle('phone-first', rest === 'phone');
    show();
    openMail();
  },
  async refresh() {
    heads = await get<readonly MailHead[]>('/api/mails');
    show();
    await Promise.all([openMail(), refreshPhone()]);
  },
};
