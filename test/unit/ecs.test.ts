import { fail, skip } from '../../lib/runtime/outcome';
import { type About, batchTelemetry } from '../../lib/runtime/telemetry';
import { kafkaEvent } from '../../local/event';
import { checkedLines, type Line, problemsOf } from '../support/ecs';

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
const event = kafkaEvent('orders', ['{"order_id":7}'], {
  partition: 3,
  offset: 42,
  headers: [['traceparent', `00-${trace}-00f067aa0ba902b7-01`]],
});
const about: About = {
  position: { topic: 'orders', partition: 3, offset: 42 },
  orderId: '7',
  traceId: trace,
};

/** A line of each kind, as the functions write them. */
const WRITTEN: Readonly<Record<string, string>> = (() => {
  const lines: string[] = [];
  const telemetry = batchTelemetry(
    {
      topic: 'order_notification',
      requestId: 'request-1',
      functionName: 'orders',
      namespace: 'notification-service/test',
      version: 'v1.2.3',
      clock: { now: () => 5, wall: () => Date.UTC(2026, 10, 24) },
    },
    (line) => void lines.push(line),
  );
  telemetry.ended(about, skip('opted_out', 'opted out'));
  telemetry.ended(about, fail('throttled', 'SES: the sending rate was exceeded'));
  telemetry.error('notification log: DynamoDB failed (TimeoutError)', about);
  telemetry.unrecorded('m-1', about);
  telemetry.sentAgain(1, about);
  telemetry.defect(new TypeError('secret'), about);
  telemetry.unreadableQueue();
  telemetry.sendTook(120);
  telemetry.finish();
  return Object.fromEntries(lines.map((line) => [JSON.parse(line)['event.action'], line]));
})();

type Change = (line: Record<string, unknown>) => Record<string, unknown>;
const changed = (action: string, change: Change) =>
  JSON.stringify(change(JSON.parse(WRITTEN[action] ?? '{}')));
const set =
  (fields: Readonly<Record<string, unknown>>): Change =>
  (line) => ({ ...line, ...fields });
const without =
  (name: string): Change =>
  ({ [name]: _, ...line }) =>
    line;

describe('the lines of the functions', () => {
  it('are of these kinds', () => {
    expect(Object.keys(WRITTEN).sort()).toEqual([
      'batch_finished',
      'defect',
      'error',
      'rate_queue_unreadable',
      'record_failed',
      'record_skipped',
      'sent_again',
      'sent_unrecorded',
    ]);
  });

  it.each(Object.entries(WRITTEN))('are as the ECS logging specification has them: %s', (_, written) => {
    expect(problemsOf(written)).toEqual([]);
    expect(checkedLines([written], event)).toEqual([JSON.parse(written)]);
  });
});

