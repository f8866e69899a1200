import { decodeRecord } from '../lib/kafka/cloud-event';
import { UsageError } from '../tools/command';
import { pairOption } from '../tools/options';

/** Options that `npm run event` and `npm run publish` have in common. */
export const MESSAGE_OPTIONS = {
  key: { type: 'string' },
  header: { type: 'string', multiple: true },
  partition: { type: 'string' },
  timestamp: { type: 'string' },
  raw: { type: 'boolean' },
} as const;

export const MESSAGE_HELP = `  --key <text>         key of every record (default: the order_id of its message, and without one no key)
  --header <n=v>       header of every record; may be repeated
  --timestamp <ms>     time of every record, in milliseconds since 1970 (default: now)
  --raw                do not check that messages are JSON, to try what a bad producer sends; null is then a text`;

/** What the record of a message has as its key by default: its order, also that in a CloudEvent, so that all of an order is in one partition. */
export function orderOf(message: string | null): string | null {
  const { decoded } = decodeRecord({ value: Buffer.from(message ?? '').toString('base64'), headers: [] });
  const id = decoded.kind === 'object' ? decoded.value.order_id : undefined;
  return typeof id === 'number' || (typeof id === 'string' && id !== '') ? String(id) : null;
}

const ADVICE = `Quote the message for the shell ('{"order_id": 1}'), or send it as it is with --raw.`;

/**
 * Checks a message; `null` is a tombstone.
 *
 * @param advice what to do about a message that is not JSON
 * @throws UsageError for what is not JSON, unless it is to be raw
 */
export function readMessage(text: string, raw: boolean, advice = ADVICE): string | null {
  if (raw) return text;
  try {
    return JSON.parse(text) === null ? null : text;
  } catch {
    const shown = text.length > 200 ? `${text.slice(0, 200)}…` : text;
    throw new UsageError(`Not JSON: ${shown}. ${advice}`);
  }
}

/** Takes a command line apart: first the topic, then at least one message. @throws UsageError */
export function readTopicAndMessages([topic, ...messages]: readonly string[]): {
  topic: string;
  messages: readonly string[];
} {
  // Apache Kafka, `Topic.validate`: letters, digits, dots, underscores and dashes, 249 at most.
  if (topic === undefined || !/^[\w.-]{1,249}$/.test(topic))
    throw new UsageError('Name a Kafka topic first, such as order_notification.');
  if (messages.length === 0) throw new UsageError(`Give at least one message after the topic ${topic}.`);
  return { topic, messages };
}

export const readHeaders = (given: readonly string[] = []): Array<[name: string, value: string]> =>
  given.map((header) => pairOption('header', header));
