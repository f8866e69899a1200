import { SESClient, SendEmailCommand } from '@aws-sdk/client-ses';
import {
  DeleteSuppressedDestinationCommand,
  GetSuppressedDestinationCommand,
  ListSuppressedDestinationsCommand,
  type ListSuppressedDestinationsCommandInput,
  PutSuppressedDestinationCommand,
  SESv2Client,
} from '@aws-sdk/client-sesv2';
import type { SesEvent } from '../../local/ses/event';
import { type LocalSes, startSes } from '../../local/ses/server';
import { until } from '../support/event-rule';

let ses: LocalSes;
let client: SESClient;
let v2: SESv2Client;
let events: SesEvent[];

beforeEach(async () => {
  events = [];
  ses = await startSes({ eventDelayMs: 2, onEvent: (event) => events.push(event) });
  const options = {
    endpoint: ses.url,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  };
  client = new SESClient(options);
  v2 = new SESv2Client(options);
});
afterEach(async () => {
  client.destroy();
  v2.destroy();
  await ses.close();
});

async function send(recipient: string, configurationSet: string | undefined): Promise<string> {
  const { MessageId = '' } = await client.send(
    new SendEmailCommand({
      Source: 'Shop <shop@example.com>',
      Destination: { ToAddresses: [recipient] },
      Message: { Subject: { Data: 'Hello' }, Body: { Text: { Data: 'x' } } },
      ConfigurationSetName: configurationSet,
      Tags: [{ Name: 'topic', Value: 'order_notification' }],
    }),
  );
  return MessageId;
}

/** Sends a mail, and waits for so many events of it. */
async function eventsOf(recipient: string, count: number): Promise<SesEvent[]> {
  const id = await send(recipient, 'set');
  const mine = () => events.filter(({ detail }) => (detail.mail as { messageId: string }).messageId === id);
  await until(() => mine().length >= count);
  return mine();
}

const typesOf = (told: readonly SesEvent[]) => told.map((event) => event['detail-type']);

describe('the events of the local SES', () => {
  it('are as EventBridge delivers them, with the tags of the mail and those of SES', async () => {
    const [event] = await eventsOf('bounce@faults.local', 1);

    expect(event).toEqual({
      version: '0',
      id: expect.stringMatching(/^[\da-f-]{36}$/),
      'detail-type': 'Email Bounced',
      source: 'aws.ses',
      account: '123456789012',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      region: 'eu-central-1',
      resources: ['arn:aws:ses:eu-central-1:123456789012:configuration-set/set'],
      detail: {
        eventType: 'Bounce',
        mail: expect.objectContaining({
          messageId: ses.messages[0]?.id,
          timestamp: ses.messages[0]?.receivedAt,
          destination: ['bounce@faults.local'],
          tags: expect.objectContaining({
            topic: ['order_notification'],
            'ses:configuration-set': ['set'],
            'ses:from-domain': ['example.com'],
          }),
        }),
        bounce: expect.objectContaining({
          bounceType: 'Permanent',
          bounceSubType: 'General',
          bouncedRecipients: [
            {
              emailAddress: 'bounce@faults.local',
              action: 'failed',
              status: '5.1.1',
              diagnosticCode: 'smtp; 550 5.1.1 user unknown',
            },
          ],
        }),
      },
    });
  });

  it.each([
    ['ada@example.com', ['Email Delivered']],
    ['success@simulator.amazonses.com', ['Email Delivered']],
    ['bounce+x@simulator.amazonses.com', ['Email Bounced']],
    ['complaint@simulator.amazonses.com', ['Email Delivered', 'Email Complaint Received']],
    ['ooto@simulator.amazonses.com', ['Email Delivered', 'Email Bounced']],
    ['suppressionlist@simulator.amazonses.com', ['Email Bounced']],
    ['delayed@faults.local', ['Email Delivery Delayed', 'Email Delivered']],
    ['mailboxfull@faults.local', ['Email Delivery Delayed', 'Email Bounced']],
    ['virus@faults.local', ['Email Rejected']],
  ])('of a mail to %s are %j', async (recipient, types) => {
    expect(typesOf(await eventsOf(recipient, types.length))).toEqual(types);
  });

  it('are none of a mail without a configuration set, whose end the inbox shows all the same', async () => {
    await send('ada@example.com', undefined);
    await until(() => ses.messages[0]?.events.length === 1);

    expect(events).toEqual([]);
  });

  it('are none of a mail that SES did not take', async () => {
    await expect(send('rejected@faults.local', 'set')).rejects.toThrow('Email address is not verified.');
    await eventsOf('ada@example.com', 1);

    expect(typesOf(events)).toEqual(['Email Delivered']);
  });

  it('are in the inbox too', async () => {
    await eventsOf('complaint@faults.local', 2);
    const messages = await (await fetch(`${ses.url}/api/messages`)).json();

    expect(messages).toMatchObject([
      {
        events: [
          { state: 'delivered', type: '', recipient: 'complaint@faults.local', at: expect.any(String) },
          { state: 'complained', type: 'abuse', recipient: 'complaint@faults.local', at: expect.any(String) },
        ],
      },
    ]);
  });
});

