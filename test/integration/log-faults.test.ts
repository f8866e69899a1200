import type { KafkaEvent } from '../../lib/kafka/event';
import { type Entry, entrySchema } from '../../lib/log/entry';
import { TIMING, type Timing } from '../../lib/runtime/timing';
import { seededRandom } from '../../local/ses/faults';
import { meaningOf } from '../../ops/explain/meaning';
import { claims, givesUp, recordsSend, type StoreFault, type StoreRequest } from '../support/dynamodb-proxy';
import { COMMANDS } from '../support/log-entry';
import { failedOffsets, instancesOn, movableClock, newOrder, orders, type Service } from '../support/service';
import { useStack } from '../support/stack';

const stack = useStack();
const instance = instancesOn(stack);

/** One try per delivery, as where there is hardly any time. */
const ONE_TRY = { tries: 1, storePause: 1 };
/** So short that an answer that is late counts as none. */
const IMPATIENT = { ...ONE_TRY, storeAttempt: 400, storeCall: 1_500 };

interface Trial {
  readonly count: number;
  /** What is to happen to a request while DynamoDB is unwell; `chance` is seeded. */
  readonly fault: (request: StoreRequest, chance: (share: number) => boolean) => StoreFault;
  readonly timing?: Partial<Timing>;
  /** Of an order's message. */
  readonly email?: (orderId: string) => string;
}

const writes = ({ operation }: StoreRequest) => operation !== 'BatchGetItem';

/** The records of an event that a response named, which the mapping delivers again. */
const only = (event: KafkaEvent, offsets: readonly number[]): KafkaEvent => ({
  ...event,
  records: Object.fromEntries(
    Object.entries(event.records ?? {}).map(([partition, records]) => [
      partition,
      records.filter(({ offset }) => offsets.includes(offset)),
    ]),
  ),
});

/** Delivers orders again and again, to two warm instances in turn, as the event source mapping does. */
function mapping({ count, timing, email }: Omit<Trial, 'fault'>) {
  const clock = movableClock();
  const instances = [1, 2].map(() =>
    instance({ clock, timing: { ...ONE_TRY, ...timing }, environment: { MAX_CONCURRENT_SENDS: '20' } }),
  );
  const orderIds = Array.from({ length: count }, newOrder);
  const event = orders(
    ...orderIds.map((order_id) => ({ order_id, ...(email && { email: email(order_id) }) })),
  );
  let left = orderIds.map((_, offset) => offset);
  let turn = 0;
  return {
    orderIds,
    /** Until none is reported, or so many deliveries are over. */
    async deliver(deliveries: number) {
      for (let delivery = 0; delivery < deliveries && left.length > 0; delivery++) {
        const one = instances[turn++ % instances.length];
        left = one ? failedOffsets(await one.invoke(only(event, left))) : [];
        // Whatever is claimed has expired by the next delivery.
        clock.move(TIMING.claim + 1);
      }
    },
    /** Until nothing is owed any more; a busy machine may be too slow for the impatient. */
    async otherBatches() {
      for (let batch = 0; batch < 20 && instances.some(owes); batch++)
        for (const { invoke } of instances) await invoke(orders());
      expect(instances.filter(owes)).toEqual([]);
    },
    /** What `explain` says of the orders that are in the log, each of which is there at most once. */
    async explained(): Promise<Record<string, number>> {
      const kinds: Record<string, number> = {};
      for (const entry of await Promise.all(orderIds.map(entryOf))) {
        const kind = entry ? meaningOf(entry, [], clock.wall(), COMMANDS).kind : 'unknown';
        kinds[kind] = (kinds[kind] ?? 0) + 1;
      }
      return kinds;
    },
  };
}

const owes = ({ dependencies }: Service) => dependencies.log.debts.size > 0;

async function entryOf(orderId: string): Promise<Entry | undefined> {
  const [item] = await stack.logOf(orderId);
  return item && entrySchema.parse(item);
}

