import * as z from 'zod';
import { plural } from '../../tools/text';
import { chunksOf, messageRecords, recordsOfSample } from '../kafka/new-records';
import { runningStack } from '../kafka/running-stack';
import { readTopicAndMessages } from '../messages';
import { samples } from '../samples';
import type { SampleMessage } from './views';

/** Undefined for bytes that are no text, which a form cannot hold. */
function textOf(bytes: Buffer): string | undefined {
  const text = bytes.toString('utf8');
  return Buffer.from(text).equals(bytes) ? text : undefined;
}

/** The messages of all sample events, to be changed and published. */
export const sampleMessages = (): SampleMessage[] =>
  samples().flatMap((sample) => {
    const records = recordsOfSample(sample);
    return records.flatMap(({ topic, value }, index) => {
      const text = value === null ? null : textOf(value);
      if (text === undefined) return [];
      const name = records.length > 1 ? `${sample.name}, ${index + 1}` : sample.name;
      return [{ topic, name, broken: sample.expected.failed > 0, value: text }];
    });
  });

const ADVICE = 'Correct it, or publish it "as it is".';
const TIMES = 'expected a whole number from 1 to 100,000';

/** What the form of the page asks for. */
const REQUEST = z.strictObject({
  topic: z.string(),
  message: z.string(),
  /** How often; `{n}` in the message becomes 1, 2, 3, … */
  times: z.int(TIMES).min(1, TIMES).max(100_000, TIMES).default(1),
  /** Publishes what is no JSON as it is. */
  raw: z.boolean().default(false),
});

/** Publishes as `npm run publish` does. @throws UsageError, Problem with what is wrong */
export async function publishMessage(json: unknown): Promise<{ said: string }> {
  const { topic: given, message, times, raw } = REQUEST.parse(json);
  const { topic, messages } = readTopicAndMessages([given, message]);
  const others = { advice: ADVICE, key: undefined, headers: [], partition: undefined, timestamp: undefined };
  const { count, records } = messageRecords(topic, messages, { ...others, times, raw });
  for (const chunk of chunksOf(records)) await runningStack.send(topic, chunk);
  return { said: `${topic}: ${plural(count, 'record')} published` };
}
