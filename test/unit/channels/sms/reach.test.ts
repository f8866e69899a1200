import { hourIn, isAllowed, reachBySms } from '../../../../lib/channels/sms/reach';
import { contactOf, MESSAGE } from '../../../support/channels';

const EVERYBODY = new Set(['*']);
const NUMBER = '+4915112345678';
const NOON = Date.parse('2026-11-26T12:00:00Z');

const reach = (
  fields: Parameters<typeof contactOf>[0],
  {
    at = NOON,
    allowed = EVERYBODY,
    atAnyHour = false,
  }: { at?: number; allowed?: ReadonlySet<string>; atAnyHour?: boolean } = {},
) => reachBySms(allowed, 'Europe/Berlin', { wall: () => at })(MESSAGE, contactOf(fields), {}, atAnyHour);

describe('a customer', () => {
  it('is reached by the number of the contact', () => {
    expect(reach({ phone: NUMBER })).toEqual({ kind: 'address', address: NUMBER });
  });

  it('without a number is skipped', () => {
    expect(reach({})).toMatchObject({ kind: 'skipped', code: 'not_reachable' });
  });

  it('without a contact is skipped', () => {
    expect(reachBySms(EVERYBODY, 'UTC', { wall: () => NOON })(MESSAGE, undefined, {})).toMatchObject({
      kind: 'skipped',
      code: 'not_reachable',
    });
  });

  it.each([
    '015112345678',
    '+0151123456',
    '4915112345678',
    '+49 151 12345678',
    '+49',
    `+${'1'.repeat(16)}`,
    'ada',
  ])('whose number is %j has it to be mended, and the number is not told', (phone) => {
    const outcome = reach({ phone });

    expect(outcome).toMatchObject({ kind: 'failed', failure: 'permanent', code: 'address_invalid' });
    expect(JSON.stringify(outcome)).not.toContain(`"${phone}"`);
  });
});

describe('on a stage that is not open to all, a number', () => {
  it.each([
    ['is allowed by itself', [NUMBER], true],
    ['is allowed by its beginning', ['+49*'], true],
    ['is not allowed by another', ['+4915112345679'], false],
    ['is not allowed by the beginning of others', ['+43*'], false],
    ['is not allowed by addresses', ['ada@example.com', '*@example.com'], false],
  ])('%s', (_, allowed, expected) => {
    expect(isAllowed(NUMBER, new Set(allowed))).toBe(expected);
  });

  it('that is not allowed is skipped', () => {
    expect(reach({ phone: NUMBER }, { allowed: new Set(['+43*']) })).toMatchObject({
      kind: 'skipped',
      code: 'recipient_not_allowed',
    });
  });
});

describe('at night', () => {
  // In winter Berlin is one hour ahead of UTC, New York five behind, Kolkata five and a half ahead.
  it.each([
    ['shop, before eight', undefined, '06:59:59', false],
    ['shop, at eight', undefined, '07:00:00', true],
    ['shop, just before nine in the evening', undefined, '19:59:59', true],
    ['shop, at nine in the evening', undefined, '20:00:00', false],
    ['customer, while it is day in the shop', 'America/New_York', '12:59:59', false],
    ['customer, at eight', 'America/New_York', '13:00:00', true],
    ['customer, half an hour off', 'Asia/Kolkata', '15:29:59', true],
    ['customer, half an hour off, at nine', 'Asia/Kolkata', '15:30:00', false],
    ['shop, where nobody knows the zone of the customer', 'Mars/Olympus', '12:00:00', true],
  ])('no text goes out: by the clock of the %s', (_, timezone, time, goes) => {
    const outcome = reach({ phone: NUMBER, timezone }, { at: Date.parse(`2026-11-26T${time}Z`) });

    expect(outcome).toMatchObject(goes ? { kind: 'address' } : { kind: 'skipped', code: 'quiet_hours' });
  });

  it('a text goes out that is to be told at any hour', () => {
    const at = Date.parse('2026-11-26T03:00:00Z');

    expect(reach({ phone: NUMBER }, { at, atAnyHour: true })).toMatchObject({ kind: 'address' });
  });

  it('is told by the summer time too', () => {
    expect(hourIn('Europe/Berlin', Date.parse('2026-07-01T06:30:00Z'))).toBe(8);
  });
});
