import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import fc from 'fast-check';
import type { KafkaEvent } from '../../lib/kafka/event';
import { badAddressesIn } from '../../lib/recipients/bad-addresses';
import { NotKafkaEventError } from '../../lib/runtime/errors';
import { TABLES } from '../../local/dynamodb';
import { kafkaEvent } from '../../local/event';
import { failedOffsets, instancesOn, many, movableClock, newOrder, orders, QUICK } from '../support/service';
import { useStack } from '../support/stack';

const stack = useStack();
const instance = instancesOn(stack);

const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64');

describe('any batch', () => {
  const good = () => ({ order_id: newOrder(), user_id: '1', status: 'pending', message: 'Hello.' });
  const value = fc.oneof(
    fc.constant(null),
    fc.constant(undefined),
    fc.string(),
    fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString('base64')),
    fc.jsonValue().map(base64),
    fc
      .record({
        order_id: fc.jsonValue(),
        user_id: fc.jsonValue(),
        status: fc.jsonValue(),
        message: fc.jsonValue(),
      })
      .map(base64),
    fc.constantFrom('1', '2', '3', 'nobody', 'rejected').map((user_id) => ({ user_id })),
  );

  it('has outcomes that partition its records, and names exactly the failed ones', async () => {
    const { invoke, lines } = instance();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(value, { maxLength: 6 }), { maxLength: 4 }), async (partitions) => {
        lines.length = 0;
        const records = partitions.map((values, partition) => [
          `my.shop-orders-${partition}`,
          values.map((given, offset) => ({
            topic: 'my.shop-orders',
            partition,
            offset,
            value: typeof given === 'object' && given !== null ? base64({ ...good(), ...given }) : given,
          })),
        ]);
        const event: KafkaEvent = { eventSource: 'aws:kafka', records: Object.fromEntries(records) };

        const { batchItemFailures } = await invoke(event);

        const { Sent, Skipped, Invalid, FailedTransient, FailedPermanent, FailedUnknown, Defects } =
          lines.pop() as Record<string, number>;
        const total = partitions.flat().length;
        expect(
          [Sent, Skipped, Invalid, FailedTransient, FailedPermanent, FailedUnknown, Defects].reduce(
            (a = 0, b = 0) => a + b,
          ),
        ).toBe(total);
        expect(Defects).toBe(0);
        expect(lines).toHaveLength(total - (Sent ?? 0));
        const logged = lines.filter((line) => line['labels.outcome'] === 'failed');
        expect(
          new Set(
            batchItemFailures.map(
              ({ itemIdentifier }) => `${itemIdentifier.partition}@${itemIdentifier.offset}`,
            ),
          ),
        ).toEqual(
          new Set(
            logged.map((line) => `${line['kafka.topic']}-${line['kafka.partition']}@${line['kafka.offset']}`),
          ),
        );
        expect(batchItemFailures).toHaveLength(logged.length);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the event', () => {
  it('of self-managed Kafka, without bootstrapServers, keys, headers or timestamps is served', async () => {
    const record = {
      topic: 'a-b.c-1',
      partition: 7,
      offset: 0,
      value: base64({ order_id: newOrder(), user_id: 1, status: 'pending', message: '' }),
    };

    const response = await instance().invoke({
      eventSource: 'SelfManagedKafka',
      records: { 'a-b.c-1-7': [record] },
    });

    expect(response).toEqual({ batchItemFailures: [] });
    expect(stack.ses.messages).toHaveLength(1);
  });

  it('names a failed record by the very key it came under', async () => {
    const record = { topic: 'a-b.c-1', partition: 7, offset: 12, value: 'e30=' };

    const response = await instance().invoke({
      eventSource: 'SelfManagedKafka',
      records: { 'a-b.c-1-7': [record] },
    });

    expect(response).toEqual({
      batchItemFailures: [{ itemIdentifier: { partition: 'a-b.c-1-7', offset: 12 } }],
    });
  });

  it.each([{ records: {} }, { records: { 'orders-0': [] } }, {}, { records: null }])(
    'with no records is done: %j',
    async (rest) => {
      expect(await instance().invoke({ eventSource: 'aws:kafka', ...rest } as KafkaEvent)).toEqual({
        batchItemFailures: [],
      });
    },
  );

  it.each([
    null,
    'text',
    {},
    { Records: [{ eventSource: 'aws:sqs', body: '{}' }] },
    { eventSource: 'aws:kafka', records: [] },
    { eventSource: 'aws:kafka', records: { 'orders-0': [{ topic: 'orders' }] } },
  ])('that is none of Kafka is refused before anything is sent: %j', async (event) => {
    await expect(instance().invoke(event as never)).rejects.toThrow(NotKafkaEventError);
  });
});

describe('contacts', () => {
  it('of a hundred records of a hundred users cost two BatchGetItem', async () => {
    const users = Array.from({ length: 100 }, (_, index) => ({
      user_id: `batch-${index}`,
      email: `user${index}@example.com`,
    }));
    await stack.addContacts(users);

    await instance().invoke(orders(...users.map(({ user_id }) => ({ user_id }))));

    expect(stack.proxy.requests.filter(({ operation }) => operation === 'BatchGetItem')).toHaveLength(2);
    expect(new Set(stack.ses.messages.flatMap(({ to }) => to)).size).toBe(100);
  });

  it('of more users are fetched fifty at a time, each once, with what was learned of them', async () => {
    const users = Array.from({ length: 250 }, (_, index) => ({
      user_id: `many-${index}`,
      email: `user${index}@example.com`,
    }));
    await stack.addContacts(users);

    await instance().invoke(orders(...users.flatMap(({ user_id }) => [{ user_id }, { user_id }])));

    const requests = stack.proxy.requests.filter(({ operation }) => operation === 'BatchGetItem');
    const sizes = requests.map(({ body }) => [
      body.RequestItems[TABLES.contacts].Keys.length,
      body.RequestItems[TABLES.recipients].Keys.length,
    ]);
    expect(sizes).toEqual(Array.from({ length: 5 }, () => [50, 50]));
  });

  it('of another account are asked for by a request of their own', async () => {
    const CONTACTS_TABLE = 'arn:aws:dynamodb:eu-central-1:111122223333:table/contacts';
    const contact = { user_id: { S: '1' }, email: { S: 'ada@example.com' } };
    // No local DynamoDB has tables of other accounts.
    stack.proxy.fault = ({ body }) =>
      body.RequestItems?.[CONTACTS_TABLE] && { Responses: { [CONTACTS_TABLE]: [contact] } };

    await instance({ environment: { CONTACTS_TABLE } }).invoke(orders({}));

    const tables = stack.proxy.requests.flatMap(({ body }) =>
      body.RequestItems ? [Object.keys(body.RequestItems)] : [],
    );
    expect(tables.sort()).toEqual([[CONTACTS_TABLE], [TABLES.recipients]]);
    expect(stack.ses.messages).toHaveLength(1);
  });

  it.each([
    ['bounced', { failed: [0], code: 'address_bounced' }],
    ['complained', { failed: [], code: 'address_complained' }],
  ] as const)('whose address has %s get no mail', async (why, { failed, code }) => {
    const user_id = `bad-${why}`;
    await stack.addContacts([{ user_id, email: 'ada@example.com' }]);
    await badAddressesIn(stack.dynamodb.client, TABLES.recipients, QUICK).add(user_id, 'ada@example.com', {
      why,
      at: 1,
    });
    const { invoke, lines } = instance();

    const response = await invoke(orders({ user_id }));

    expect(failedOffsets(response)).toEqual(failed);
    expect(lines[0]).toMatchObject({ 'event.code': code });
    expect(stack.ses.messages).toEqual([]);
  });

  it('of whom nobody can read what was learned get no mail', async () => {
    const item = { user_id: 'spoilt', bad_addresses: 'none' };
    await stack.dynamodb.client.send(
      new PutItemCommand({ TableName: TABLES.recipients, Item: marshall(item) }),
    );
    const { invoke, lines } = instance();

    const response = await invoke(orders({ user_id: 'spoilt', email: 'ada@example.com' }));

    expect(failedOffsets(response)).toEqual([0]);
    expect(lines[0]).toMatchObject({
      'event.code': 'recipient_invalid',
      'event.reason': 'recipients: bad_addresses: expected a map, found a string',
    });
  });

  it('left unprocessed are asked for again', async () => {
    let asked = 0;
    stack.proxy.fault = ({ operation, body }) =>
      operation === 'BatchGetItem' && asked++ < 2
        ? { Responses: {}, UnprocessedKeys: body.RequestItems }
        : undefined;

    const response = await instance().invoke(orders({}));

    expect(asked).toBe(3);
    expect(failedOffsets(response)).toEqual([]);
    expect(stack.ses.messages).toHaveLength(1);
  });

  it('left unprocessed for too long are reported as transient', async () => {
    stack.proxy.fault = ({ operation, body }) =>
      operation === 'BatchGetItem' ? { Responses: {}, UnprocessedKeys: body.RequestItems } : undefined;
    const { invoke, lines } = instance({ timing: { storeCall: 1_500 } });

    const response = await invoke(orders({}));

    expect(failedOffsets(response)).toEqual([0]);
    expect(lines[0]).toMatchObject({
      'labels.failure': 'transient',
      'event.code': 'contacts_unavailable',
      'event.reason': 'contacts: DynamoDB left keys unprocessed',
    });
  });

  it('that failed once are fetched again, together', async () => {
    let asked = 0;
    stack.proxy.fault = ({ operation }) =>
      operation === 'BatchGetItem' && asked++ < 3 ? 'refuse' : undefined;

    const response = await instance().invoke(orders({ user_id: '1' }, { user_id: '2' }, { user_id: '5' }));

    expect(failedOffsets(response)).toEqual([]);
    expect(asked).toBe(4);
  });

  it('are remembered for a short while between batches', async () => {
    const clock = movableClock();
    const { invoke } = instance({ clock, timing: { contactCache: 60_000 } });
    const lookups = () => stack.proxy.requests.filter(({ operation }) => operation === 'BatchGetItem').length;

    await invoke(orders({}));
    await invoke(orders({}));
    const soon = lookups();
    clock.move(60_001);
    await invoke(orders({}));

    expect([soon, lookups()]).toEqual([1, 2]);
  });

  it('missing are no failure when the message has an address', async () => {
    const response = await instance().invoke(
      orders({ user_id: 'nobody', email: 'guest@example.com', name: 'Guest' }),
    );

    expect(failedOffsets(response)).toEqual([]);
    expect(stack.ses.messages[0]).toMatchObject({
      to: ['guest@example.com'],
      text: expect.stringContaining('Hello Guest,'),
    });
  });

  it('decide on mail even when the message has an address of its own', async () => {
    const { invoke, lines } = instance();

    await invoke(orders({ user_id: '3', email: 'guest@example.com' }));

    expect(stack.ses.calls).toBe(0);
    expect(lines[0]).toMatchObject({ 'event.code': 'opted_out' });
  });

  it('whose preferences cannot be read get no mail, and are reported', async () => {
    await stack.addContacts([{ user_id: 'odd', email: 'odd@example.com', preferences: { email: 'no' } }]);
    const { invoke, lines } = instance();

    const response = await invoke(orders({ user_id: 'odd' }));

    expect(failedOffsets(response)).toEqual([0]);
    expect(lines[0]).toMatchObject({
      'labels.failure': 'permanent',
      'event.code': 'contact_invalid',
      'event.reason': 'contact: preferences.email: expected true or false, found a string',
    });
  });

  it('with an odd name or locale still get their mail', async () => {
    await stack.addContacts([{ user_id: 'odd-name', email: 'odd@example.com', name: 42, locale: { a: 1 } }]);

    expect(failedOffsets(await instance().invoke(orders({ user_id: 'odd-name' })))).toEqual([]);
  });

  it('with an IDN domain are written to in punycode', async () => {
    await instance().invoke(orders({ user_id: '7' }));

    expect(stack.ses.messages[0]?.to).toEqual(['ines@xn--bcher-kva.example']);
  });
});

describe('a stage other than production', () => {
  it('mails allowed recipients only', async () => {
    const { invoke, lines } = instance({
      environment: { ALLOWED_RECIPIENTS: 'grace@example.org, *@example.de' },
    });

    const response = await invoke(orders({ user_id: '1' }, { user_id: '2' }, { user_id: '5' }));

    expect(failedOffsets(response)).toEqual([]);
    expect(stack.ses.messages.flatMap(({ to }) => to).sort()).toEqual([
      'grace@example.org',
      'konrad@example.de',
    ]);
    expect(lines[0]).toMatchObject({
      'labels.outcome': 'skipped',
      'event.code': 'recipient_not_allowed',
    });
  });
});

describe('an old record', () => {
  const agedOrders = (age: number) => {
    const event = orders({});
    const [record] = Object.values(event.records ?? {}).flat();
    return {
      ...event,
      records: { 'order_notification-0': [{ ...record, timestamp: Date.now() - age }] },
    } as KafkaEvent;
  };

  it('is skipped beyond the age limit, without a lookup', async () => {
    const { invoke, lines } = instance({ environment: { MAX_NOTIFICATION_AGE: '3600' } });

    const response = await invoke(agedOrders(3_601_000));

    expect(failedOffsets(response)).toEqual([]);
    expect(stack.ses.calls).toBe(0);
    expect(lines[0]).toMatchObject({ 'labels.outcome': 'skipped', 'event.code': 'too_old' });
    expect(stack.proxy.requests.filter(({ operation }) => operation === 'BatchGetItem')).toEqual([]);
  });

  it.each([
    ['cannot be meant', 1_000, [expect.objectContaining({ 'event.action': 'field_ignored', level: 'WARN' })]],
    ['is in seconds', Math.floor(Date.now() / 1_000), []],
    ['is not there', -1, []],
  ])('is none whose timestamp %s: it is mailed', async (_, timestamp, told) => {
    const { invoke, lines } = instance({ environment: { MAX_NOTIFICATION_AGE: '3600' } });
    const event = agedOrders(0);
    const [record] = Object.values(event.records ?? {}).flat();

    await invoke({ records: { 'order_notification-0': [{ ...record, timestamp }] } } as KafkaEvent);

    expect(stack.ses.messages).toHaveLength(1);
    expect(lines.filter(({ 'event.action': action }) => action === 'field_ignored')).toEqual(told);
  });

  it('is mailed when the limit is off', async () => {
    await instance({ environment: { MAX_NOTIFICATION_AGE: '0' } }).invoke(agedOrders(1e11));

    expect(stack.ses.messages).toHaveLength(1);
  });
});

describe('a record of a status that says nothing to the customer', () => {
  it('is skipped with its code, and one of an unknown status is reported', async () => {
    const { invoke, lines } = instance({
      environment: { IGNORED_STATUSES: 'order_notification:on-hold,payment_notification:lost' },
    });

    const response = await invoke(orders({ status: 'On-Hold' }, { status: 'lost' }, {}));

    expect(failedOffsets(response)).toEqual([1]);
    expect(stack.ses.messages).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      'event.action': 'record_skipped',
      'event.code': 'status_ignored',
      'event.reason': 'status: one of ignoredStatuses',
    });
    expect(lines[1]).toMatchObject({ 'event.code': 'message_invalid', 'kafka.offset': 1 });
  });
});