describe('the suppression list of the local SES', () => {
  it.each([
    ['bounce@faults.local', 1, 'BOUNCE', 'Bounce', 'bounce', { bounceSubType: 'OnAccountSuppressionList' }],
    [
      'complaint@faults.local',
      2,
      'COMPLAINT',
      'Complaint',
      'complaint',
      { complaintSubType: 'OnAccountSuppressionList' },
    ],
  ])(
    'has %s after its first mail, and the next is accepted and not sent',
    async (recipient, count, reason, type, name, fields) => {
      await eventsOf(recipient, count);
      const { SuppressedDestination: listed } = await v2.send(
        new GetSuppressedDestinationCommand({ EmailAddress: recipient }),
      );
      const [event, ...others] = await eventsOf(recipient, 1);

      expect(listed).toMatchObject({
        EmailAddress: recipient,
        Reason: reason,
        LastUpdateTime: expect.any(Date),
        Attributes: { MessageId: ses.messages[1]?.id, FeedbackId: expect.any(String) },
      });
      expect([event?.detail, others]).toEqual([
        expect.objectContaining({ eventType: type, [name]: expect.objectContaining(fields) }),
        [],
      ]);
    },
  );

  it.each([
    'bounce@simulator.amazonses.com',
    'complaint@simulator.amazonses.com',
    'mailboxfull@faults.local',
  ])('never has %s', async (recipient) => {
    const first = await eventsOf(recipient, recipient.startsWith('bounce') ? 1 : 2);

    expect(ses.suppressionList.all()).toEqual([]);
    expect(typesOf(await eventsOf(recipient, first.length))).toEqual(typesOf(first));
  });

  it('takes an address that somebody puts onto it, and forgets it again by its exact spelling', async () => {
    const about = { EmailAddress: 'Ada+1@example.com' };
    await v2.send(new PutSuppressedDestinationCommand({ ...about, Reason: 'COMPLAINT' }));
    const onIt = await eventsOf('ADA+1@example.com', 1);
    await expect(
      v2.send(new DeleteSuppressedDestinationCommand({ EmailAddress: 'ada+1@example.com' })),
    ).rejects.toMatchObject({ name: 'NotFoundException' });
    await v2.send(new DeleteSuppressedDestinationCommand(about));
    const offIt = await eventsOf('ADA+1@example.com', 1);

    expect(typesOf([...onIt, ...offIt])).toEqual(['Email Complaint Received', 'Email Delivered']);
  });

  it('is listed, by reason and in pages', async () => {
    for (const [EmailAddress, Reason] of [
      ['a@example.com', 'BOUNCE'],
      ['b@example.com', 'COMPLAINT'],
      ['c@example.com', 'BOUNCE'],
    ] as const)
      await v2.send(new PutSuppressedDestinationCommand({ EmailAddress, Reason }));
    const list = async (input: ListSuppressedDestinationsCommandInput) => {
      const { SuppressedDestinationSummaries: found = [], NextToken } = await v2.send(
        new ListSuppressedDestinationsCommand(input),
      );
      return { found: found.map(({ EmailAddress }) => EmailAddress), NextToken };
    };

    const first = await list({ PageSize: 2 });
    expect(first.found).toEqual(['a@example.com', 'b@example.com']);
    expect(await list({ PageSize: 2, NextToken: first.NextToken })).toEqual({ found: ['c@example.com'] });
    expect(await list({ Reasons: ['BOUNCE'] })).toEqual({ found: ['a@example.com', 'c@example.com'] });
  });

  it.each([GetSuppressedDestinationCommand, DeleteSuppressedDestinationCommand])(
    'says that it does not have an address: %p',
    async (Command) => {
      // biome-ignore lint/suspicious/noExplicitAny: either command
      const command = new Command({ EmailAddress: 'nobody@example.com' }) as any;

      await expect(v2.send(command)).rejects.toMatchObject({
        name: 'NotFoundException',
        $metadata: { httpStatusCode: 404 },
      });
    },
  );

  it('refuses what is no address', async () => {
    await expect(
      v2.send(new PutSuppressedDestinationCommand({ EmailAddress: 'nobody', Reason: 'BOUNCE' })),
    ).rejects.toMatchObject({ name: 'BadRequestException' });
  });

  it('outlives an inbox that is emptied', async () => {
    await eventsOf('bounce@faults.local', 1);
    await fetch(`${ses.url}/api/messages`, { method: 'DELETE' });

    expect(ses.suppressionList.find('bounce@faults.local')).toBeDefined();
  });
});
