import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withTimeout } from '../../lib/runtime/timeout';
import { type Sample, sample, samples } from '../../local/samples';
import { answerXml } from '../../local/ses/protocol';
import { BUILT, BuiltFunction, buildHandlers } from '../support/built-function';
import { claims } from '../support/dynamodb-proxy';
import { ENVIRONMENT, failedOffsets, many, newOrder, orders } from '../support/service';
import { useStack } from '../support/stack';

const stack = useStack();
let environment: Record<string, string>;
let functions: Map<string, BuiltFunction>;

beforeAll(async () => {
  await buildHandlers();
  environment = {
    ...ENVIRONMENT,
    MAX_NOTIFICATION_AGE: '0',
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_SES: stack.ses.url,
    AWS_ENDPOINT_URL_DYNAMODB: stack.dynamodb.url,
  };
  const topics = new Set(samples().map(({ topic }) => topic));
  functions = new Map(Array.from(topics, (topic) => [topic, new BuiltFunction(topic, environment)]));
});
afterAll(() => {
  for (const built of functions.values()) built.stop();
});

function invoke(topic: string, event: unknown, remainingMs?: number) {
  const built = functions.get(topic);
  if (!built) throw new Error(`no function for ${topic}`);
  return built.invoke(event, remainingMs);
}

/** The positions of an event, as the response would name them. */
const positionsOf = ({ event }: Sample) =>
  Object.entries(event.records ?? {}).flatMap(([partition, records]) =>
    records.map((record) => ({ partition, offset: (record as { offset: number }).offset })),
  );

/** As Node.js writes it to NODE_V8_COVERAGE, which is V8's `Profiler.ScriptCoverage`. */
interface Coverage {
  readonly result: ReadonlyArray<{
    readonly url: string;
    readonly functions: ReadonlyArray<{
      readonly ranges: ReadonlyArray<{
        readonly startOffset: number;
        readonly endOffset: number;
        readonly count: number;
      }>;
    }>;
  }>;
}

/** The functions of a bundle whose text begins like this, and whether they were called. */
function functionsOf(folder: string, bundle: string, beginning: RegExp) {
  const reports = readdirSync(folder).map(
    (file): Coverage => JSON.parse(readFileSync(join(folder, file), 'utf8')),
  );
  const script = reports.flatMap(({ result }) => result).find(({ url }) => url.endsWith(`/${bundle}`));
  const source = readFileSync(fileURLToPath(script?.url ?? ''), 'utf8');
  return (script?.functions ?? [])
    .flatMap(({ ranges: [range] }) => range ?? [])
    .map((range) => ({
      text: source.slice(range.startOffset, range.endOffset),
      called: range.count > 0,
    }))
    .filter(({ text }) => beginning.test(text));
}

