import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as fc from 'fast-check';
import {
  type Happening,
  MAIL_STATES,
  type MailState,
  type MailStatuses,
  mailStatusesIn,
  mailStatusKey,
  mailStatusSchema,
  stateOf,
} from '../../lib/log/mail-status';
import { systemClock } from '../../lib/runtime/clock';
import { localClient, TABLES } from '../../local/dynamodb';
import { newOrder, QUICK } from '../support/service';
import { useStack } from '../support/stack';

const stack = useStack();

const notification = '["order_notification","pending"]';
const NOW = Date.UTC(2026, 10, 24);

let statuses: MailStatuses;
beforeAll(() => {
  statuses = mailStatusesIn(localClient(stack.dynamodb.url), TABLES.notificationLog, 30, systemClock, QUICK);
});

interface Told {
  readonly state: MailState;
  readonly happening: Happening;
}

const changeOf = (orderId: string, { state, happening }: Told) => ({
  key: { orderId, notification },
  userId: '42',
  messageId: 'm-1',
  sentAt: NOW,
  state,
  happening,
});

async function itemOf(orderId: string) {
  const { orderId: order_id, notification: sortKey } = mailStatusKey({ orderId, notification }, 'm-1');
  const { Item } = await stack.dynamodb.client.send(
    new GetItemCommand({
      TableName: TABLES.notificationLog,
      Key: marshall({ order_id, notification: sortKey }),
    }),
  );
  return Item && mailStatusSchema.parse(unmarshall(Item));
}

/** All of one state, as these events leave it. */
async function leftBy(events: readonly Told[]) {
  const orderId = newOrder();
  for (const event of events) await statuses.add(changeOf(orderId, event));
  const { order_id: _, expires_at: __, ...item } = (await itemOf(orderId)) ?? {};
  return item;
}

const happening = fc.record({
  at: fc.integer({ min: NOW, max: NOW + 4 }),
  type: fc.constantFrom('Permanent', 'Transient'),
});
const told = fc.record({ state: fc.constantFrom(...MAIL_STATES), happening });
/** Two events of one state at the same millisecond are the same event. */
const events = fc.uniqueArray(told, {
  minLength: 1,
  maxLength: 6,
  selector: ({ state, happening: { at } }) => `${state} ${at}`,
});

describe('what became of a mail', () => {
  it('is written beside its entry, where the query of the order finds it', async () => {
    const orderId = newOrder();

    await statuses.add(changeOf(orderId, { state: 'delivered', happening: { at: NOW + 5, took: 5 } }));

    expect(await itemOf(orderId)).toMatchObject({
      order_id: orderId,
      notification: '["mail","m-1"]',
      entry: notification,
      message_id: 'm-1',
      user_id: '42',
      sent_at: NOW,
      delivered: { at: NOW + 5, took: 5 },
    });
  });

  it('is new the first time an event comes, and not again', async () => {
    const change = changeOf(newOrder(), { state: 'bounced', happening: { at: NOW } });

    expect([await statuses.add(change), await statuses.add(change)]).toEqual([true, false]);
  });

  it('has the last of several delays', async () => {
    const [early, late] = [NOW + 1, NOW + 2].map((at): Told => ({ state: 'delayed', happening: { at } }));

    expect(await leftBy([late, early] as Told[])).toMatchObject({ delayed: { at: NOW + 2 } });
  });

  it('keeps when it was delivered, though its reader said hours later that it is no spam', async () => {
    const delivered: Told = { state: 'delivered', happening: { at: NOW + 1, took: 1 } };
    const noSpam: Told = { state: 'delivered', happening: { at: NOW + 9 } };

    for (const told of [
      [delivered, noSpam],
      [noSpam, delivered],
    ])
      expect(await leftBy(told)).toMatchObject({ delivered: { at: NOW + 1, took: 1 } });
  });

  it.each([
    ['before', [NOW + 1, NOW + 2]],
    ['after', [NOW + 2, NOW + 1]],
  ])('has the bounce for good, though an automatic reply came %s it', async (_, [forGood = 0, reply = 0]) => {
    const bounces: Told[] = [
      { state: 'bounced', happening: { at: forGood, type: 'Permanent' } },
      { state: 'bounced', happening: { at: reply, type: 'Transient' } },
    ];

    expect(await leftBy(bounces)).toEqual(await leftBy(bounces.toReversed()));
    expect(await leftBy(bounces)).toMatchObject({ bounced: { type: 'Permanent' } });
  });

  it('is the same whatever the order of the events, and however often they come', async () => {
    await fc.assert(
      fc.asyncProperty(
        events.chain((once) =>
          fc.tuple(
            fc.constant(once),
            fc
              .array(fc.constantFrom(...once), { maxLength: 3 })
              .chain((again) =>
                fc.shuffledSubarray([...once, ...again], { minLength: once.length + again.length }),
              ),
          ),
        ),
        async ([once, mixed]) => {
          expect(await leftBy(mixed)).toEqual(await leftBy(once));
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('the state of a mail', () => {
  it.each<[MailState, MailState[]]>([
    ['complained', ['delivered', 'complained', 'bounced']],
    ['bounced', ['delivered', 'bounced']],
    ['rejected', ['rejected', 'delayed']],
    ['suppressed', ['suppressed', 'delivered']],
    ['delivered', ['delayed', 'delivered']],
    ['delayed', ['delayed']],
  ])('is %s, by rank, after %j', (state, happened) => {
    // The last to come is the first by time.
    const status = Object.fromEntries(happened.map((one, index) => [one, { at: NOW - index }]));

    expect(stateOf(status)).toBe(state);
  });

  it('is unknown before an event came', () => {
    expect(stateOf({})).toBeUndefined();
  });
});
