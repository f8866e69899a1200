import type { ShownRecord, TopicsView } from '../views';
import { byId, fill, get, make, says, time, type View } from './dom';
import { openForm } from './publish';

const rows = byId('partitions', HTMLElement);
const list = byId('records', HTMLElement);
const none = byId('no-record', HTMLElement);
const filter = byId('filter', HTMLSelectElement);

// There is no room for it on a phone.
byId('positions', HTMLDetailsElement).open = matchMedia('(min-width: 701px)').matches;

/** None before the first answer. */
let view: TopicsView | undefined;

function partitionRow({ topic, partition, committed, end, lag }: TopicsView['partitions'][number]) {
  const cells = [String(partition), committed === null ? '–' : String(committed), String(end), String(lag)];
  const row = make(
    'tr',
    {},
    make('th', { scope: 'row' }, topic),
    ...cells.map((cell) => make('td', {}, cell)),
  );
  row.classList.toggle('behind', lag > 0);
  return row;
}

/** One word for where a record is. */
const wordOf = ({ state, outcome }: ShownRecord): string =>
  state === 'ended' || state === 'given up' ? (outcome ?? state) : state;

const triesOf = ({ invocations }: ShownRecord): string =>
  invocations === 0 ? '' : invocations === 1 ? '1 try' : `${invocations} tries`;

function recordRow(record: ShownRecord): HTMLElement {
  const { topic, partition, offset, timestamp, orderId, state, outcome, why, key, value } = record;
  const order =
    orderId === undefined
      ? []
      : [make('a', { href: `#orders/${encodeURIComponent(orderId)}` }, `Order ${orderId}`)];
  const mark = make('span', { className: 'mark' }, wordOf(record));
  mark.dataset.state = outcome ?? 'waiting';
  const head = make(
    'div',
    { className: 'record-head' },
    mark,
    ...order,
    make('span', { className: 'place' }, `${topic}-${partition}@${offset}`),
    make(
      'span',
      { className: 'soft' },
      state === 'given up' ? `${triesOf(record)}, given up` : triesOf(record),
    ),
    ...(timestamp >= 0 && timestamp < 8.64e15 ? [time(timestamp)] : []),
  );
  const text = `${key === null ? 'no key' : `key ${key}`}\n${value ?? 'no value: a tombstone'}`;
  const details = make(
    'details',
    {},
    make('summary', {}, 'Message'),
    Object.assign(says('pre', '', text), { tabIndex: 0 }),
  );
  return make('li', {}, head, ...(why ? [says('p', 'why', why)] : []), details);
}

function show(): void {
  if (!view) return;
  byId('from', HTMLElement).textContent = view.from && `Polled from ${view.from}.`;
  const lag = view.partitions.reduce((sum, partition) => sum + partition.lag, 0);
  byId('lag', HTMLElement).textContent = `lag ${lag}`;
  fill(rows, view.partitions, ({ topic, partition }) => `${topic}-${partition}`, partitionRow);
  const records = view.records.filter(
    (record) => filter.value === '' || filter.value === (record.outcome ?? 'open'),
  );
  fill(list, records, ({ topic, partition, offset }) => `${topic}-${partition}@${offset}`, recordRow);
  none.hidden = records.length > 0;
  none.textContent =
    view.records.length === 0
      ? 'No record yet. Choose a sample above and publish it, or use npm run publish.'
      : 'No record of this kind.';
  const count = view.records.length;
  byId('record-count', HTMLElement).textContent =
    count === 1_000 ? 'the last 1,000' : count === 1 ? '1' : String(count);
}

filter.addEventListener('change', show);

export const topics: View = {
  open: () => openForm(),
  async refresh() {
    view = await get<TopicsView>('/api/topics');
    show();
  },
};
