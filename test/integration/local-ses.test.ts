import {
  GetSendQuotaCommand,
  GetSendStatisticsCommand,
  ListIdentitiesCommand,
  SESClient,
  SendEmailCommand,
  type SendEmailCommandInput,
  SendRawEmailCommand,
  SendTemplatedEmailCommand,
  VerifyEmailIdentityCommand,
} from '@aws-sdk/client-ses';
import { type LocalSes, type SesOptions, startSes } from '../../local/ses/server';

let ses: LocalSes;
let client: SESClient;

async function start(options: SesOptions = {}): Promise<void> {
  ses = await startSes(options);
  client = new SESClient({
    endpoint: ses.url,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
}
afterEach(async () => {
  client.destroy();
  await ses.close();
});

const mailTo = (recipient: string, more: Partial<SendEmailCommandInput> = {}) =>
  new SendEmailCommand({
    Source: 'shop@example.com',
    Destination: { ToAddresses: [recipient] },
    Message: { Subject: { Data: 'Grüße ✓' }, Body: { Text: { Data: 'Hello & <b>' } } },
    ...more,
  });

describe('the local SES, asked by the unmodified SDK', () => {
  beforeEach(() => start());

  it('takes a mail and shows it as it was sent', async () => {
    const tags = [{ Name: 'topic', Value: 'order_notification' }];
    const { MessageId } = await client.send(
      mailTo('ada@example.com', { Tags: tags, ConfigurationSetName: 'set' }),
    );

    const messages = await (await fetch(`${ses.url}/api/messages`)).json();
    expect(messages).toEqual([
      {
        id: MessageId,
        from: 'shop@example.com',
        to: ['ada@example.com'],
        replyTo: [],
        subject: 'Grüße ✓',
        html: '',
        text: 'Hello & <b>',
        tags: { topic: 'order_notification' },
        configurationSet: 'set',
        receivedAt: expect.stringMatching(/^\d{4}-.*Z$/),
        raw: expect.stringContaining('Action=SendEmail'),
        events: expect.any(Array),
      },
    ]);
  });

  it('lists the newest mail first, and forgets them all when asked to', async () => {
    await client.send(mailTo('first@example.com'));
    await client.send(mailTo('second@example.com'));
    const listed = ses.messages.map(({ to }) => to[0]);

    const { status } = await fetch(`${ses.url}/api/messages`, { method: 'DELETE' });

    expect([listed, status, ses.messages]).toEqual([['second@example.com', 'first@example.com'], 204, []]);
  });

  it('takes a raw mail', async () => {
    const mime = [
      'From: Shop <shop@example.com>',
      'To: ada@example.com',
      'Subject: =?UTF-8?B?R3LDvMOfZQ==?=',
      'MIME-Version: 1.0',
      'Content-Type: multipart/alternative; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain; charset=utf-8',
      '',
      'Plain',
      '--b',
      'Content-Type: text/html; charset=utf-8',
      '',
      '<p>HTML</p>',
      '--b--',
    ].join('\r\n');

    await client.send(new SendRawEmailCommand({ RawMessage: { Data: Buffer.from(mime) } }));

    expect(ses.messages[0]).toMatchObject({
      from: 'shop@example.com',
      to: ['ada@example.com'],
      subject: 'Grüße',
      html: expect.stringContaining('<p>HTML</p>'),
      text: expect.stringContaining('Plain'),
      raw: expect.stringContaining('Content-Type: multipart/alternative'),
    });
  });

  it('answers the questions about the account', async () => {
    await client.send(mailTo('ada@example.com'));

    expect(await client.send(new GetSendQuotaCommand())).toMatchObject({
      MaxSendRate: 14,
      SentLast24Hours: 1,
    });
    expect(await client.send(new GetSendStatisticsCommand())).toMatchObject({
      SendDataPoints: [{ DeliveryAttempts: 1, Bounces: 0 }],
    });
    await client.send(new VerifyEmailIdentityCommand({ EmailAddress: 'shop@example.com' }));
  });

  it.each([
    ['an action it does not know', new ListIdentitiesCommand(), 'InvalidAction'],
    [
      'a templated mail',
      new SendTemplatedEmailCommand({
        Source: 'a@b.example',
        Destination: {},
        Template: 't',
        TemplateData: '{}',
      }),
      'InvalidAction',
    ],
    ['a recipient that is no address', mailTo('nobody'), 'InvalidParameterValue'],
    ['a recipient that is not ASCII', mailTo('józef@example.com'), 'InvalidParameterValue'],
    ['two recipients in one', mailTo('a@example.com, b@example.com'), 'InvalidParameterValue'],
    ['no recipient', mailTo('a@example.com', { Destination: {} }), 'InvalidParameterValue'],
    [
      'a tag that is no tag',
      mailTo('a@example.com', { Tags: [{ Name: 'a b', Value: 'c' }] }),
      'InvalidParameterValue',
    ],
    [
      'a subject of two lines',
      mailTo('a@example.com', {
        Message: { Subject: { Data: 'a\r\nBcc: b@example.com' }, Body: { Text: { Data: 'x' } } },
      }),
      'InvalidParameterValue',
    ],
    [
      'no body',
      mailTo('a@example.com', { Message: { Subject: { Data: 'a' }, Body: {} } }),
      'InvalidParameterValue',
    ],
  ])('answers at once with an error of SES: %s', async (_, command, name) => {
    // biome-ignore lint/suspicious/noExplicitAny: any command of the client
    await expect(client.send(command as any)).rejects.toMatchObject({
      name,
      $metadata: { httpStatusCode: 400 },
    });
  });

  it('answers for SES v2, which it does not speak, with an error', async () => {
    const response = await fetch(`${ses.url}/v2/email/outbound-emails`, { method: 'POST', body: '{}' });

    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('InvalidAction')]);
  });

  it('has a page that runs no script but its own, and stands in no frame', async () => {
    const response = await fetch(ses.url);
    const policy = response.headers.get('content-security-policy');

    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(policy).toContain("default-src 'none'; script-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(await response.text()).not.toMatch(/<script(?! type="module" src="\/page\.js">)/);
  });

  it('bundles the script of the page, which shows mails in a frame without scripts', async () => {
    const response = await fetch(`${ses.url}/page.js`);

    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(await response.text()).toContain(
      'setAttribute("sandbox", "allow-popups allow-popups-to-escape-sandbox")',
    );
  });

  it('lists mails without what is in them, and gives one whole', async () => {
    await client.send(mailTo('ada@example.com'));

    const [head] = Object(await (await fetch(`${ses.url}/api/mails`)).json());
    const mail = await (await fetch(`${ses.url}/api/mails?id=${head.id}`)).json();

    expect(head).toMatchObject({ to: ['ada@example.com'] });
    expect(head).not.toHaveProperty('text');
    expect(mail).toMatchObject({ id: head.id, text: expect.any(String), raw: expect.any(String) });
  });

  it('tells the page of every change', async () => {
    const response = await fetch(`${ses.url}/api/changes`);
    const reader = response.body?.getReader();
    await reader?.read();
    await client.send(mailTo('ada@example.com'));

    const { value } = (await reader?.read()) ?? {};

    expect(Buffer.from(value ?? []).toString()).toBe('data: changed\n\n');
    await reader?.cancel();
  });

  it('answers to no other name than that of this machine', async () => {
    const { port } = new URL(ses.url);
    const { request } = jest.requireActual<typeof import('node:http')>('node:http');

    const status = await new Promise((resolve) => {
      request(
        { host: '127.0.0.1', port, path: '/api/messages', headers: { host: 'evil.example' } },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      ).end();
    });

    expect(status).toBe(403);
  });
});

describe('faults on demand', () => {
  it.each([
    ['throttled', 'Throttling'],
    ['quota', 'Throttling'],
    ['rejected', 'MessageRejected'],
    ['error500', 'InternalFailure'],
  ])('%s@faults.local is answered with %s and not kept', async (name, code) => {
    await start();

    await expect(client.send(mailTo(`${name}@faults.local`))).rejects.toMatchObject({
      name: expect.stringContaining(code),
    });

    expect(ses.messages).toHaveLength(0);
  });

  it('lost@faults.local is kept, and the connection dropped before the answer', async () => {
    await start();

    await expect(client.send(mailTo('lost@faults.local'))).rejects.toMatchObject({
      $metadata: expect.not.objectContaining({ httpStatusCode: expect.anything() }),
    });

    expect(ses.messages).toHaveLength(1);
  });

  it('slow@faults.local is answered late', async () => {
    await start();
    const started = Date.now();

    await client.send(mailTo('slow@faults.local'));

    expect(Date.now() - started).toBeGreaterThanOrEqual(2_990);
  });

  it('come a stated number of times when the address says so', async () => {
    await start();
    const tries = [];
    for (let call = 0; call < 3; call++) {
      tries.push(
        await client.send(mailTo('error500+2@faults.local')).then(
          () => 'sent',
          () => 'refused',
        ),
      );
    }

    expect(tries).toEqual(['refused', 'refused', 'sent']);
  });

  it('--max-send-rate is enforced', async () => {
    await start({ maxSendRate: 5 });

    const answers = await Promise.allSettled(
      Array.from({ length: 12 }, () => client.send(mailTo('ada@example.com'))),
    );

    const refused = answers.flatMap((answer) =>
      answer.status === 'rejected' ? [answer.reason.message] : [],
    );
    expect(ses.messages.length).toBeGreaterThanOrEqual(5);
    expect(refused).toHaveLength(12 - ses.messages.length);
    expect(new Set(refused)).toEqual(new Set(['Maximum sending rate exceeded.']));
  });

  it('--latency-ms delays every answer', async () => {
    await start({ latencyMs: 200 });
    const started = Date.now();

    await client.send(mailTo('ada@example.com'));

    expect(Date.now() - started).toBeGreaterThanOrEqual(195);
  });

  it('--fail-rate refuses its share, and the same calls for the same --seed', async () => {
    const refusals = [];
    for (const seed of [7, 7, 8]) {
      await start({ failRate: 0.3, seed });
      const answers = [];
      for (let call = 0; call < 100; call++) {
        answers.push(
          await client.send(mailTo('ada@example.com')).then(
            () => '.',
            () => 'x',
          ),
        );
      }
      refusals.push(answers.join(''));
      await ses.close();
    }
    await start();

    const [first, second, other] = refusals;
    expect(first).toBe(second);
    expect(first).not.toBe(other);
    const share = (first ?? '').replaceAll('.', '').length;
    expect(share).toBeGreaterThan(15);
    expect(share).toBeLessThan(45);
  });
});
