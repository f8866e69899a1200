import { randomUUID } from 'node:crypto';
import { PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Reference } from '../../lib/channels/channel';
import { readMailEventsConfig } from '../../lib/config';
import { connectMailEvents, type MailEventHandler, receiveMailEvents } from '../../lib/mail-events/receive';
import { badAddressesIn, hashOf, MOST_BAD_ADDRESSES } from '../../lib/recipients/bad-addresses';
import { StoreUnavailableError } from '../../lib/runtime/errors';
import { TABLES } from '../../local/dynamodb';
import { problemsOf } from '../support/ecs';
import { ADDRESS, AT, mailEvent, SAID } from '../support/mail-event';
import { ENVIRONMENT, newOrder, QUICK } from '../support/service';
import { useStack } from '../support/stack';

const stack = useStack();
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

let lines: string[];
let handler: MailEventHandler;
let reference: Reference;

beforeEach(() => {
  lines = [];
  reference = {
    key: { orderId: newOrder(), notification: '["order_notification","pending"]' },
    userId: randomUUID(),
  };
  const config = readMailEventsConfig({
    ...ENVIRONMENT,
    METRICS_NAMESPACE: 'shop/test',
    SERVICE_VERSION: 'v1.2.3',
  });
  handler = receiveMailEvents(
    connectMailEvents(config, {
      timing: QUICK,
      write: (line) => void lines.push(line),
      dynamodb: { endpoint: stack.proxy.url, region: 'eu-central-1', credentials },
    }),
  );
});

/** Every line is as `ecs.ts` has it. */
afterEach(() => expect(lines.flatMap(problemsOf)).toEqual([]));

const take = (eventType: string, said?: object) =>
  handler(mailEvent({ eventType, reference, ...(said && { said }) }), {
    awsRequestId: 'request-1',
    functionName: 'shop-test-mailEvents',
  });

const logged = () => lines.map((line) => JSON.parse(line));

async function itemsOf(table: string, key: 'order_id' | 'user_id', value: string) {
  const { Items = [] } = await stack.dynamodb.client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: `${key} = :value`,
      ExpressionAttributeValues: { ':value': { S: value } },
    }),
  );
  return Items.map((item) => unmarshall(item));
}
const ofOrder = () => itemsOf(TABLES.notificationLog, 'order_id', reference.key.orderId);
const ofUser = () => itemsOf(TABLES.recipients, 'user_id', reference.userId);

describe('an event of a mail', () => {
  it('is written beside the entry of its mail', async () => {
    await take('Delivery');

    expect(await ofOrder()).toEqual([
      expect.objectContaining({
        entry: reference.key.notification,
        message_id: 'm-1',
        user_id: reference.userId,
        delivered: { at: Date.parse(AT), took: 3_500 },
      }),
    ]);
    expect(await ofUser()).toEqual([]);
  });

  it.each([
    ['Delivery', 'INFO', 'mail delivered', { Delivered: 1, DeliveryTime: 3_500 }],
    ['DeliveryDelay', 'INFO', 'mail delayed: MailboxFull 4.2.2 452', { Delayed: 1 }],
    ['Bounce', 'WARN', 'mail bounced: Permanent General 5.1.1 550', { Bounced: 1 }],
    ['Complaint', 'WARN', 'mail complained: abuse', { Complained: 1 }],
    ['Reject', 'WARN', 'mail rejected: Bad content', { Rejected: 1 }],
  ])('is told and counted: %s', async (eventType, level, message, metrics) => {
    await take(eventType);

    expect(logged()).toEqual([
      expect.objectContaining({
        level,
        message,
        topic: 'order_notification',
        'labels.order_id': reference.key.orderId,
        'labels.message_id': 'm-1',
        ...metrics,
      }),
    ]);
  });

  it('that comes again changes nothing and is not counted again', async () => {
    await take('Bounce');
    const before = [await ofOrder(), await ofUser()];
    await take('Bounce');

    expect([await ofOrder(), await ofUser()]).toEqual(before);
    expect(lines).toHaveLength(1);
  });

  it.each([
    ['Bounce', 'bounced'],
    ['Complaint', 'complained'],
  ])('of a bad address is remembered for its user: %s', async (eventType, why) => {
    await take(eventType);

    expect(await ofUser()).toEqual([
      expect.objectContaining({
        bad_addresses: {
          [hashOf(reference.userId, ADDRESS)]: expect.objectContaining({ why, message_id: 'm-1' }),
        },
      }),
    ]);
  });

  it('of a full mailbox says nothing against the address', async () => {
    await take('Bounce', { bounce: { ...SAID.Bounce.bounce, bounceType: 'Transient' } });

    expect(await ofUser()).toEqual([]);
  });

  it('of a mail that another program sent is told, and not written', async () => {
    await handler(mailEvent({ eventType: 'Bounce', mail: { tags: {} } }), {
      awsRequestId: 'request-1',
      functionName: 'f',
    });

    expect(stack.proxy.requests).toEqual([]);
    expect(logged()).toMatchObject([
      { level: 'WARN', 'event.action': 'mail_event_foreign', 'service.version': 'v1.2.3' },
    ]);
  });

  it('of a user with too many bad addresses is written all the same', async () => {
    const addresses = badAddressesIn(stack.dynamodb.client, TABLES.recipients, QUICK);
    for (let n = 0; n < MOST_BAD_ADDRESSES; n++)
      await addresses.add(reference.userId, `guest-${n}@example.com`, { why: 'bounced', at: 1 });

    await take('Bounce');

    expect(logged().map((line) => line['event.action'])).toEqual(['bad_addresses_full', 'mail_bounced']);
    expect(await ofOrder()).toHaveLength(1);
  });

  it('never has the address in a line or an item', async () => {
    await take('Bounce');
    await take('Complaint');
    await take('DeliveryDelay');

    expect(JSON.stringify([lines, await ofOrder(), await ofUser()])).not.toMatch(/ada@|@example/);
  });
});

describe('an event that DynamoDB does not take', () => {
  it.each([
    ['the address', (body: { Key: object }) => 'user_id' in body.Key],
    ['the status', (body: { Key: object }) => 'order_id' in body.Key],
  ])('fails, and is whole once it is tried again: %s', async (_, isIt) => {
    stack.proxy.fault = ({ body }) => (isIt(body) ? 'refuse' : undefined);
    await expect(take('Bounce')).rejects.toThrow(StoreUnavailableError);
    expect(lines).toEqual([]);
    stack.proxy.fault = () => undefined;

    await take('Bounce');

    expect(await ofUser()).toHaveLength(1);
    expect(await ofOrder()).toHaveLength(1);
    expect(logged()).toMatchObject([{ Bounced: 1 }]);
  });

  it('is written once when only the answer got lost', async () => {
    stack.proxy.fault = ({ body }) => ('order_id' in body.Key ? 'lose' : undefined);
    await expect(take('Delivery')).rejects.toThrow(StoreUnavailableError);
    stack.proxy.fault = () => undefined;

    await take('Delivery');

    expect(await ofOrder()).toHaveLength(1);
  });
});

it('what stands in the log already is left alone: an entry that is written later replaces nothing', async () => {
  await take('Bounce');
  const { orderId: order_id, notification } = reference.key;
  await stack.dynamodb.client.send(
    new PutItemCommand({
      TableName: TABLES.notificationLog,
      Item: marshall({ order_id, notification, status: 'sent' }),
    }),
  );

  expect((await ofOrder()).map((item) => item.notification).sort()).toEqual(['["mail","m-1"]', notification]);
});