describe('a CloudEvent', () => {
  const envelope = (data: object) => ({ specversion: '1.0', id: 'e-1', source: '/shop/orders', data });
  const named = { 'labels.event_id': 'e-1', 'labels.event_source': '/shop/orders' };
  const message = (fields: object = {}) => ({
    order_id: newOrder(),
    user_id: 1,
    status: 'pending',
    ...fields,
  });
  const inBinaryMode = {
    headers: [
      ['ce_id', 'e-1'],
      ['ce_source', '/shop/orders'],
    ],
  } as const;

  it.each([
    ['structured', {}, envelope],
    ['binary', inBinaryMode, (data: object) => data],
  ])('in %s mode is mailed, and named by every line about its record', async (_, options, wrap) => {
    const { invoke, lines } = instance();
    const values = [
      message(),
      message({ name: 7 }),
      message({ user_id: 'nobody' }),
      message({ status: 'lost' }),
    ];
    const json = values.map((value) => JSON.stringify(wrap(value)));

    const response = await invoke(kafkaEvent('order_notification', json, options));

    expect(failedOffsets(response)).toEqual([2, 3]);
    expect(stack.ses.messages).toHaveLength(2);
    expect(lines.slice(0, -1).map((line) => [line['event.code'] ?? line['event.action'], line])).toEqual(
      ['field_ignored', 'message_invalid', 'contact_missing'].map((code) => [
        code,
        expect.objectContaining(named),
      ]),
    );
  });
});

