import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kafkaEvent } from '../../local/event';

/** Every subject gets the very same events; those of the warm-up share no order and no reader with the measured ones. */
export interface Workload {
  /** Records of one batch. */
  readonly batch: number;
  /** Batches, one after the other; small ones are repeated so that there is something to measure. */
  readonly batches: number;
  /** Records before, in batches as large. */
  readonly warmUp: number;
  /** What each order has, if anything. */
  readonly items?: number;
}

/** Of a cold start. */
export const ONE_RECORD: Workload = { batch: 1, batches: 1, warmUp: 0 };

/** Of measured batches. More records than these, and readers come again, as customers do. */
const READERS = 1_000;
const WARM_UP_READERS = 500;

const TOPIC = 'order_notification';
const LOCALES = ['en', 'de-AT', 'en-GB', 'de'];

export const contactsFor = ({ batch, batches }: Workload): Array<Record<string, unknown>> =>
  Array.from({ length: WARM_UP_READERS + Math.min(READERS, batch * batches) }, (_, index) => ({
    user_id: String(index),
    email: `reader-${index}@example.com`,
    name: `Reader Number ${index}`,
    locale: LOCALES[index % LOCALES.length],
    preferences: { email: true },
  }));

const itemsOf = (count: number) =>
  count === 0
    ? {}
    : {
        items: Array.from({ length: count }, (_, index) => ({
          name: `Teapot "Assam" no. ${index}, cast iron, with a lid`,
          quantity: 1 + (index % 3),
          price: '64.90',
          image_url: `https://shop.example/pictures/teapot-${index}.png`,
          options: { Colour: 'Black', Volume: '1.2 l' },
        })),
        subtotal: '3245.00',
        shipping: '4.90',
        total: '3249.90',
        currency: 'EUR',
      };

const message = (order: string, reader: number, items: number) =>
  JSON.stringify({
    order_id: order,
    user_id: reader,
    status: 'pending',
    message: 'Your order has been successfully created and is in pending status.',
    ...itemsOf(items),
  });

/** As large as the measured ones; the last takes what is left. */
function warmUpEvents({ batch, warmUp, items = 0 }: Workload) {
  return Array.from({ length: Math.ceil(warmUp / batch) }, (_, number) => {
    const first = number * batch;
    const messages = Array.from({ length: Math.min(batch, warmUp - first) }, (_, index) =>
      message(`warm-up-${first + index}`, (first + index) % WARM_UP_READERS, items),
    );
    return kafkaEvent(TOPIC, messages, { offset: first });
  });
}

const measuredEvents = ({ batch, batches, items = 0 }: Workload) =>
  Array.from({ length: batches }, (_, number) => {
    const first = number * batch;
    const messages = Array.from({ length: batch }, (_, index) =>
      message(
        `order-${String(first + index).padStart(7, '0')}`,
        WARM_UP_READERS + ((first + index) % READERS),
        items,
      ),
    );
    return kafkaEvent(TOPIC, messages, { offset: first });
  });

/** Lambda's limit of an event, in bytes. Source: Lambda developer guide, `gettingstarted-limits`. */
const MAX_EVENT = 6 * 1024 * 1024;

export interface EventFiles {
  readonly warmUp: string;
  readonly measured: string;
}

/** Lists of events as JSON files, which a subject's process reads as the Lambda runtime would its event. */
export function writeEvents(folder: string, workload: Workload): EventFiles {
  mkdirSync(folder, { recursive: true });
  const write = (name: string, events: readonly object[]) => {
    const file = join(folder, `${name}.json`);
    const texts = events.map((event) => JSON.stringify(event));
    const tooLarge = texts.find((text) => text.length > MAX_EVENT);
    if (tooLarge) throw new Error(`${name}: an event of ${tooLarge.length} bytes is more than Lambda takes`);
    writeFileSync(file, `[${texts.join(',')}]`);
    return file;
  };
  return {
    warmUp: write(
      `warm-up-${workload.warmUp}-${workload.batch}-${workload.items ?? 0}`,
      warmUpEvents(workload),
    ),
    measured: write(
      `${workload.batches}-of-${workload.batch}-${workload.items ?? 0}`,
      measuredEvents(workload),
    ),
  };
}
