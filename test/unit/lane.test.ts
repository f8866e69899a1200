import type { Channel } from '../../lib/channels/channel';
import { pacer } from '../../lib/channels/pace';
import type { Delivery, Lane } from '../../lib/deliver';
import { runLane } from '../../lib/lane';
import { DELIVERY } from '../../lib/log/entry';
import { noClaims, notificationLog } from '../../lib/log/notification-log';
import { StoreUnavailableError } from '../../lib/runtime/errors';
import { sent } from '../../lib/runtime/outcome';
import { TIMING, wholeAttempt } from '../../lib/runtime/timing';
import { seededRandom } from '../../local/ses/faults';
import { virtualClock } from '../support/virtual-clock';

const PLACES = 12;
/** Milliseconds from the start of the batch. */
const DEADLINE = 239_500;
const REFUSES_FROM = 180_000;
const HANGS_FROM = 195_000;

/** A batch whose DynamoDB refuses at first, so that many deliveries wait for another try, and then does not answer. */
async function batchWithoutDynamoDb(orders: number) {
  const clock = virtualClock(seededRandom(1));
  async function ask(): Promise<undefined> {
    if (clock.now() < REFUSES_FROM) return clock.sleep(5) as Promise<undefined>;
    await clock.sleep(clock.now() < HANGS_FROM ? 30 : 3 * TIMING.storeAttempt);
    throw new StoreUnavailableError('log_unavailable', 'down');
  }
  const log = notificationLog({ put: ask, update: ask }, 30, clock, TIMING);
  const channel: Channel = {
    name: 'email',
    places: PLACES,
    slowestAnswer: TIMING.sesAnswer,
    pace: pacer(0.7, clock),
    reach: () => ({ kind: 'address', address: 'a@b.c' }),
    attempt: async () => ({ kind: 'sent', outcome: sent('m') }),
  };
  const nothing = () => {};
  const lane: Lane<Delivery> = {
    clock,
    timing: TIMING,
    log,
    telemetry: {
      ended: nothing,
      sendTook: nothing,
      error: nothing,
      unrecorded: nothing,
      sentAgain: nothing,
      defect: (error) => {
        throw error;
      },
      finish: nothing,
    },
    channel,
    deadline: DEADLINE,
    lastStart: DEADLINE - wholeAttempt(TIMING, TIMING.sesAnswer),
    maxAge: 0,
    takeover: DELIVERY,
    waiting: orders,
    halted: undefined,
    reach: async () => ({ kind: 'address', address: 'a@b.c', reader: {} }),
    contentOf: () => 'content',
  };
  const deliveries = Array.from({ length: orders }, (_, offset): Delivery[] => [
    {
      subject: {
        key: { orderId: String(offset), notification: '["order_notification","pending"]' },
        userId: '1',
        position: { topic: 't', partition: 0, offset },
      },
      claims: noClaims(),
      tags: {},
    },
  ]);
  const failed: Delivery[] = [];
  await clock.play(
    runLane(deliveries, lane, (delivery, { kind }) => void (kind === 'failed' && failed.push(delivery))),
  );
  return { clock, log, failed };
}

describe('a batch whose deliveries wait for DynamoDB until its time is up', () => {
  it('ends by its deadline, and still owes every claim that was not answered', async () => {
    const { clock, log, failed } = await batchWithoutDynamoDb(1_000);

    const claimed = failed.filter(({ claims }) => claims.ids.size > 0);
    expect(claimed.length).toBeGreaterThan(5 * PLACES);
    expect(log.owed.filter(({ kind }) => kind === 'give_up')).toHaveLength(claimed.length);
    expect(clock.now()).toBeLessThanOrEqual(DEADLINE);
  });
});
