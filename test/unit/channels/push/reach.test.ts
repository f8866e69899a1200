import { MOST_DEVICES, reachByPush } from '../../../../lib/channels/push/reach';
import type { Device } from '../../../../lib/recipients/device';
import { shortHash } from '../../../../lib/runtime/short-hash';
import { contactOf, MESSAGE } from '../../../support/channels';

const phone = (seen_at?: number): Device => ({ token: 'phone', seen_at });
const goneAt = (at: number) => ({ gone_devices: { [shortHash('42', 'phone')]: { at } } });

const reach = (devices: Device[] | undefined, learned = {}, allowed = ['*']) =>
  reachByPush(new Set(allowed))(MESSAGE, contactOf({ devices }), learned);

describe('a customer', () => {
  it('is reached on every device, the one seen last first', () => {
    const devices: Device[] = [{ token: 'a', seen_at: 1 }, { fid: 'b', seen_at: 3 }, phone()];

    expect(reach(devices)).toEqual({ kind: 'address', address: [devices[1], devices[0], devices[2]] });
  });

  it('is asked once for a device that is in the list twice', () => {
    const devices: Device[] = [phone(1), { token: 'tablet', seen_at: 2 }, phone(3)];

    expect(reach(devices)).toEqual({ kind: 'address', address: [phone(3), devices[1]] });
  });

  it('is reached on twenty devices at most', () => {
    const devices = Array.from({ length: 30 }, (_, index) => ({ token: String(index), seen_at: index }));

    expect(reach(devices)).toMatchObject({ address: { length: MOST_DEVICES, 0: { token: '29' } } });
  });

  it.each([
    ['without devices', []],
    ['without the attribute', undefined],
  ])('%s is skipped', (_, devices) => {
    expect(reach(devices)).toMatchObject({ kind: 'skipped', code: 'not_reachable' });
  });

  it('is allowed by user id on a stage that is not open to all', () => {
    expect(reach([phone()], {}, ['user:42'])).toMatchObject({ kind: 'address' });
    expect(reach([phone()], {}, ['user:4', '+49*', '*@example.com'])).toMatchObject({
      kind: 'skipped',
      code: 'recipient_not_allowed',
    });
  });
});

describe('a device that is gone', () => {
  it.each([
    ['is left out', undefined, false],
    ['is left out where it was seen before', 99, false],
    ['is asked again once it was seen since', 101, true],
  ])('%s', (_, seen, asked) => {
    expect(reach([phone(seen)], goneAt(100))).toMatchObject({ kind: asked ? 'address' : 'skipped' });
  });

  it('of another user is not left out', () => {
    const learned = { gone_devices: { [shortHash('43', 'phone')]: { at: 100 } } };

    expect(reach([phone()], learned)).toMatchObject({ kind: 'address' });
  });
});
