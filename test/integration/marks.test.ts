import { TABLES } from '../../local/dynamodb';
import { failedOffsets, instancesOn, many, newOrder, orders } from '../support/service';
import { useStack } from '../support/stack';

const stack = useStack();
const instance = instancesOn(stack);

/** How many marks each request to DynamoDB carried. */
const marks = () =>
  stack.proxy.requests
    .filter(({ operation }) => operation === 'BatchWriteItem')
    .map(({ body }) => body.RequestItems[TABLES.notificationLog].length);

describe('what SES accepted', () => {
  it('is recorded with few requests: at most 1.1 a mail, with claims and contacts', async () => {
    // On a slow machine, 50 ms are a mark or two.
    await instance({ timing: { mark: 3_600_000 } }).invoke(orders(...many(100)));

    expect(stack.ses.messages).toHaveLength(100);
    expect(stack.proxy.requests.length).toBeLessThanOrEqual(110);
    expect(marks().reduce((sum, count) => sum + count)).toBe(100);
    expect(Math.max(...marks())).toBeLessThanOrEqual(25);
  });

  it('is recorded before the function answers, however short the batch', async () => {
    const order_id = newOrder();

    await instance({ timing: { mark: 3_600_000 } }).invoke(orders({ order_id }));

    expect(marks()).toEqual([1]);
    expect(await stack.logOf(order_id)).toMatchObject([{ status: 'sent', attempts: 1 }]);
    expect(await stack.logOf(order_id)).not.toContainEqual(
      expect.objectContaining({ claim_expires_at: expect.anything() }),
    );
  });

  it('is recorded while the batch goes on', async () => {
    const { invoke, dependencies } = instance({
      timing: { mark: 10 },
      // Far enough apart for a first answer that is late.
      environment: { SES_MAX_SEND_RATE: '2' },
    });

    await invoke(orders(...many(4)));

    expect(marks()).toEqual([1, 1, 1, 1]);
    expect(dependencies.log.unwritten).toEqual([]);
  });

  it('is known at once to a record that asks for the same mail', async () => {
    const order_id = newOrder();
    const { invoke, lines } = instance({ timing: { mark: 3_600_000 } });

    await invoke(orders({ order_id }, { order_id }));

    expect(stack.proxy.requests.filter(({ operation }) => operation === 'PutItem')).toHaveLength(1);
    expect(lines).toContainEqual(expect.objectContaining({ outcome: 'skipped', reason: 'already sent' }));
  });

  it('is tried again alone where DynamoDB left it unprocessed', async () => {
    let requests = 0;
    stack.proxy.fault = ({ operation, body }) => {
      if (operation !== 'BatchWriteItem' || requests++ > 0) return undefined;
      const puts = body.RequestItems[TABLES.notificationLog];
      return { UnprocessedItems: { [TABLES.notificationLog]: puts.slice(1) } };
    };

    const response = await instance({ timing: { mark: 3_600_000 } }).invoke(orders({}, {}, {}));

    expect(failedOffsets(response)).toEqual([]);
    expect(marks()).toEqual([3, 2]);
  });

  it('is recorded, each once, after a DynamoDB that refused for a while', async () => {
    const refused: number[] = [];
    stack.proxy.fault = ({ operation, body }) => {
      if (operation !== 'BatchWriteItem' || refused.length === 3) return undefined;
      refused.push(body.RequestItems[TABLES.notificationLog].length);
      return 'refuse';
    };

    const { dependencies, invoke } = instance({ timing: { mark: 3_600_000 } });
    await invoke(orders(...many(100)));

    const sum = (counts: readonly number[]) => counts.reduce((all, count) => all + count);
    expect(sum(marks())).toBe(100 + sum(refused));
    expect(dependencies.log.unwritten).toEqual([]);
  });

  it('is never much while DynamoDB is slow to record it', async () => {
    const { dependencies, invoke } = instance();
    let most = 0;
    stack.proxy.fault = ({ operation }) => {
      most = Math.max(most, dependencies.log.unwritten.length);
      return operation === 'BatchWriteItem' ? 'late' : undefined;
    };

    await invoke(orders(...many(150)));

    // Fifty, and those that were at work by then: eight sends, and four with claims.
    expect(most).toBeLessThanOrEqual(50 + 12);
  });

  it('is never much while DynamoDB refuses to record it: nothing more is sent, and all of it once it does', async () => {
    const { dependencies, invoke } = instance();
    const batch = orders(...many(80));
    stack.proxy.fault = ({ operation }) => (operation === 'BatchWriteItem' ? 'refuse' : undefined);

    const refused = failedOffsets(await invoke(batch));

    expect(dependencies.log.unwritten.length).toBeLessThanOrEqual(50 + 12);
    expect(stack.ses.messages).toHaveLength(80 - refused.length);
    expect(refused.length).toBeGreaterThanOrEqual(80 - 50 - 12);

    stack.proxy.fault = () => undefined;

    expect(failedOffsets(await invoke(batch))).toEqual([]);
    expect(stack.ses.messages).toHaveLength(80);
    expect(dependencies.log.unwritten).toEqual([]);
  });

  it('is tried again while the batch goes on, though no other mail is sent', async () => {
    const order_id = newOrder();
    let declined = 0;
    stack.proxy.fault = ({ operation, body }) =>
      operation === 'BatchWriteItem' && declined++ < 3 ? { UnprocessedItems: body.RequestItems } : undefined;
    const { invoke } = instance({ timing: { backoff: 20, sesAnswer: 5_000 } });

    let over = false;
    const going = invoke(orders({ order_id }, { user_id: 'silent' })).finally(() => {
      over = true;
    });
    const sent = async () => (await stack.logOf(order_id)).some(({ status }) => status === 'sent');
    while (!over && !(await sent())) await new Promise((resolve) => setTimeout(resolve, 10));

    expect(over).toBe(false);
    expect(declined).toBeGreaterThan(3);
    expect(failedOffsets(await going)).toEqual([1]);
  });

  it('is tried again at once when another request could be written, also where few are left', async () => {
    let left = 0;
    stack.proxy.fault = ({ operation, body }) => {
      if (operation !== 'BatchWriteItem') return undefined;
      if (body.RequestItems[TABLES.notificationLog].length === 25) return 'late';
      return left++ === 0 ? { UnprocessedItems: body.RequestItems } : undefined;
    };
    // No other reason to try: neither the wait for others nor the pause before a later try ends here.
    const { invoke, lines } = instance({ timing: { mark: 3_600_000, backoff: 3_600_000 } });

    await invoke(orders(...many(27)));

    expect(marks()).toEqual([25, 2, 2]);
    expect(lines.filter(({ level }) => level === 'ERROR')).toEqual([]);
  });

  it('and could not be recorded is logged record by record', async () => {
    stack.proxy.fault = ({ operation }) => (operation === 'BatchWriteItem' ? 'refuse' : undefined);
    const { invoke, lines } = instance({ timing: { backoff: 1 } });

    const response = await invoke(orders({}, {}));

    expect(failedOffsets(response)).toEqual([]);
    const errors = lines.filter(({ level }) => level === 'ERROR');
    expect(errors.map(({ message }) => message)).toEqual(
      Array(2).fill('sent, but could not be recorded as sent'),
    );
    expect(errors.map(({ offset }) => offset).sort()).toEqual([0, 1]);
  });
});