describe('the built handlers', () => {
  it.each(samples().map((one) => [one.name, one] as const))('end %s as its name says', async (_, one) => {
    const { response, lines } = await invoke(one.topic, one.event);

    const { Sent, Skipped } = lines.at(-1) as Record<string, number>;
    expect({ sent: Sent, skipped: Skipped, failed: response.batchItemFailures.length }).toEqual(one.expected);
    expect(stack.ses.messages).toHaveLength(one.expected.sent);
    expect(Object.keys(response)).toEqual(['batchItemFailures']);
    const reported = response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    expect(positionsOf(one)).toEqual(expect.arrayContaining(reported));
    for (const mail of stack.ses.messages) expect(mail.tags.topic).toBe(`${one.topic}_notification`);
  });

  it('say the same in a mail’s text part as in its HTML', async () => {
    const { event } = sample('shipment-notification');
    const renamed = JSON.stringify(event).replaceAll(
      /"value":"[^"]+"/g,
      `"value":"${Buffer.from(
        JSON.stringify({
          order_id: 'twice-told',
          user_id: 1,
          status: 'shipped',
          tracking_number: 'JD014600003828',
          carrier: 'DHL',
          tracking_url: 'https://tracking.example.com/parcels/JD014600003828',
          estimated_delivery: '2026-11-26',
          message: 'Your order has been handed to the carrier.',
        }),
      ).toString('base64')}"`,
    );

    await invoke('shipment', JSON.parse(renamed));

    const [mail] = stack.ses.messages;
    for (const said of ['twice-told', 'JD014600003828', 'DHL', '26 November 2026', 'handed to the carrier']) {
      expect(mail?.html).toContain(said);
      expect(mail?.text).toContain(said);
    }
    expect(mail?.html).toContain('href="https://tracking.example.com/parcels/JD014600003828"');
    expect(mail?.text).toContain('https://tracking.example.com/parcels/JD014600003828');
  });

  it('refuse an event that is none of Kafka', async () => {
    await expect(invoke('order', { Records: [] })).rejects.toThrow('NotKafkaEventError: Not a Kafka event');
  });

  it('do not start without their configuration, and name what is missing', async () => {
    const { SENDER_EMAIL: _, ...incomplete } = environment;

    const failure = await new BuiltFunction('order', incomplete).failure();

    // The runtime also prints the bundle's line, which is long.
    const said = failure.slice(
      failure.indexOf('[ConfigError]'),
      failure.indexOf('found nothing') + 'found nothing'.length,
    );
    expect(said).toBe(
      '[ConfigError]: The environment of this function is not valid:\n  SENDER_EMAIL: expected an e-mail address, found nothing',
    );
  });

  it('sign what they ask with the credentials that Lambda sets in their environment', async () => {
    const asked: IncomingHttpHeaders[] = [];
    const ses = createServer(({ headers }, response) => {
      asked.push(headers);
      response.end(answerXml('SendEmail', { MessageId: 'signed' }, 'request'));
    });
    await new Promise<void>((resolve) => ses.listen(0, '127.0.0.1', resolve));
    const built = new BuiltFunction('order', {
      ...environment,
      AWS_ACCESS_KEY_ID: 'ROLEKEY',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SESSION_TOKEN: 'session-of-the-role',
      AWS_ENDPOINT_URL_SES: `http://127.0.0.1:${(ses.address() as AddressInfo).port}`,
      AWS_ENDPOINT_URL_DYNAMODB: stack.proxy.url,
    });

    const { response } = await built.invoke(orders({}));
    built.stop();
    ses.close();

    expect(response.batchItemFailures).toEqual([]);
    expect(stack.proxy.requests.map(({ operation }) => operation)).toEqual([
      'BatchGetItem',
      'PutItem',
      'PutItem',
    ]);
    expect(asked).toHaveLength(1);
    for (const headers of [...asked, ...stack.proxy.requests.map((request) => request.headers)]) {
      expect(headers['x-amz-security-token']).toBe('session-of-the-role');
      expect(headers.authorization).toMatch(
        /^AWS4-HMAC-SHA256 Credential=ROLEKEY\/.*SignedHeaders=[^,]*x-amz-security-token/,
      );
    }
  });

  it('make the texts of no language but the reader’s', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'coverage-'));
    const built = new BuiltFunction('order', { ...environment, NODE_V8_COVERAGE: folder });

    await built.invoke(orders({}));
    await built.end();
    const texts = functionsOf(folder, 'order-notification.js', /^\(\)=>\(\{direction:/);
    rmSync(folder, { recursive: true });

    // Of two mails, in three languages each.
    expect(texts).toHaveLength(6);
    expect(texts.filter(({ called }) => called)).toEqual([
      { text: expect.stringContaining('Thank you for your order'), called: true },
    ]);
  });

  it('return in time, with the time-outs they are deployed with, when SES never answers', async () => {
    const remaining = 20_000;

    const batch = orders(...many(20, { user_id: 'silent' }));
    const { response, lines } = await withTimeout(remaining, invoke('order', batch, remaining));

    expect(failedOffsets(response)).toHaveLength(20);
    expect(lines.at(-1)).toMatchObject({ FailedUnknown: stack.ses.messages.length });
  });

  it('return in time when SES answers slowly, and report just what was not sent', async () => {
    const remaining = 22_000;

    const batch = orders(...many(40, { user_id: 'slow' }));
    const { response, lines } = await withTimeout(remaining, invoke('order', batch, remaining));

    expect(stack.ses.messages.length).toBeGreaterThanOrEqual(8);
    expect(failedOffsets(response)).toHaveLength(40 - stack.ses.messages.length);
    expect(lines.at(-1)).toMatchObject({ Sent: stack.ses.messages.length, FailedUnknown: 0 });
  });
});

