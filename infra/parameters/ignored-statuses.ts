import { join } from 'node:path';
import * as z from 'zod/mini';
import type { Notification } from '../../lib/notifications/notification';
import { FUNCTIONS } from '../functions';
import type { Parameters } from './parameters';

type Loaded = Readonly<Record<string, Notification>>;

/** What each topic is about. Loaded at once: later, TypeScript may no longer be loaded by `require`. */
const NOTIFICATIONS: ReadonlyMap<string, Notification | undefined> = new Map(
  FUNCTIONS.map(({ name, topic, subject }) => {
    const loaded: Loaded = require(join(__dirname, `../../lib/notifications/${subject}.ts`));
    return [topic, loaded[name]];
  }),
);

function takes(topic: string, status: string): boolean {
  const field = NOTIFICATIONS.get(topic)?.schema.shape.status;
  return field !== undefined && z.safeParse(field, status).success;
}

/** Says which statuses cannot be ignored: those of no topic, and those that customers are told of. */
export function* statusProblems({
  ignoredStatuses = [],
}: Pick<Parameters, 'ignoredStatuses'>): Generator<string> {
  for (const pair of ignoredStatuses) {
    const [topic = '', status = ''] = pair.split(':');
    if (!NOTIFICATIONS.has(topic)) {
      yield `ignoredStatuses: expected a topic (${[...NOTIFICATIONS.keys()].join(', ')}), found ${topic}`;
    }
    if (takes(topic, status)) {
      yield `ignoredStatuses: customers are told of ${pair}; what each wants is in their preferences`;
    }
  }
}
