import { phone } from '../channels/sms/reach';
import { maskOf, parseAddress } from '../notifications/address';
import type { ChannelName } from '../notifications/notification';
import { hashOf } from '../recipients/bad-addresses';
import type { Contact } from '../recipients/contact';
import { addressOf } from '../recipients/device';
import { isGone } from '../recipients/gone-devices';
import type { RecipientItem } from '../recipients/recipient-item';

/** A channel that a customer can be reached on. */
export interface Way {
  readonly channel: ChannelName;
  /** Enough of the address to know it, and too little to learn it: `a…@example.com`, the last two digits, the number of devices. */
  readonly shown: string;
}

function emailOf(userId: string, { email }: Contact, { bad_addresses: bad }: RecipientItem) {
  const parsed = parseAddress(email ?? '');
  if (parsed.kind !== 'address' || bad?.[hashOf(userId, parsed.address)]) return undefined;
  return maskOf(parsed.address);
}

function phoneOf({ phone: number }: Contact) {
  const parsed = phone.safeParse(number);
  return parsed.success ? `…${parsed.data.slice(-2)}` : undefined;
}

function devicesOf(userId: string, { devices = [] }: Contact, { gone_devices: gone }: RecipientItem) {
  // One that is listed twice gets one push.
  const { size } = new Set(devices.filter((device) => !isGone(userId, device, gone)).map(addressOf));
  return size > 0 ? String(size) : undefined;
}

/** Lists the channels that the deployment has and on which this customer is reached: only there is anything to choose. */
export function waysOf(userId: string, contact: Contact, recipient: RecipientItem): Way[] {
  const ways: ReadonlyArray<readonly [ChannelName, string | undefined]> = [
    ['email', emailOf(userId, contact, recipient)],
    // What a build does not have is a constant, and is left out of it: see `build/bundling.ts`.
    ['sms', process.env.CHANNEL_SMS ? phoneOf(contact) : undefined],
    ['push', process.env.CHANNEL_PUSH ? devicesOf(userId, contact, recipient) : undefined],
  ];
  return ways.flatMap(([channel, shown]) => (shown === undefined ? [] : [{ channel, shown }]));
}
