import { dump } from 'js-yaml';
import type { Documented } from '../notifications';
import type { JsonSchema } from './patterns';
import { descriptionOf, examplesOf } from './schema';

const BINDING = { bindingVersion: '0.5.0' };

export const schemaFile = (topic: string): string => `${topic}.schema.json`;
export const registryFile = (topic: string): string => `${topic}.registry.schema.json`;

const text = (description: string) => ({ type: 'string', description });

/** None is needed. */
const HEADERS: JsonSchema = {
  type: 'object',
  properties: {
    ce_id: text('CloudEvents 1.0 in binary mode: the id, as the log shows it.'),
    ce_source: text('The same: the source.'),
    traceparent: text('W3C Trace Context: joins the notification to the trace of its producer.'),
  },
};

const KEY = text(
  'The order_id, so that all messages of an order are in one partition and its mails leave in their order. The service does not read it.',
);
const GROUP = text('The consumer group of the topic: <service>-<stage>-<topic>.');

/** Source: CloudEvents 1.0, JSON event format, and Kafka protocol binding, 3.3. */
const eventWith = (data: JsonSchema): JsonSchema => ({
  type: 'object',
  required: ['specversion', 'data'],
  properties: {
    specversion: text('That of CloudEvents, such as 1.0.'),
    id: text('As the log shows it.'),
    source: text('The same.'),
    type: { type: 'string' },
    data,
  },
});

/** The messages of a topic, by their names: the message itself, and a CloudEvent that holds it. */
function messagesOf(documented: Documented) {
  const { topic } = documented;
  const payload = { $ref: `./${schemaFile(topic)}` };
  const summary = descriptionOf(topic);
  const bindings = { kafka: { key: KEY, ...BINDING } };
  const examples = examplesOf(documented).map((example) => ({
    name: String(Reflect.get(example, 'status')),
    payload: example,
  }));
  const event = `${topic}_cloud_event`;
  return {
    [topic]: {
      ...{ name: topic, title: topic, summary, contentType: 'application/json' },
      ...{ headers: HEADERS, payload, bindings, examples },
    },
    [event]: {
      ...{ name: event, title: `${topic} as a CloudEvent in structured mode`, summary },
      ...{ contentType: 'application/cloudevents+json', payload: eventWith(payload), bindings },
    },
  };
}

/** AsyncAPI 3 of all topics. A deployment may name its topics otherwise; nothing of a deployment is in it. */
export function asyncApi(
  notifications: readonly Documented[],
  { version, description }: { version: string; description: string },
): string {
  const by = <T>(make: (topic: string, names: readonly string[]) => T) =>
    Object.fromEntries(
      notifications.map((one) => [one.topic, make(one.topic, Object.keys(messagesOf(one)))]),
    );
  const document = {
    asyncapi: '3.0.0',
    info: {
      title: 'Order notifications',
      version,
      description: `${description} What its fields mean, and what happens with a wrong one: docs/messages.md.`,
      license: { name: 'MIT' },
    },
    defaultContentType: 'application/json',
    channels: by((topic, names) => ({
      address: topic,
      description: descriptionOf(topic),
      messages: Object.fromEntries(names.map((name) => [name, { $ref: `#/components/messages/${name}` }])),
      bindings: { kafka: { topic, ...BINDING } },
    })),
    operations: by((topic, names) => ({
      action: 'receive',
      summary: descriptionOf(topic),
      channel: { $ref: `#/channels/${topic}` },
      messages: names.map((name) => ({ $ref: `#/channels/${topic}/messages/${name}` })),
      bindings: { kafka: { groupId: GROUP, ...BINDING } },
    })),
    components: { messages: Object.assign({}, ...notifications.map(messagesOf)) },
  };
  return `# Made from lib/notifications and docs/messages.md by test/unit/contract, which holds it current.\n${dump(document, { lineWidth: 110, noRefs: true })}`;
}
