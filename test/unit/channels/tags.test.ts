import * as fc from 'fast-check';
import { referenceOf, tagsOf } from '../../../lib/channels/tags';
import { keyOf } from '../../../lib/notifications/key';
import { parseMessage } from '../../../lib/notifications/notification';
import { paymentNotification } from '../../../lib/notifications/payment';
import { eventTagsOf, REFERENCE } from '../../support/mail-event';

/** An id that a message may have: 64 characters of any script. */
const id = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 64 })
  .filter((order_id) => read({ order_id }).kind === 'message');
const read = (fields: object) =>
  parseMessage(paymentNotification, { order_id: 'o', user_id: 'u', status: 'success', ...fields });

/** What a message with these ids is about. */
function reference(orderId: string, paymentId: string, userId: string) {
  const parsed = read({ order_id: orderId, payment_id: paymentId, user_id: userId });
  if (parsed.kind !== 'message') throw new Error(parsed.reason);
  return { key: keyOf(paymentNotification, parsed.message), userId };
}

describe('the tags of a mail', () => {
  it('have its topic, status and order for people', () => {
    expect(tagsOf(REFERENCE)).toMatchObject({
      topic: 'order_notification',
      status: 'pending',
      order_id: '1001',
    });
  });

  it('name its entry and its customer in one more, as a rule', () => {
    expect(Object.keys(tagsOf(REFERENCE))).toEqual(['topic', 'status', 'order_id', 'entry']);
  });

  it('have the trace of the producer, where there is one', () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';

    expect(tagsOf({ ...REFERENCE, traceId })).toEqual({ ...tagsOf(REFERENCE), trace_id: traceId });
  });

  /** Source: SES API reference, `MessageTag`. */
  it('are what SES takes, whatever the ids are', () => {
    fc.assert(
      fc.property(id, id, id, (orderId, paymentId, userId) => {
        for (const [name, value] of Object.entries(tagsOf(reference(orderId, paymentId, userId)))) {
          expect(name).toMatch(/^[\w-]{1,256}$/);
          expect(value).toMatch(/^[\w-]{1,256}$/);
        }
      }),
    );
  });

  it('say exactly which entry it is, whatever the ids are', () => {
    fc.assert(
      fc.property(id, id, id, (orderId, paymentId, userId) => {
        const one = reference(orderId, paymentId, userId);

        expect(referenceOf(eventTagsOf(one))).toEqual(one);
      }),
    );
  });

  it.each([
    ['letters beyond the basic plane', '𝔞'],
    ['quotes', '"'],
  ])('are as many as the longest ids of %s need', (_, letter) => {
    const longest = reference(letter.repeat(64), letter.repeat(64), letter.repeat(64));

    expect(referenceOf(eventTagsOf(longest))).toEqual(longest);
    expect(Object.keys(tagsOf({ ...longest, traceId: 'f'.repeat(32) })).length).toBeLessThanOrEqual(10);
  });

  it('of another program, or of an earlier version, name no entry', () => {
    expect(referenceOf({ topic: ['order_notification'], order_id: ['1001'] })).toBeUndefined();
  });

  it.each([
    ['no base64url of JSON', ['x']],
    ['another value', [Buffer.from('{"a":1}').toString('base64url')]],
    ['too few parts', [Buffer.from('["1001"]').toString('base64url')]],
    ['parts that are no strings', [Buffer.from('[1,2,3]').toString('base64url')]],
  ])('are refused when they have %s', (_, entry) => {
    expect(() => referenceOf({ entry })).toThrow();
  });
});