describe('a defect in a built handler', () => {
  const SECRET = 'Geheimnis';
  const FOLDER = `${BUILT}-defect`;
  const ENTRY = join(FOLDER, 'defect-notification.ts');
  const SOURCE = `import { orderMail } from '../../lib/channels/email/order';
import { consume } from '../../lib/consume';
import { orderNotification } from '../../lib/notifications/order';

function fragileMail(message: Parameters<typeof orderMail>[0], reader: Parameters<typeof orderMail>[1]) {
  if (message.message.startsWith('${SECRET}')) throw new RangeError(\`No room for \${message.message}\`);
  return orderMail(message, reader);
}

export const handler = consume(orderNotification, { email: fragileMail });
`;
  const order_id = newOrder();
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  let invocation: Awaited<ReturnType<BuiltFunction['invoke']>>;

  beforeAll(async () => {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(ENTRY, SOURCE);
    await buildHandlers(ENTRY, FOLDER);
  });
  afterAll(() => rmSync(FOLDER, { recursive: true }));

  beforeEach(async () => {
    const built = new BuiltFunction(
      'defect',
      {
        ...environment,
        AWS_ENDPOINT_URL_DYNAMODB: stack.proxy.url,
        // As deployed: infra/environment.ts.
        NODE_OPTIONS: '--enable-source-maps',
      },
      FOLDER,
    );
    const message = `${SECRET}\n    at ${SECRET} (secret.ts:1:1)`;
    const event = orders({}, { order_id, message }, {});
    const [, record] = event.records?.['order_notification-0'] ?? [];
    Object.assign(record ?? {}, { headers: [{ traceparent: [...Buffer.from(traceparent)] }] });
    invocation = await built.invoke(event);
    built.stop();
  });

  const errors = () => invocation.lines.filter(({ level }) => level === 'ERROR');

  it('reports its record, serves its neighbours, and is counted', () => {
    expect(failedOffsets(invocation.response)).toEqual([1]);
    expect(stack.ses.messages).toHaveLength(2);
    expect(invocation.lines.at(-1)).toMatchObject({ Records: 3, Sent: 2, Defects: 1 });
  });

  it('is tried once, and neither claims nor sends', () => {
    expect(errors()).toHaveLength(1);
    expect(stack.ses.calls).toBe(2);
    expect(JSON.stringify(stack.proxy.requests.filter(claims))).not.toContain(order_id);
  });

  it('says in one line of level ERROR which record it was', () => {
    expect(errors()).toEqual([
      expect.objectContaining({
        message: 'defect: RangeError',
        'event.action': 'defect',
        'kafka.topic': 'order_notification',
        'kafka.partition': 0,
        'kafka.offset': 1,
        'labels.order_id': order_id,
        'trace.id': '4bf92f3577b34da6a3ce929d0e0e4736',
        'error.type': 'RangeError',
      }),
    ]);
    expect(invocation.lines).toContainEqual(
      expect.objectContaining({ level: 'WARN', 'event.code': 'defect', 'kafka.offset': 1 }),
    );
  });

  it('says where in our own files it happened, through the source map', () => {
    const frames = String(errors()[0]?.['error.stack_trace']).split('\n');

    /** The text of the line that a frame in this file names. */
    const lineIn = (file: string, source: string) => {
      const frame = frames.find((one) => one.includes(`${file}:`)) ?? '';
      return source.split('\n')[Number(/:(\d+):\d+\)?$/.exec(frame)?.[1]) - 1];
    };
    expect(frames[0]).toContain('defect-notification.ts:');
    expect(lineIn('defect-notification.ts', SOURCE)).toContain('throw new RangeError');
    expect(lineIn('lib/deliver.ts', readFileSync(join(__dirname, '../../lib/deliver.ts'), 'utf8'))).toContain(
      'contentOf',
    );
    expect(frames.filter((frame) => !/^at .+:\d+:\d+\)?$|^at async Promise\.all/.test(frame))).toEqual([]);
  });

  it('never says what the error says', () => {
    expect(JSON.stringify(invocation.lines)).not.toMatch(/Geheimnis|No room|secret\.ts/);
  });
});
