import * as z from 'zod/mini';
import { amount, quantity } from './fields/amount';
import { type List, list } from './fields/list';
import { decoration } from './fields/optional';
import { line } from './fields/text';
import { httpsUrl } from './fields/url';

/** The most items that a message shows. */
export const MOST_ITEMS = 50;

const MOST_OPTIONS = 10;

const isShort = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number';

/** `["Blue", "M"]` → `Blue, M`; `{"Size": "M"}` → `Size: M`. What has parts of its own stays as it is, and is then refused. */
function asLine(options: unknown): unknown {
  if (typeof options !== 'object' || options === null) return options;
  const entries = Object.entries(options).slice(0, MOST_OPTIONS);
  if (!entries.every(([, value]) => isShort(value))) return options;
  return entries.map(([name, value]) => (Array.isArray(options) ? value : `${name}: ${value}`)).join(', ');
}

const name = line(200);

/** One line of an order. */
export const item = z.object(
  {
    /** Needed: where nothing of it can be seen, the item cannot be told from another. */
    name: z.pipe(name, z.string({ error: 'a name that can be seen' })),
    quantity,
    /** Of one piece. */
    price: decoration(amount),
    image_url: decoration(httpsUrl),
    options: decoration(z.pipe(z.transform(asLine), line(200))),
  },
  { error: 'an item with name and quantity' },
);

export type Item = z.infer<typeof item>;
export type Items = List<Item>;

export const items = list('items', item, MOST_ITEMS);

const UNPRICED = 'items: expected prices with their currency beside them, found nothing';

/** Leaves out the prices of an order that names no currency. */
export function withoutPrices(written: Items): Items {
  if (written.shown.every(({ price }) => price === undefined)) return written;
  const shown = written.shown.map((one) => ({ ...one, price: undefined }));
  return { ...written, shown, ignored: [...written.ignored, { field: 'items', reason: UNPRICED }] };
}
