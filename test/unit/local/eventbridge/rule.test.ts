import type { BusEvent, RuleOptions } from '../../../../local/eventbridge/rule';
import { EVENTS } from '../../../../local/eventbridge/settings';
import { type RuleWithFunction, startRule, until } from '../../../support/event-rule';

const bounced = (id: string): BusEvent => ({ id, 'detail-type': 'Email Bounced' });

let started: RuleWithFunction;
let invoked: string[];

async function start(
  handler: (id: string) => void = () => {},
  options: Partial<RuleOptions> = {},
): Promise<void> {
  invoked = [];
  started = await startRule(async (event) => {
    const { id } = event as BusEvent;
    invoked.push(id);
    handler(id);
  }, options);
}
afterEach(() => started.close());

const ids = (count: number): string[] => Array.from({ length: count }, (_, index) => String(index));
const settled = () => new Promise((resolve) => setTimeout(resolve, 100));

describe('the rule of EventBridge on this machine', () => {
  it('invokes the function with each event as it is, by itself', async () => {
    const events: unknown[] = [];
    started = await startRule(async (event) => events.push(event));

    started.rule.send(bounced('a'));
    await until(() => events.length > 0);

    expect(events).toEqual([{ id: 'a', 'detail-type': 'Email Bounced' }]);
  });

  it('tries an event twice more when the function fails, and is content when one of them succeeds', async () => {
    await start(() => {
      if (invoked.length < 3) throw new Error('not yet');
    });

    started.rule.send(bounced('a'));
    await until(() => invoked.length === 3);
    await settled();

    expect([invoked, started.reports]).toEqual([['a', 'a', 'a'], []]);
  });

  it('gives an event up after three errors, and says which and why', async () => {
    await start(() => {
      throw new Error('Not an event of a mail');
    });

    started.rule.send(bounced('a'));
    await until(() => started.reports.length > 0);

    expect(invoked).toHaveLength(3);
    expect(started.reports).toEqual([
      'error: Email Bounced: mailEvents failed 3 times, and the event a is given up (deployed, it would be in the dead-letter queue): Not an event of a mail',
    ]);
  });

  it('says so when there is no such function', async () => {
    await start(() => {}, { invoke: async () => ({ status: 404, functionError: undefined, payload: '' }) });

    started.rule.send(bounced('a'));
    await until(() => started.reports.length > 0);

    expect(started.reports).toEqual([expect.stringMatching(/HTTP 404$/)]);
  });

  it('lets no report of a function steer the terminal', async () => {
    await start(() => {
      throw new Error('\u001b[2Jevil');
    });

    started.rule.send(bounced('a'));
    await until(() => started.reports.length > 0);

    expect(started.reports.join()).toContain('evil');
    expect(started.reports.join()).not.toMatch(/\p{C}/u);
  });

  it('loses its share of events, and says which', async () => {
    await start(() => {}, { settings: { ...EVENTS, lost: 0.3 } });

    for (const id of ids(100)) started.rule.send(bounced(id));
    await until(() => invoked.length + started.reports.length === 100);

    expect(started.reports.length).toBeGreaterThan(15);
    expect(started.reports.length).toBeLessThan(45);
    expect(started.reports[0]).toMatch(/^info: Email Bounced: the event \d+ is lost$/);
  });

  it('delivers its share of events twice', async () => {
    await start(() => {}, { settings: { ...EVENTS, duplicate: 1 } });

    for (const id of ids(5)) started.rule.send(bounced(id));
    await until(() => invoked.length === 10);

    expect(invoked.sort()).toEqual([...ids(5), ...ids(5)].sort());
  });

  it('holds its share of events back, so that later ones overtake them', async () => {
    await start(() => {}, { settings: { ...EVENTS, late: 0.5, delay: 3 } });

    for (const id of ids(20)) started.rule.send(bounced(id));
    await until(() => invoked.length === 20);

    expect(invoked).not.toEqual(ids(20));
    expect(new Set(invoked)).toEqual(new Set(ids(20)));
  });

  it('hits the same events for the same seed', async () => {
    const lost = [];
    for (const seed of [7, 7, 8]) {
      await start(() => {}, { settings: { ...EVENTS, lost: 0.5, seed } });
      for (const id of ids(50)) started.rule.send(bounced(id));
      lost.push(started.reports.join());
      await started.close();
    }

    const [first, second, other] = lost;
    expect(first).toBe(second);
    expect(first).not.toBe(other);
  });

  it('sends nothing more once it is closed', async () => {
    await start(() => {}, { settings: { ...EVENTS, late: 1, delay: 1 } });

    started.rule.send(bounced('a'));
    await started.rule.close();
    await new Promise((resolve) => setTimeout(resolve, 200));

    expect(invoked).toEqual([]);
  });

  it('says nothing of an invocation that was at work when it was closed', async () => {
    await start(() => {
      void started.rule.close();
      throw new Error('the stack ends');
    });

    started.rule.send(bounced('a'));
    await until(() => invoked.length > 0);
    await settled();

    expect([invoked, started.reports]).toEqual([['a'], []]);
  });
});
