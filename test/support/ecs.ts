import type { KafkaEvent } from '../../lib/kafka/event';
import { traceIdOf } from '../../lib/kafka/trace';
import { MAIL_STATES } from '../../lib/log/mail-status';
import { CODES } from '../../lib/runtime/outcome';
import template from '../../ops/elastic/index-template.json';

export type Line = Readonly<Record<string, unknown>>;

type Check = (value: unknown) => boolean;

/** Longer ones are not indexed. Source: ECS field reference, `ignore_above`. */
const KEYWORD = 1_024;

const text: Check = (value) => typeof value === 'string' && value !== '';
const keyword: Check = (value) => text(value) && String(value).length <= KEYWORD;
const long: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const like =
  (pattern: RegExp): Check =>
  (value) =>
    typeof value === 'string' && pattern.test(value);
const datetime = like(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
/** Values and what is sent to be charted. Source: CloudWatch user guide, embedded metric format. */
const metric: Check = (value) =>
  [value].flat().every((one) => typeof one === 'number' && Number.isFinite(one)) &&
  [value].flat().length <= 100;

/**
 * The ECS logging specification: these come first, in this order.
 * Source: github.com/elastic/ecs-logging, `spec/README.md` and `spec/spec.json` (`required`, `index`).
 */
const FIRST = ['@timestamp', 'log.level', 'message', 'ecs.version'] as const;

/** What our lines have beside them, always. */
const ALWAYS = [
  'service.name',
  'event.dataset',
  'event.action',
  'faas.execution',
  'timestamp',
  'level',
] as const;

/** Sources: `spec/spec.json`, and for what it does not name the ECS field reference: event, faas, error, service. */
const ECS: Readonly<Record<string, Check>> = {
  '@timestamp': datetime,
  'log.level': like(/^(?:INFO|WARN|ERROR)$/),
  message: text,
  'ecs.version': like(/^\d+\.\d+\.\d+$/),
  'service.name': keyword,
  'service.environment': keyword,
  'service.version': keyword,
  // `sanitization` of the specification.
  'event.dataset': like(/^[^\\/*?"<>| ,#:A-Z-]{1,100}$/),
  'event.action': like(
    /^(?:record_failed|record_skipped|batch_finished|error|defect|sent_unrecorded|sent_again|field_ignored|field_ignored_more|rate_queue_unreadable|mail_(?:complained|bounced|rejected|suppressed|delivered|delayed)|mail_event_foreign|delivery_failed|channel_finished|bad_addresses_full|choices_saved|page_failed)$/,
  ),
  'event.outcome': like(/^(?:success|failure|unknown)$/),
  'event.code': keyword,
  'event.reason': keyword,
  // Nanoseconds.
  'event.duration': long,
  'trace.id': like(/^(?!0{32})[0-9a-f]{32}$/),
  'faas.name': keyword,
  'faas.execution': keyword,
  'error.type': like(/^[A-Za-z]{1,64}$/),
  'error.stack_trace': text,
};

/** Of a record; as Filebeat's Kafka input has them. */
const KAFKA: Readonly<Record<string, Check>> = {
  'kafka.topic': keyword,
  'kafka.partition': long,
  'kafka.offset': long,
};

/** Read by Lambda's log-level filter. Source: Lambda developer guide, `monitoring-cloudwatchlogs-log-level`. */
const LAMBDA: Readonly<Record<string, Check>> = { timestamp: datetime, level: keyword };

/** A key of a label has no dot, `*` or `\`; its value is a string. Source: `spec/spec.json`, `labels.sanitization`. */
const LABEL = /^labels\.[^.*\\]+$/;

/** An event that says what became of a mail. */
const isOfMail = (line: Line): boolean =>
  MAIL_STATES.some((state) => line['event.action'] === `mail_${state}`);

/** Of the summary of a batch and of the line of a mail's event: what embedded metric format declares, and its dimension. */
function metricsOf(line: Line): Readonly<Record<string, Check>> {
  if (!/^(?:batch|channel)_finished$/.test(String(line['event.action'])) && !isOfMail(line)) return {};
  // biome-ignore lint/suspicious/noExplicitAny: a foreign format, which is checked here
  const { Timestamp, CloudWatchMetrics = [] }: any = line._aws ?? {};
  const declared = CloudWatchMetrics.flatMap(
    (one: { Metrics?: Array<{ Name: string }> }) => one.Metrics ?? [],
  );
  const dimensions = CloudWatchMetrics.flatMap(
    (one: { Dimensions?: string[][] }) => one.Dimensions ?? [],
  ).flat();
  return {
    _aws: () => long(Timestamp) && CloudWatchMetrics.length > 0 && declared.length > 0,
    ...Object.fromEntries(declared.map(({ Name }: { Name: string }) => [Name, metric])),
    ...Object.fromEntries(dimensions.map((name: string) => [name, keyword])),
  };
}

/** Fields that Elasticsearch knows; it would keep another, and nobody could search for it. */
const MAPPED: ReadonlySet<string> = new Set(Object.keys(template.template.mappings.properties));

const POSITION = Object.keys(KAFKA);
const MAIL = ['labels.order_id', 'labels.message_id', '_aws'];
const RECORD = [
  ...POSITION,
  'event.outcome',
  'event.code',
  'event.reason',
  'event.duration',
  'labels.outcome',
];

/** What each line has, and what no other has, by `event.action`. */
const OWN: Readonly<Record<string, { level: string; needs: readonly string[] }>> = {
  record_skipped: { level: 'INFO', needs: RECORD },
  record_failed: { level: 'WARN', needs: [...RECORD, 'labels.failure'] },
  error: { level: 'ERROR', needs: POSITION },
  defect: { level: 'ERROR', needs: [...POSITION, 'error.type', 'error.stack_trace'] },
  sent_unrecorded: { level: 'ERROR', needs: [...POSITION, 'labels.order_id', 'labels.message_id'] },
  sent_again: { level: 'INFO', needs: [...POSITION, 'labels.order_id', 'labels.earlier_sends'] },
  field_ignored: { level: 'WARN', needs: [...POSITION, 'event.reason', 'labels.order_id', 'labels.field'] },
  field_ignored_more: { level: 'WARN', needs: ['labels.field', 'labels.more_records'] },
  rate_queue_unreadable: { level: 'WARN', needs: [] },
  batch_finished: { level: 'INFO', needs: ['event.duration', '_aws'] },
  ...Object.fromEntries(
    MAIL_STATES.map((state) => [
      `mail_${state}`,
      { level: state === 'delivered' || state === 'delayed' ? 'INFO' : 'WARN', needs: MAIL },
    ]),
  ),
  delivery_failed: {
    level: 'WARN',
    needs: [...POSITION, 'event.outcome', 'event.code', 'event.reason', 'labels.channel', 'labels.failure'],
  },
  channel_finished: { level: 'INFO', needs: ['channel', '_aws'] },
  mail_event_foreign: { level: 'WARN', needs: ['labels.message_id'] },
  choices_saved: { level: 'INFO', needs: ['labels.cells'] },
  page_failed: { level: 'ERROR', needs: [] },
  bad_addresses_full: { level: 'WARN', needs: ['labels.order_id', 'labels.message_id'] },
};
const ONLY: readonly string[] = [
  'labels.failure',
  'labels.outcome',
  'labels.message_id',
  'labels.earlier_sends',
  'labels.field',
  'labels.more_records',
  'error.type',
  'error.stack_trace',
  '_aws',
];

/** Whether code, outcome and failure of a record's line say the same. */
function agrees(line: Line): boolean {
  const { 'event.code': code, 'labels.outcome': outcome, 'labels.failure': failure } = line;
  const kind = CODES[code as keyof typeof CODES];
  if (line['event.action'] === 'delivery_failed') return kind === failure;
  if (outcome === 'skipped') return kind === 'skipped' && line['event.outcome'] === 'success';
  return outcome === 'failed' && kind === failure && line['event.outcome'] === 'failure';
}

/** What is wrong with one line of a function's log, as it was written. */
export function problemsOf(written: string): string[] {
  const line: Line = JSON.parse(written);
  const names = Object.keys(line);
  const action = String(line['event.action']);
  const own = OWN[action];
  const known = { ...ECS, ...KAFKA, ...LAMBDA, ...metricsOf(line) };
  const needed = [...FIRST, ...ALWAYS, ...(own?.needs ?? [])];
  const checkOf = (name: string): Check | undefined => (LABEL.test(name) ? keyword : known[name]);
  return [
    ...(written.includes('\n') ? ['more than one line'] : []),
    ...FIRST.filter((name, index) => names[index] !== name).map((name) => `${name} is not in its place`),
    ...needed.filter((name) => line[name] === undefined).map((name) => `no ${name}`),
    ...names.filter((name) => !checkOf(name)).map((name) => `${name} is no field of ECS`),
    ...names
      .filter((name) => !MAPPED.has(name))
      .map((name) => `${name} has no mapping in ops/elastic/index-template.json`),
    ...names
      .filter((name) => checkOf(name)?.(line[name]) === false)
      .map((name) => `${name} is ${JSON.stringify(line[name])}`),
    ...Object.keys(metricsOf(line))
      .filter((name) => line[name] === undefined)
      .map((name) => `no ${name}`),
    ...(line.level !== line['log.level'] ? ['level is not log.level'] : []),
    ...(line.timestamp !== line['@timestamp'] ? ['timestamp is not @timestamp'] : []),
    ...(own && own.level !== line.level ? [`${action} has level ${line.level}`] : []),
    ...ONLY.filter((name) => name in line && !own?.needs.includes(name)).map(
      (name) => `${action} has ${name}`,
    ),
    ...(own?.needs.includes('event.code') && !agrees(line) ? ['code, outcome and failure differ'] : []),
  ];
}

/** A record that is no message of ours names no order that could be known. */
const WITHOUT_ORDER = new Set<unknown>(['tombstone', 'status_ignored', 'value_invalid', 'message_invalid']);

/** The order that a record names, whether its message is the value or the data of a CloudEvent. */
function orderIn(value: string | null | undefined): string {
  const { data_base64, data, ...json } = JSON.parse(Buffer.from(value ?? '', 'base64').toString());
  return typeof data_base64 === 'string' ? orderIn(data_base64) : String((data ?? json).order_id);
}

/** What is wrong with a line about a record, as against the event that the record came in. */
function contradictions(line: Line, event: KafkaEvent): string[] {
  if (line['kafka.offset'] === undefined) return [];
  const record = Object.values(event.records ?? {})
    .flat()
    .find(
      ({ topic, partition, offset }) =>
        topic === line['kafka.topic'] &&
        partition === line['kafka.partition'] &&
        offset === line['kafka.offset'],
    );
  if (!record) return ['its record is none of the batch'];
  const expected = WITHOUT_ORDER.has(line['event.code']) ? undefined : orderIn(record.value);
  // A defect may come before the order could be read.
  const mayBeUnknown =
    line['labels.order_id'] === undefined &&
    (line['event.action'] === 'defect' || line['event.code'] === 'defect');
  return [
    ...(line['labels.order_id'] === expected || mayBeUnknown ? [] : [`labels.order_id is not ${expected}`]),
    ...(line['trace.id'] === traceIdOf(record.headers) ? [] : ['trace.id is not that of its record']),
  ];
}

/**
 * The lines that a function wrote for one event, parsed.
 *
 * @throws when one of them is not as the ECS logging specification has it, or a line about a record does not say which.
 */
export function checkedLines(written: readonly string[], event: unknown): Line[] {
  return written.map((text) => {
    const line: Line = JSON.parse(text);
    const problems = [...problemsOf(text), ...contradictions(line, event as KafkaEvent)];
    if (problems.length > 0) throw new Error(`A line of the log: ${problems.join('; ')}\n${text}`);
    return line;
  });
}
