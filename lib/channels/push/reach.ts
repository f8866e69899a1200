import type { Reach } from '../../recipients/decide';
import { addressOf, type Device } from '../../recipients/device';
import { isGone } from '../../recipients/gone-devices';
import { skip } from '../../runtime/outcome';

/** Most devices of one customer that are asked: each is a request. */
export const MOST_DEVICES = 20;

const bySeen = (a: Device, b: Device): number => (b.seen_at ?? 0) - (a.seen_at ?? 0);

/** The ones seen last come first; one that is in the list twice would show the push twice. */
function inOrder(devices: readonly Device[]): Device[] {
  const known = new Map<string, Device>();
  for (const device of devices.toSorted(bySeen))
    if (!known.has(addressOf(device))) known.set(addressOf(device), device);
  return [...known.values()];
}

/**
 * Finds the devices of a customer. On a stage that is not open to all, only some users get pushes (`user:<user_id>`); a device that no
 * longer has the app is left out until it is seen again.
 */
export const reachByPush =
  (allowed: ReadonlySet<string>): Reach<readonly Device[]> =>
  ({ user_id }, contact, { gone_devices }) => {
    const devices = (contact?.devices ?? []).filter((device) => !isGone(user_id, device, gone_devices));
    if (devices.length === 0) return skip('not_reachable', 'no device with the app');
    if (!allowed.has('*') && !allowed.has(`user:${user_id}`))
      return skip('recipient_not_allowed', 'recipient not allowed');
    return { kind: 'address', address: inOrder(devices).slice(0, MOST_DEVICES) };
  };
