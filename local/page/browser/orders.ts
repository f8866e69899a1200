import type { OrdersView, OrderView } from '../views';
import { byId, fill, get, make, onSubmit, says, time, type View } from './dom';

const list = byId('recent', HTMLElement);
const none = byId('no-order', HTMLElement);
const place = byId('timeline', HTMLElement);
const form = byId('find-order', HTMLFormElement);
const input = byId('order', HTMLInputElement);

let chosen = '';

type Facts = OrderView['chapters'][number]['facts'];

const factsOf = (facts: Facts): HTMLElement =>
  make(
    'dl',
    {},
    ...facts.flatMap(([name, value]) => [make('dt', {}, name), make('dd', { dir: 'auto' }, value)]),
  );

function chapter({ at, title, kind, facts, mails }: OrderView['chapters'][number]): HTMLElement {
  const mark = make('span', { className: 'mark' }, [kind, ...mails.map((mail) => mail.kind)].join(', '));
  mark.dataset.state = kind;
  return make(
    'li',
    { className: 'chapter' },
    make('h3', {}, title, ' ', mark),
    make('p', { className: 'soft' }, at),
    factsOf(facts),
    ...mails.map((mail) =>
      make(
        'div',
        { className: 'of-mail' },
        make('h4', {}, `Mail ${mail.id}: ${mail.kind}`),
        factsOf(mail.facts),
      ),
    ),
  );
}

function showOrder({ orderId, chapters, broken, command }: OrderView): void {
  const unknown =
    'The log has no entry of this order. Either no valid message of it has reached a function, or the log has forgotten it. Look on the tab Failed.';
  const children = [
    says('h2', '', `Order ${orderId}`),
    make('p', { className: 'soft' }, 'In a terminal: ', make('code', {}, command)),
    ...(chapters.length + broken.length === 0 ? [make('p', {}, unknown)] : []),
    make('ol', { className: 'chapters' }, ...chapters.map(chapter)),
    ...broken.map((text) => make('p', { className: 'bad' }, text)),
  ];
  fill(
    place,
    [{ orderId, chapters, broken }],
    ({ orderId: key }) => key,
    () => make('div', {}, ...children),
  );
}

function recentRow([{ orderId, at }, isChosen]: readonly [OrdersView['recent'][number], boolean]) {
  const link = make(
    'a',
    { href: `#orders/${encodeURIComponent(orderId)}` },
    says('span', '', orderId),
    time(at),
  );
  if (isChosen) link.setAttribute('aria-current', 'true');
  return make('li', {}, link);
}

onSubmit(form, async () => {
  location.hash = `orders/${encodeURIComponent(input.value.trim())}`;
  return '';
});

export const orders: View = {
  open(rest) {
    chosen = rest;
    if (rest !== '') input.value = rest;
    none.hidden = true;
    place.replaceChildren();
  },
  async refresh() {
    const { recent } = await get<OrdersView>('/api/orders');
    fill(
      list,
      recent.map((one) => [one, one.orderId === chosen] as const),
      ([{ orderId }]) => orderId,
      recentRow,
    );
    none.hidden = chosen !== '';
    none.textContent =
      recent.length === 0
        ? 'No order yet. Publish a message on the tab Topics, and see here what became of it.'
        : 'Choose an order.';
    if (chosen === '') return;
    const asked = chosen;
    const view = await get<OrderView>(`/api/orders?order=${encodeURIComponent(asked)}`);
    if (asked === chosen) showOrder(view);
  },
};
