import { randomUUID } from 'node:crypto';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import {
  type BadAddress,
  type BadAddresses,
  badAddressesIn,
  hashOf,
  MOST_BAD_ADDRESSES,
} from '../../lib/recipients/bad-addresses';
import { recipientOf } from '../../lib/recipients/recipient-item';
import { localClient, TABLES } from '../../local/dynamodb';
import { forgetting } from '../support/forgetting';
import { QUICK } from '../support/service';
import { useStack } from '../support/stack';

const stack = useStack();

const ADDRESS = 'ada@example.com';
const bounced: BadAddress = { why: 'bounced', at: 1, sub_type: 'General', message_id: 'm-1' };
const complained: BadAddress = { why: 'complained', at: 2 };

let addresses: BadAddresses;
let userId: string;
beforeAll(() => {
  addresses = badAddressesIn(localClient(stack.dynamodb.url), TABLES.recipients, QUICK);
});
beforeEach(() => {
  userId = randomUUID();
});

async function itemOf(user: string) {
  const { Item } = await stack.dynamodb.client.send(
    new GetItemCommand({ TableName: TABLES.recipients, Key: marshall({ user_id: user }) }),
  );
  return unmarshall(Item ?? {});
}

describe('an address that gets no more mail', () => {
  it('is remembered as the functions read it', async () => {
    expect(await addresses.add(userId, ADDRESS, bounced)).toBe('added');

    expect(recipientOf(await itemOf(userId))).toEqual({
      kind: 'recipient',
      recipient: { bad_addresses: { [hashOf(userId, ADDRESS)]: bounced } },
    });
  });

  it('is not written down itself', async () => {
    await addresses.add(userId, ADDRESS, bounced);

    expect(JSON.stringify(await itemOf(userId))).not.toMatch(/ada|example/);
  });

  it('has another hash for another user, and the same in capitals', () => {
    expect(hashOf('1', ADDRESS)).not.toBe(hashOf('2', ADDRESS));
    expect(hashOf('1', ADDRESS)).toBe(hashOf('1', 'ADA@Example.com'));
    expect(hashOf('1', '1@x')).not.toBe(hashOf('11', '@x'));
  });

  it.each([
    ['a bounce, then a complaint', [bounced, complained], complained],
    ['a complaint, then a bounce', [complained, bounced], complained],
    ['the same bounce twice', [bounced, bounced], bounced],
    ['a later bounce', [bounced, { ...bounced, at: 9 }], bounced],
  ])('counts %s by the worst, else by the first', async (_, told, kept) => {
    for (const bad of told) await addresses.add(userId, ADDRESS, bad);

    expect((await itemOf(userId)).bad_addresses).toEqual({ [hashOf(userId, ADDRESS)]: kept });
  });

  it('stands beside others of the user', async () => {
    await addresses.add(userId, ADDRESS, bounced);
    await addresses.add(userId, 'ada@old.example', complained);

    expect(Object.keys((await itemOf(userId)).bad_addresses)).toHaveLength(2);
  });

  it('is not remembered when the user has too many', async () => {
    for (let n = 0; n < MOST_BAD_ADDRESSES; n++)
      await addresses.add(userId, `guest-${n}@example.com`, bounced);

    expect(await addresses.add(userId, ADDRESS, bounced)).toBe('full');
    expect(await addresses.add(userId, 'guest-7@example.com', bounced)).toBe('known');
    expect(await addresses.add(userId, 'guest-7@example.com', complained)).toBe('added');
    expect(Object.keys((await itemOf(userId)).bad_addresses)).toHaveLength(MOST_BAD_ADDRESSES);
  });

  it('is remembered, though all is forgotten while it is written', async () => {
    // Between the two requests that it takes.
    const client = forgetting(stack.dynamodb.url, userId, 'bad_addresses', [2]);

    expect(await badAddressesIn(client, TABLES.recipients, QUICK).add(userId, ADDRESS, bounced)).toBe(
      'added',
    );
    expect((await itemOf(userId)).bad_addresses).toEqual({ [hashOf(userId, ADDRESS)]: bounced });
  });
});
