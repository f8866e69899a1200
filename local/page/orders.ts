import { referenceOf } from '../../lib/channels/tags';
import { systemClock } from '../../lib/runtime/clock';
import { commandsFor } from '../../ops/explain/commands';
import { chaptersOf, unreadableOf } from '../../ops/explain/timeline';
import { whereOf } from '../../ops/place';
import { shellQuoted } from '../../tools/text';
import type { ReceivedMail } from '../ses/inbox';
import { localEntries, place } from './connections';
import type { Journal } from './journal';
import type { OrdersView, OrderView } from './views';

const MOST_RECENT = 200;

/** The order of a mail; none where another program has sent it. */
function orderOfMail({ tags }: Pick<ReceivedMail, 'tags'>): string | undefined {
  try {
    const arrays = Object.entries(tags).map(([name, value]) => [name, [value]] as const);
    return referenceOf(Object.fromEntries(arrays))?.key.orderId;
  } catch {
    return undefined;
  }
}

/** The orders that something happened to: a function told of them, or sent them a mail. */
export function ordersView(mails: readonly ReceivedMail[], { orders }: Journal): OrdersView {
  const latest = new Map(orders);
  for (const mail of mails) {
    const orderId = orderOfMail(mail);
    if (orderId !== undefined && mail.receivedAt > (latest.get(orderId) ?? ''))
      latest.set(orderId, mail.receivedAt);
  }
  const recent = Array.from(latest, ([orderId, at]) => ({ orderId, at }));
  return { recent: recent.sort((a, b) => (a.at < b.at ? 1 : -1)).slice(0, MOST_RECENT) };
}

/** What `npm run explain` tells of an order. */
export async function orderView(orderId: string): Promise<OrderView> {
  const entries = await localEntries();
  const log = await entries.ofOrder(orderId);
  return {
    orderId,
    chapters: chaptersOf(orderId, log, systemClock.wall(), commandsFor(orderId, place, entries.table)),
    broken: unreadableOf(log),
    command: `npm run explain -- ${shellQuoted(orderId)} ${whereOf(place)}`,
  };
}
