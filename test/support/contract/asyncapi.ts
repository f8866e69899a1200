import { dump } from 'js-yaml';
import type { Documented } from '../notifications';
import type { JsonSchema } from './patterns';
import { descriptionOf, examplesOf } from './schema';

const BINDING = { bindingVersion: '0.5.0' };

export const schemaFile = (topic: string): string => `${topic}.schema.json`;
export const registryFile = (topic: string): string => `${topic}.registry.schema.json`;

/** None is needed. */
const HEADERS: JsonSchema = {
  type: 'object',
  properties: {
    ce_id: { type: 'string', description: 'CloudEvents 1.0 in binary mode: the id, as the log shows it.' },
    ce_source: { type: 'string', description: 'The same: the source.' },
    traceparent: {
      type: 'string',
      description: 'W3C Trace Context: joins the notification to the trace of its producer.',
    },
  },
};

/** Source: CloudEvents 1.0, JSON event format, and Kafka protocol binding, 3.3. */
const eventWith = (data: JsonSchema): JsonSchema => ({
  type: 'object',
  required: ['specversion', 'data'],
  properties: {
    specversion: { type: 'string', description: 'That of CloudEvents, such as 1.0.' },
    id: { type: 'string', description: 'As the log shows it.' },
    source: { type: 'string', description: 'The same.' },
    type: { type: 'string' },
    data,
  },
});

const cloudEventOf = (topic: string): string => `${topic}_cloud_event`;

const namesOf = (topic: string): readonly string[] => [topic, cloudEventOf(topic)];

const BINDINGS = {
  kafka: {
    key: {
      type: 'string',
      description:
        'The order_id, so that all messages of an order are in one partition and its mails leave in their order. The service does not read it.',
    },
    ...BINDING,
  },
};

const structuredOf = ({ topic }: Documented) => ({
  name: cloudEventOf(topic),
  title: `${topic} as a CloudEvent in structured mode`,
  summary: descriptionOf(topic),
  contentType: 'application/cloudevents+json',
  payload: eventWith({ $ref: `./${schemaFile(topic)}` }),
  bindings: BINDINGS,
});

function messageOf(documented: Documented) {
  const { topic } = documented;
  return {
    name: topic,
    title: topic,
    summary: descriptionOf(topic),
    contentType: 'application/json',
    headers: HEADERS,
    payload: { $ref: `./${schemaFile(topic)}` },
    bindings: BINDINGS,
    examples: examplesOf(documented).map((payload) => ({
      name: String(Reflect.get(payload, 'status')),
      payload,
    })),
  };
}

/** AsyncAPI 3 of all topics. A deployment may name its topics otherwise; nothing of a deployment is in it. */
export function asyncApi(
  notifications: readonly Documented[],
  { version, description }: { version: string; description: string },
): string {
  const by = <T>(make: (documented: Documented) => T) =>
    Object.fromEntries(notifications.map((one) => [one.topic, make(one)]));
  const document = {
    asyncapi: '3.0.0',
    info: {
      title: 'Order notifications',
      version,
      description: `${description} What its fields mean, and what happens with a wrong one: docs/messages.md.`,
      license: { name: 'MIT' },
    },
    defaultContentType: 'application/json',
    channels: by(({ topic }) => ({
      address: topic,
      description: descriptionOf(topic),
      messages: Object.fromEntries(
        namesOf(topic).map((name) => [name, { $ref: `#/components/messages/${name}` }]),
      ),
      bindings: { kafka: { topic, ...BINDING } },
    })),
    operations: by(({ topic }) => ({
      action: 'receive',
      summary: descriptionOf(topic),
      channel: { $ref: `#/channels/${topic}` },
      messages: namesOf(topic).map((name) => ({ $ref: `#/channels/${topic}/messages/${name}` })),
      bindings: {
        kafka: {
          groupId: {
            type: 'string',
            description: 'The consumer group of the topic: <service>-<stage>-<topic>.',
          },
          ...BINDING,
        },
      },
    })),
    components: {
      messages: Object.fromEntries(
        notifications.flatMap((one) => [
          [one.topic, messageOf(one)],
          [cloudEventOf(one.topic), structuredOf(one)],
        ]),
      ),
    },
  };
  return `# Made from lib/notifications and docs/messages.md by test/unit/contract, which holds it current.\n${dump(document, { lineWidth: 110, noRefs: true })}`;
}