describe('a line is refused', () => {
  it.each<[string, string, Change, string]>([
    [
      'that begins with another field',
      'error',
      ({ message, ...line }) => ({ message, ...line }),
      '@timestamp is not in its place',
    ],
    ['without a level', 'error', without('log.level'), 'no log.level'],
    ['without the version of ECS', 'error', without('ecs.version'), 'no ecs.version'],
    ['without its invocation', 'record_failed', without('faas.execution'), 'no faas.execution'],
    ['with a time that is none', 'error', set({ '@timestamp': 1_790_000_000 }), '@timestamp is 1790000000'],
    [
      'with another time for Lambda',
      'error',
      set({ timestamp: '2026-11-24T00:00:00.001Z' }),
      'timestamp is not @timestamp',
    ],
    ['with another level for Lambda', 'error', set({ level: 'INFO' }), 'level is not log.level'],
    ['with a field that nobody knows', 'error', set({ request_id: 'r' }), 'request_id is no field of ECS'],
    ['with an object for a field', 'error', set({ kafka: { topic: 'orders' } }), 'kafka is no field of ECS'],
    ['with a metric that is not of a batch', 'error', set({ Sent: 1 }), 'Sent is no field of ECS'],
    ['with a topic that is not of a batch', 'record_failed', set({ topic: 't' }), 'topic is no field of ECS'],
    [
      'with a metric that is not declared',
      'batch_finished',
      set({ Bounces: 1 }),
      'Bounces is no field of ECS',
    ],
    ['with a metric that has no value', 'batch_finished', without('Sent'), 'no Sent'],
    ['with a metric that is no number', 'batch_finished', set({ Sent: '1' }), 'Sent is "1"'],
    ['with a dimension that has no value', 'batch_finished', without('topic'), 'no topic'],
    [
      'with a label that has a dot',
      'error',
      set({ 'labels.order.id': '7' }),
      'labels.order.id is no field of ECS',
    ],
    ['with a label that is no string', 'error', set({ 'labels.order_id': 7 }), 'labels.order_id is 7'],
    ['with an offset that is a string', 'error', set({ 'kafka.offset': '42' }), 'kafka.offset is "42"'],
    [
      'with a trace id that is a traceparent',
      'error',
      set({ 'trace.id': `00-${trace}-00f067aa0ba902b7-01` }),
      'trace.id is',
    ],
    ['with a trace id of zeros', 'error', set({ 'trace.id': '0'.repeat(32) }), 'trace.id is'],
    [
      'with a duration in fractions',
      'record_failed',
      set({ 'event.duration': 0.5 }),
      'event.duration is 0.5',
    ],
    [
      'with a dataset that is not sanitized',
      'error',
      set({ 'event.dataset': 'a-b.log' }),
      'event.dataset is "a-b.log"',
    ],
    [
      'with an outcome of our own',
      'record_failed',
      set({ 'event.outcome': 'failed' }),
      'event.outcome is "failed"',
    ],
    [
      'with an action that nobody knows',
      'record_failed',
      set({ 'event.action': 'ended' }),
      'event.action is "ended"',
    ],
    ['with an ERROR that names no record', 'error', without('kafka.offset'), 'no kafka.offset'],
    ['with a defect that has no frames', 'defect', without('error.stack_trace'), 'no error.stack_trace'],
    [
      'with a defect that has the message of its error',
      'defect',
      set({ 'error.message': 'x' }),
      'error.message is no field of ECS',
    ],
    ['with a failure that has no kind', 'record_failed', without('labels.failure'), 'no labels.failure'],
    [
      'with a failure that is a skip',
      'record_skipped',
      set({ 'labels.failure': 'transient' }),
      'record_skipped has labels.failure',
    ],
    [
      'with a failure of another kind than its code',
      'record_failed',
      set({ 'labels.failure': 'permanent' }),
      'code, outcome and failure differ',
    ],
    [
      'with a failure without a code',
      'record_failed',
      set({ 'event.code': 'so_it_is' }),
      'code, outcome and failure differ',
    ],
    [
      'with a failure of level ERROR',
      'record_failed',
      set({ level: 'ERROR', 'log.level': 'ERROR' }),
      'record_failed has level ERROR',
    ],
    [
      'with a send that was not recorded and has no message id',
      'sent_unrecorded',
      without('labels.message_id'),
      'no labels.message_id',
    ],
    [
      'with a send that was not recorded and names no order',
      'sent_unrecorded',
      without('labels.order_id'),
      'no labels.order_id',
    ],
    [
      'with a send that was not recorded and is no ERROR',
      'sent_unrecorded',
      set({ level: 'WARN', 'log.level': 'WARN' }),
      'sent_unrecorded has level WARN',
    ],
    [
      'with a second mail that does not say how many sends came before',
      'sent_again',
      without('labels.earlier_sends'),
      'no labels.earlier_sends',
    ],
    [
      'with a message id beside another error',
      'error',
      set({ 'labels.message_id': 'm-1' }),
      'error has labels.message_id',
    ],
  ])('%s', (_, action, change, problem) => {
    const problems = problemsOf(changed(action, change));

    expect(problems).toContainEqual(expect.stringContaining(problem));
  });

  it.each<[string, Line, string]>([
    ['about a record of another batch', { 'kafka.offset': 41 }, 'its record is none of the batch'],
    ['about another order', { 'labels.order_id': '8' }, 'labels.order_id is not 7'],
    ['of another trace', { 'trace.id': `${trace.slice(1)}0` }, 'trace.id is not that of its record'],
  ])('%s', (_, fields, problem) => {
    expect(() => checkedLines([changed('error', set(fields))], event)).toThrow(problem);
  });

  it.each([
    ['without its order', 'labels.order_id'],
    ['without its trace', 'trace.id'],
  ])('about a record %s', (_, name) => {
    expect(() => checkedLines([changed('error', without(name))], event)).toThrow(`${name} is not`);
  });
});
