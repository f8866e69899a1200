import type { FailedRecord, FailedView, RedriveView } from '../views';
import { byId, fieldsOf, fill, get, make, messageOf, onSubmit, post, says, time, type View } from './dom';

const list = byId('documents', HTMLElement);
const none = byId('no-failure', HTMLElement);
const all = byId('redrive-all', HTMLButtonElement);
const contact = byId('contact', HTMLFormElement);
const dialog = byId('redrive', HTMLDialogElement);
const report = byId('report', HTMLElement);
const question = byId('question', HTMLElement);
const again = byId('resend-unknown', HTMLInputElement);
const send = byId('send', HTMLButtonElement);

// It may be wider than a phone, and is moved by the keyboard too.
report.tabIndex = 0;

/** Of all records where none. */
let order: string | undefined;
/** How often something was asked for: an answer counts only where nothing was asked for since. */
let asked = 0;

function button(label: string, act: () => void): HTMLButtonElement {
  const made = make('button', { type: 'button' }, label);
  made.addEventListener('click', act);
  return made;
}

/** Begins a contact in the form, which on a phone is below all records. */
function begin(userId: string): void {
  byId('user', HTMLInputElement).value = userId;
  byId('email', HTMLInputElement).focus();
}

function recordRow({ place, orderId, userId, label, reason }: FailedRecord): HTMLElement {
  const actions =
    orderId === undefined
      ? []
      : [
          make('a', { href: `#orders/${encodeURIComponent(orderId)}` }, `Order ${orderId}`),
          button('Redrive …', () => look(orderId)),
        ];
  const missing =
    label.endsWith('contact_missing') && userId !== undefined
      ? [button('Add the contact …', () => begin(userId))]
      : [];
  const mark = make('span', { className: 'mark' }, label);
  mark.dataset.state = 'failed';
  return make(
    'li',
    {},
    make(
      'div',
      { className: 'record-head' },
      mark,
      make('span', { className: 'place' }, place),
      ...(userId === undefined ? [] : [make('span', { className: 'soft' }, `user_id ${userId}`)]),
    ),
    make('div', { className: 'facts' }, says('span', 'why', reason), ...actions, ...missing),
  );
}

const documentRow = ({ at, key, records }: FailedView['documents'][number]): HTMLElement =>
  make(
    'li',
    {},
    make('p', { className: 'soft document' }, time(at, new Date(at).toLocaleString()), ` ${key}`),
    make('ul', { className: 'rows' }, ...records.map(recordRow)),
  );

/** Asks for a redrive, or for what it would do, and shows the answer. @returns nothing where it failed, which is shown too, or came too late */
async function redrive(dryRun: boolean): Promise<RedriveView | undefined> {
  send.disabled = true;
  const own = ++asked;
  const body = { ...(order !== undefined && { order }), resendUnknown: again.checked, dryRun };
  try {
    const view = await post<RedriveView>('/api/redrive', body);
    if (own !== asked) return undefined;
    report.textContent = view.report;
    byId('command', HTMLElement).textContent = view.command;
    return view;
  } catch (error) {
    if (own === asked) question.textContent = messageOf(error);
    return undefined;
  }
}

async function dryRun(): Promise<void> {
  const view = await redrive(true);
  if (!view) return;
  question.textContent = view.question ?? 'There is nothing to send.';
  send.disabled = view.question === undefined;
}

function look(of: string | undefined): void {
  order = of;
  again.checked = false;
  again.disabled = false;
  report.textContent = '…';
  question.textContent = '';
  dialog.showModal();
  dryRun();
}

send.addEventListener('click', async () => {
  // A button that is switched off loses the focus to the page behind the dialog.
  report.focus();
  again.disabled = true;
  question.textContent = 'Sending …';
  if (await redrive(false)) question.textContent = 'Done.';
});
again.addEventListener('change', dryRun);
all.addEventListener('click', () => look(undefined));
byId('close', HTMLButtonElement).addEventListener('click', () => dialog.close());
onSubmit(contact, async () => (await post<{ said: string }>('/api/contacts', fieldsOf(contact))).said);

export const failed: View = {
  open() {},
  async refresh() {
    const { documents, unreadable, folder } = await get<FailedView>('/api/failed');
    byId('folder', HTMLElement).textContent = folder;
    byId('where', HTMLElement).hidden = false;
    fill(list, documents, ({ key }) => key, documentRow);
    fill(
      byId('unreadable', HTMLElement),
      unreadable,
      ({ key }) => key,
      ({ key, reason }) => make('li', { className: 'bad' }, `Cannot be read, and kept: ${key}: ${reason}`),
    );
    none.hidden = documents.length > 0;
    all.disabled = documents.length === 0;
  },
};
