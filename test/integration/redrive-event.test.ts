import { TIMING } from '../../lib/runtime/timing';
import { kafkaEvent } from '../../local/event';
import { failedOffsets, instancesOn, movableClock, newOrder, orders } from '../support/service';
import { useStack } from '../support/stack';

const stack = useStack();
const instance = instancesOn(stack);

const DAY = 86_400;

describe('an event with redrive options', () => {
  it('is answered with how every record ended', async () => {
    const sent = newOrder();
    await instance().invoke(orders({ order_id: sent }));

    const event = orders({ order_id: sent }, {}, { status: 'nonsense' });
    const response = await instance().invoke({ ...event, redrive: { maxAgeSeconds: 0 } });

    expect(failedOffsets(response)).toEqual([2]);
    expect(response.outcomes?.toSorted((a, b) => a.offset - b.offset)).toEqual([
      {
        partition: 'order_notification-0',
        offset: 0,
        kind: 'skipped',
        code: 'already_sent',
        reason: 'already sent',
      },
      {
        partition: 'order_notification-0',
        offset: 1,
        kind: 'sent',
        code: 'sent',
        messageId: expect.any(String),
      },
      {
        partition: 'order_notification-0',
        offset: 2,
        kind: 'failed',
        failure: 'invalid',
        code: 'message_invalid',
        reason: 'status: expected "pending" or "cancelled", found a string',
      },
    ]);
  });

  it('has its own age limit', async () => {
    const message = JSON.stringify({
      order_id: newOrder(),
      user_id: '1',
      status: 'pending',
      message: 'Hello.',
    });
    const event = kafkaEvent('order_notification', [message], { timestamp: Date.now() - 2 * DAY * 1_000 });

    const delivered = await instance().invoke({ ...event, redrive: { maxAgeSeconds: DAY } });
    const redriven = await instance().invoke({ ...event, redrive: { maxAgeSeconds: 3 * DAY } });

    expect(delivered.outcomes).toMatchObject([{ kind: 'skipped', code: 'too_old' }]);
    expect(redriven.outcomes).toMatchObject([{ kind: 'sent' }]);
  });

  it('that are none of its own is refused before anything is sent', async () => {
    const redrive = { maxAgeSeconds: -1 };

    await expect(instance().invoke({ ...orders({}), redrive })).rejects.toThrow('redrive.maxAgeSeconds');
    expect(stack.ses.calls).toBe(0);
  });
});

describe('what may have been sent', () => {
  const redrive = { maxAgeSeconds: 0 };

  /** An order whose mail SES accepted without saying so, and whose claim has expired. */
  async function unanswered() {
    const clock = movableClock();
    const order_id = newOrder();
    await instance({ clock }).invoke(orders({ order_id, user_id: 'lost' }));
    clock.move(TIMING.claim + 1);
    return { order_id, clock };
  }

  it('is left alone by a redrive, even after one attempt', async () => {
    const { order_id, clock } = await unanswered();

    const response = await instance({ clock }).invoke({ ...orders({ order_id }), redrive });

    expect(response.outcomes).toMatchObject([{ failure: 'permanent', code: 'may_have_been_sent' }]);
    expect(stack.ses.messages).toHaveLength(1);
  });

  it('is sent once more when a person decided so', async () => {
    const { order_id, clock } = await unanswered();

    const response = await instance({ clock }).invoke({
      ...orders({ order_id }),
      redrive: { ...redrive, resendUnknownBefore: clock.wall() },
    });

    expect(response.outcomes).toMatchObject([{ kind: 'sent' }]);
    expect(await stack.logOf(order_id)).toMatchObject([{ status: 'sent', attempts: 2 }]);
  });

  it('is sent once and no more by one decision, though no answer comes again', async () => {
    const { order_id, clock } = await unanswered();
    const resend = { ...redrive, resendUnknownBefore: clock.wall() };
    const event = orders({ order_id, user_id: 'lost' });

    const first = await instance({ clock }).invoke({ ...event, redrive: resend });
    clock.move(TIMING.claim + 1);
    const second = await instance({ clock }).invoke({ ...event, redrive: resend });

    expect(first.outcomes).toMatchObject([{ kind: 'failed', failure: 'unknown' }]);
    expect(second.outcomes).toMatchObject([{ kind: 'failed', failure: 'permanent' }]);
    expect(stack.ses.messages).toHaveLength(2);
  });

  it('is decided about by now at the latest: a clock that is ahead sends nothing twice', async () => {
    const { order_id, clock } = await unanswered();
    const event = orders({ order_id, user_id: 'lost' }, { order_id, user_id: 'lost' });
    const ahead = { ...redrive, resendUnknownBefore: clock.wall() + 3_600_000 };

    const timing = { storeAttempt: 400, storeCall: 1_000, sendAnswer: 500, claim: 3_000 };

    const response = await instance({ clock, timing }).invoke({ ...event, redrive: ahead }, 12_000);

    expect(failedOffsets(response)).toEqual([0, 1]);
    expect(stack.ses.messages).toHaveLength(2);
  });
});
