import { paymentNotification } from '../../../lib/notifications/payment';
import { messageOf } from '../../../lib/notifications/record';
import { MINIMAL } from '../../support/messages';

const IGNORED = new Set(['payment_notification:authorized', 'order_notification:success']);

const recordOf = (value: unknown) => ({ value: Buffer.from(JSON.stringify(value)).toString('base64') });
const read = (value: unknown, ignored: ReadonlySet<string> | undefined = IGNORED) =>
  messageOf(paymentNotification, recordOf(value), ignored).read;

describe('the message of a record', () => {
  it('is the one that its topic reads, with what became of its fields', () => {
    expect(read({ ...MINIMAL.payment, reason: 7 })).toMatchObject({
      kind: 'message',
      message: { order_id: '123', status: 'success' },
      ignored: [{ field: 'reason' }],
    });
  });

  it.each([{ value: null }, {}])('is none where there is no value: %j', (record) => {
    expect(messageOf(paymentNotification, record, undefined).read).toMatchObject({
      kind: 'skipped',
      code: 'tombstone',
    });
  });

  it('is refused where the value is no JSON object', () => {
    expect(read([])).toMatchObject({ kind: 'failed', code: 'value_invalid' });
  });
});

describe('a status that says nothing to the customer', () => {
  it.each(['authorized', 'Authorized', 'AUTHORIZED'])('is skipped: %s', (status) => {
    expect(read({ ...MINIMAL.payment, status })).toEqual({
      kind: 'skipped',
      code: 'status_ignored',
      reason: 'status: one of ignoredStatuses',
    });
  });

  it('is skipped though nothing else can be read', () => {
    expect(read({ status: 'authorized', order_id: {} })).toMatchObject({ code: 'status_ignored' });
  });

  it.each(['captured', ' authorized', 7, null, undefined])('is none that is not named: %p', (status) => {
    expect(read({ ...MINIMAL.payment, status })).toMatchObject({ kind: 'failed', code: 'message_invalid' });
  });

  it('is one of its own topic alone', () => {
    expect(read(MINIMAL.payment)).toMatchObject({ kind: 'message' });
  });

  it('is reported where none is ignored', () => {
    expect(
      messageOf(paymentNotification, recordOf({ ...MINIMAL.payment, status: 'authorized' }), undefined).read,
    ).toMatchObject({ code: 'message_invalid' });
  });
});
