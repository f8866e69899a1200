import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { badAddressesIn } from '../../lib/recipients/bad-addresses';
import { TABLES } from '../../local/dynamodb';
import { type CommandResult, startCommand } from '../support/command';
import { newOrder, QUICK } from '../support/service';
import { useStack } from '../support/stack';

const stack = useStack();

/** Of SES v2 what `--forget` asks: addresses that are suppressed, and an answer that is none of its own. */
const suppressed = new Set<string>();
let refusal: { readonly status: number; readonly type: string } | undefined;
let requests: string[];
let sesV2: Server;

beforeAll(async () => {
  sesV2 = createServer((request, response) => {
    const { method, url = '' } = request;
    requests.push(`${method} ${url}`);
    const address = decodeURIComponent(url.slice('/v2/email/suppression/addresses/'.length));
    const absent = { status: 404, type: 'NotFoundException' };
    const failure = refusal ?? (suppressed.delete(address) ? undefined : absent);
    response.writeHead(failure?.status ?? 200, {
      'content-type': 'application/json',
      ...(failure && { 'x-amzn-errortype': failure.type }),
    });
    response.end('{}');
  }).listen(0, '127.0.0.1');
  await once(sesV2, 'listening');
});
afterAll(() => sesV2.close());
beforeEach(() => {
  suppressed.clear();
  refusal = undefined;
  requests = [];
});

const recipients = (userId: string, ...args: string[]): Promise<CommandResult> =>
  startCommand('ops/recipients.ts', ['--local', '--user', userId, ...args], {
    SES_PORT: String((sesV2.address() as AddressInfo).port),
    DYNAMODB_PORT: new URL(stack.dynamodb.url).port,
  }).ended;

/** A customer with a contact, unless there is to be none, and these addresses that bounced. */
async function customer(email: string | undefined, ...bounced: string[]): Promise<string> {
  const userId = `customer-${newOrder()}`;
  if (email !== undefined) await stack.addContacts([{ user_id: userId, email }]);
  const bad = badAddressesIn(stack.dynamodb.client, TABLES.recipients, QUICK);
  for (const address of bounced)
    await bad.add(userId, address, { why: 'bounced', at: Date.UTC(2026, 10, 24, 12), message_id: 'm-1' });
  return userId;
}

const put = (item: Record<string, unknown>) =>
  stack.dynamodb.client.send(new PutItemCommand({ TableName: TABLES.recipients, Item: marshall(item) }));

async function itemOf(userId: string): Promise<Record<string, unknown> | undefined> {
  const request = new GetItemCommand({ TableName: TABLES.recipients, Key: marshall({ user_id: userId }) });
  const { Item } = await stack.dynamodb.client.send(request);
  return Item && unmarshall(Item);
}

const DELETE = (address: string) => `DELETE /v2/email/suppression/addresses/${encodeURIComponent(address)}`;

describe('npm run recipients', () => {
  it('shows which address of a customer is bad, and no address in full', async () => {
    const userId = await customer('Ada@example.com', 'ada@example.com', 'old@example.com');

    const { code, out, err } = await recipients(userId);

    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('2026-11-24 12:00:00 UTC  A…@example.com, the address of the contact: bounced\n');
    expect(out).toContain('an address that is not the contact’s now: bounced\n');
    expect(out).not.toMatch(/ada@|old@/i);
    expect(requests).toEqual([]);
  });

  it('shows that no address is bad', async () => {
    expect(await recipients(await customer('ada@example.com'))).toMatchObject({
      code: 0,
      out: expect.stringContaining('No address of this customer is known to be bad.'),
    });
  });

  it('tells programs the same', async () => {
    const userId = await customer('ada@example.com', 'ada@example.com');

    const { out } = await recipients(userId, '--json');

    expect(JSON.parse(out)).toMatchObject({
      userId,
      contact: { kind: 'address', address: 'a…@example.com' },
      badAddresses: [{ why: 'bounced', isContact: true, message_id: 'm-1', meaning: {} }],
    });
  });

  it.each([[[]], [['--forget']]])('says with %j that nothing is known', async (options) => {
    expect(await recipients(await customer(undefined), ...options)).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(/^Nothing is known of customer .+ no contact either\.\n$/),
    });
  });
});

