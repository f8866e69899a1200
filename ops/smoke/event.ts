import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { recordsOf } from '../../lib/kafka/event';
import { Problem } from '../../tools/command';

const EVENTS = join(__dirname, '../../events');

/** Names an order that no shop has. @example smokeOrder(0) // 'smoke-19700101T000000-1a2b3c' */
export const smokeOrder = (now: number): string =>
  `smoke-${new Date(now).toISOString().replaceAll(/[-:]|\..*/g, '')}-${randomBytes(3).toString('hex')}`;

/** The plain sample message of a topic: `events/order-notification.json`, and of a topic with several statuses the good news. */
function sampleMessage(topic: string): Record<string, unknown> {
  const beginning = topic.replaceAll('_', '-');
  const names = [`${beginning}.json`, `${beginning}-success.json`];
  const file = names.find((name) => existsSync(join(EVENTS, name)));
  if (file === undefined)
    throw new Problem(`events/ has no sample of ${topic}: expected ${names.join(' or ')}.`);
  const [first] = recordsOf(JSON.parse(readFileSync(join(EVENTS, file), 'utf8')));
  return JSON.parse(Buffer.from(first?.record.value ?? '', 'base64').toString('utf8'));
}

/** Makes the event of one message of an order. It carries its address, so that it needs no contact. */
export function smokeEvent(topic: string, orderId: string, to: string, timestamp: number) {
  const message = {
    ...sampleMessage(topic),
    order_id: orderId,
    user_id: orderId,
    email: to,
    name: 'smoke test',
  };
  return {
    // The function then tells how each record ended, and does not ask how old it is.
    redrive: { maxAgeSeconds: 0 },
    records: {
      [`${topic}-0`]: [
        {
          topic,
          partition: 0,
          offset: 0,
          timestamp,
          timestampType: 'CREATE_TIME',
          value: Buffer.from(JSON.stringify(message)).toString('base64'),
        },
      ],
    },
  };
}