describe('the log', () => {
  it('has a line a record that was not sent, and one for the batch with its metrics', async () => {
    const { invoke, lines } = instance({
      environment: { METRICS_NAMESPACE: 'shop/test', SERVICE_VERSION: 'v1.2.3' },
    });

    await invoke(orders({}, { order_id: 'A-7', user_id: 'rejected' }, { order_id: true }));

    expect(lines).toHaveLength(3);
    expect(lines.find((line) => line['kafka.offset'] === 1)).toEqual({
      '@timestamp': expect.stringMatching(/Z$/),
      'log.level': 'WARN',
      message: 'record failed: SES: the message was rejected (MessageRejected)',
      'ecs.version': expect.any(String),
      timestamp: expect.stringMatching(/Z$/),
      level: 'WARN',
      'service.name': 'shop',
      'service.environment': 'test',
      'service.version': 'v1.2.3',
      'event.dataset': 'shop.log',
      'event.action': 'record_failed',
      'event.outcome': 'failure',
      'event.code': 'rejected',
      'event.reason': 'SES: the message was rejected (MessageRejected)',
      'event.duration': expect.any(Number),
      'faas.name': 'notification-service-test-orderNotification',
      'faas.execution': expect.any(String),
      'kafka.topic': 'order_notification',
      'kafka.partition': 0,
      'kafka.offset': 1,
      'labels.order_id': 'A-7',
      'labels.outcome': 'failed',
      'labels.failure': 'permanent',
    });
    expect(lines.at(-1)).toMatchObject({
      message: 'batch finished',
      topic: 'order_notification',
      Records: 3,
      Sent: 1,
      Skipped: 0,
      TooOld: 0,
      Invalid: 1,
      FailedTransient: 0,
      FailedPermanent: 1,
      FailedUnknown: 0,
      Defects: 0,
      BatchDuration: expect.any(Number),
      RecordAge: [expect.any(Number), expect.any(Number)],
      SendLatency: [expect.any(Number), expect.any(Number)],
      _aws: { CloudWatchMetrics: [{ Namespace: 'shop/test', Dimensions: [['topic'], []] }] },
    });
  });

  it('never has an address, a name or a word of a message in it', async () => {
    const secret = 'Geheimnis';
    await stack.addContacts([
      { user_id: 'private', email: `${secret}@example.com`, name: secret, preferences: secret },
    ]);
    const { invoke, lines } = instance({ environment: { ALLOWED_RECIPIENTS: '*@example.org' } });
    const event = orders(
      { message: secret, user_id: 'private' },
      { message: secret, status: secret },
      { message: [secret], email: `${secret} <a@b.c>`, name: { secret } },
      { message: secret, email: `${secret}@example.com` },
      { message: secret, email: `rejected@faults.local` },
    );
    const broken = {
      topic: 'order_notification',
      partition: 1,
      offset: 0,
      value: Buffer.from(`{"${secret}`).toString('base64'),
    };

    await invoke({ ...event, records: { ...event.records, 'order_notification-1': [broken] } } as KafkaEvent);

    expect(lines.length).toBeGreaterThan(5);
    expect(JSON.stringify(lines).replaceAll('"@timestamp":', '')).not.toMatch(/geheimnis|@/i);
  });

  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

  it('joins a failed record to its producer’s trace', async () => {
    const headers = [
      { traceparent: [1, 2] },
      { other: [-61, -92] },
      { traceparent: [...Buffer.from(traceparent)] },
    ];
    const { invoke, lines } = instance();

    await invoke({
      eventSource: 'aws:kafka',
      records: { 't-0': [{ topic: 't', partition: 0, offset: 0, value: 'e30=', headers }] },
    });

    expect(lines[0]).toMatchObject({ 'trace.id': '4bf92f3577b34da6a3ce929d0e0e4736' });
  });

  it('joins a skipped record and an error to it as well, and the entry of the notification log', async () => {
    const order_id = newOrder();
    const message = (fields: object) =>
      JSON.stringify({ order_id, user_id: '1', status: 'pending', message: 'Hello.', ...fields });
    const event = kafkaEvent('order_notification', [message({}), message({}), message({ user_id: '3' })], {
      headers: [['traceparent', traceparent]],
    });
    stack.proxy.fault = ({ operation }) => (operation === 'UpdateItem' ? 'refuse' : undefined);
    const { invoke, lines } = instance();

    await invoke(event);

    expect(lines.flatMap((line) => line['trace.id'] ?? [])).toEqual(
      Array(3).fill('4bf92f3577b34da6a3ce929d0e0e4736'),
    );
    expect(lines.map(({ level }) => level).sort()).toEqual(['ERROR', 'INFO', 'INFO', 'INFO']);
    expect(await stack.logOf(order_id)).toMatchObject([
      { status: 'sent', trace_id: '4bf92f3577b34da6a3ce929d0e0e4736' },
    ]);
  });
});

describe('a large batch', () => {
  it('of 1,000 records is served whole', async () => {
    const { invoke } = instance({
      environment: { MAX_CONCURRENT_SENDS: '32' },
    });

    const response = await invoke(orders(...many(1_000)));

    expect(failedOffsets(response)).toEqual([]);
    expect(stack.ses.calls).toBe(1_000);
  });
});