describe('npm run recipients -- --forget', () => {
  it('forgets the addresses, here and on the list of SES', async () => {
    const userId = await customer('ada@example.com', 'ada@example.com');
    suppressed.add('ada@example.com');

    const { code, out } = await recipients(userId, '--forget');

    expect(code).toBe(0);
    expect(await itemOf(userId)).toEqual({ user_id: userId });
    expect([...suppressed]).toEqual([]);
    expect(requests).toEqual([DELETE('ada@example.com')]);
    expect(out).toContain(`Forgotten: 1 bad address of customer ${userId}.\n`);
    expect(out).toContain('a…@example.com was on the suppression list of SES, and was taken off.\n');
  });

  it.each([
    ['removes what the customer chose, too', ['--forget'], undefined],
    [
      'leaves what the customer chose where it is told to',
      ['--forget', '--keep-choices'],
      { wanted: false, at: 1 },
    ],
  ])('%s', async (_, options, left) => {
    const userId = await customer('ada@example.com');
    await put({
      user_id: userId,
      bad_addresses: { x: { why: 'bounced', at: 1 } },
      gone_devices: { y: { at: 1 } },
      choices: { email: { wanted: false, at: 1 } },
    });

    expect((await recipients(userId, ...options)).code).toBe(0);

    expect(await itemOf(userId)).toEqual({ user_id: userId, ...(left && { choices: { email: left } }) });
  });

  it('asks SES also where only SES knows that an address is bad', async () => {
    const userId = await customer('ada@example.com');
    suppressed.add('ada@example.com');

    const { code, out } = await recipients(userId, '--forget');

    expect(code).toBe(0);
    expect([...suppressed]).toEqual([]);
    expect(await itemOf(userId)).toBeUndefined();
    expect(out).toContain('There was nothing to forget');
  });

  it.each(['Ada@example.com', 'ada@example.com'])(
    'takes %s off the list of SES, which is asked for an address as it was written',
    async (listed) => {
      const userId = await customer('Ada@example.com');
      suppressed.add(listed);

      const { code, out } = await recipients(userId, '--forget');

      expect(code).toBe(0);
      expect([...suppressed]).toEqual([]);
      expect(out).toContain('A…@example.com was on the suppression list of SES, and was taken off.\n');
    },
  );

  it('done twice is done', async () => {
    const userId = await customer('ada@example.com', 'ada@example.com');
    await recipients(userId, '--forget');

    const { code, out } = await recipients(userId, '--forget');

    expect(code).toBe(0);
    expect(out).toContain('a…@example.com was not on the suppression list of SES, neither');
  });

  it('says what is left where SES refuses', async () => {
    refusal = { status: 403, type: 'AccessDeniedException' };
    const userId = await customer('ada@example.com', 'ada@example.com');

    const { code, out } = await recipients(userId, '--forget');

    expect(code).toBe(1);
    expect(await itemOf(userId)).toEqual({ user_id: userId });
    expect(out).toContain('which was not changed (AccessDeniedException)');
  });

  it('asks SES nothing where the address is not known, and says how', async () => {
    const userId = await customer(undefined, 'guest@example.com');

    const { code, out } = await recipients(userId, '--forget', '--json');

    expect(code).toBe(0);
    expect(requests).toEqual([]);
    expect(JSON.parse(out)).toMatchObject({ contact: { kind: 'none' }, forgotten: { badAddresses: 1 } });
    expect(await itemOf(userId)).toEqual({ user_id: userId });
  });

  it.each(['bad_addresses', 'gone_devices'])(
    'removes %s that cannot be read, and leaves the rest of the item',
    async (attribute) => {
      const userId = await customer('ada@example.com');
      await put({ user_id: userId, [attribute]: 'none', devices: ['d-1'] });

      const shown = await recipients(userId);
      const forgotten = await recipients(userId, '--forget');

      expect(shown.out).toContain(
        `cannot be read (recipients: ${attribute}: expected a map, found a string)`,
      );
      expect(forgotten.out).toContain(`Forgotten: what could not be read of customer ${userId}.`);
      expect(await itemOf(userId)).toEqual({ user_id: userId, devices: ['d-1'] });
    },
  );
});