/** How often each order was mailed. */
function mails(orderIds: readonly string[]): number[] {
  const sent = stack.ses.messages.map(({ tags }) => tags.order_id);
  return orderIds.map((orderId) => sent.filter((id) => id === orderId).length);
}

const TRIALS: Readonly<Record<string, Trial>> = {
  'loses 40 % of its answers': { count: 150, fault: (_, chance) => (chance(0.4) ? 'lose' : undefined) },
  'loses 60 % of its answers': { count: 80, fault: (_, chance) => (chance(0.6) ? 'lose' : undefined) },
  'answers 70 % of its writes too late': {
    count: 30,
    fault: (request, chance) => (writes(request) && chance(0.7) ? 'late' : undefined),
    timing: IMPATIENT,
  },
  'does 70 % of its writes too late': {
    count: 30,
    fault: (request, chance) => (writes(request) && chance(0.7) ? 'delay' : undefined),
    timing: IMPATIENT,
  },
  'refuses to release what SES refused': {
    count: 20,
    fault: (request) => (givesUp(request) ? 'refuse' : undefined),
    email: (orderId) => `error500+2.${orderId}@faults.local`,
  },
};

describe.each(Object.entries(TRIALS))('a DynamoDB that %s for a while', (_, trial) => {
  it('costs no order its mail, once it is well, and none is mailed twice', async () => {
    const { deliver, orderIds, otherBatches, explained } = mapping(trial);
    const random = seededRandom(23);
    stack.proxy.fault = (request) => trial.fault(request, (share) => random() < share);
    await deliver(4);
    stack.proxy.fault = () => undefined;

    await otherBatches();
    // Every send was answered, so none is in doubt.
    const { sent = 0, failed = 0, unknown = 0 } = await explained();
    expect(sent + failed + unknown).toBe(orderIds.length);
    await deliver(10);

    expect(mails(orderIds)).toEqual(orderIds.map(() => 1));
    expect(await explained()).toEqual({ sent: orderIds.length });
  });
});

describe('claims that DynamoDB takes and never answers', () => {
  it('are none that may have been sent: nothing was ever tried', async () => {
    const { deliver, orderIds, otherBatches, explained } = mapping({ count: 10 });
    stack.proxy.fault = (request) => (claims(request) ? 'lose' : undefined);
    await deliver(4);
    stack.proxy.fault = () => undefined;

    await otherBatches();

    expect(stack.ses.calls).toBe(0);
    expect(await explained()).toEqual({ failed: orderIds.length });
  });

  it('are taken back as soon as the delivery ends, where DynamoDB answers to that', async () => {
    const { deliver, orderIds, explained } = mapping({ count: 10 });
    stack.proxy.fault = (request) => (claims(request) ? 'lose' : undefined);

    await deliver(1);

    expect(await explained()).toEqual({ failed: orderIds.length });
  });
});

describe('sends that DynamoDB does not let be recorded', () => {
  it('are told, and told again where another instance sends them a second time', async () => {
    const clock = movableClock();
    const [first, second] = [instance({ clock }), instance({ clock })];
    const batch = orders(...Array.from({ length: 4 }, () => ({ order_id: newOrder() })));
    let refused = 0;
    stack.proxy.fault = (request) => {
      if (!recordsSend(request)) return undefined;
      // Each was tried more than once by then; and now the time of the function is up, and the claims have expired.
      if (++refused === 40) clock.move(3_600_000);
      return 'refuse';
    };
    const reported = failedOffsets(await first.invoke(batch));
    stack.proxy.fault = () => undefined;

    // The mapping has lost sight of the first answer.
    await second.invoke(batch);

    expect(reported).toEqual([]);
    expect(stack.ses.messages).toHaveLength(8);
    expect(first.lines.at(-1)).toMatchObject({ Sent: 4, SentUnrecorded: 4, SentAgain: 0 });
    expect(second.lines.at(-1)).toMatchObject({ Sent: 4, SentUnrecorded: 0, SentAgain: 4 });
  });
});
