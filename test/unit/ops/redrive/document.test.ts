import * as fc from 'fast-check';
import { kafkaEvent } from '../../../../local/event';
import { eventOf, placeIn, readDocument, writeDocument } from '../../../../ops/redrive/document';
import { arnOf, type DocumentOptions, failureDocument } from '../../../support/documents';

const event = kafkaEvent('orders', ['{"order_id":1}', null, '{"order_id":3}'], { offset: 7 });
const json = (options?: DocumentOptions): string => JSON.stringify(failureDocument(event, options));

function documentOf(text: string) {
  const read = readDocument(text);
  if (read.kind === 'unreadable') throw new Error(read.reason);
  return read.document;
}

describe('an on-failure document', () => {
  it.each(['string', 'object'] as const)('carries the event as a JSON %s', (payload) => {
    const document = documentOf(json({ payload }));

    expect(document.records.map(placeIn)).toEqual(['orders-0@7', 'orders-0@8', 'orders-0@9']);
    expect(document.event).toEqual(event);
  });

  it.each([
    [arnOf('shop-orderNotification'), 'shop-orderNotification', undefined],
    [arnOf('shop-orderNotification', '$LATEST'), 'shop-orderNotification', undefined],
    [arnOf('shop-orderNotification', 'live'), 'shop-orderNotification', 'live'],
    ['arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:f:7', 'f', '7'],
  ])('%s says which function, in which version', (functionArn, functionName, qualifier) => {
    expect(documentOf(json({ functionArn }))).toMatchObject({ functionName, qualifier });
  });

  it('says when and why Lambda gave up', () => {
    const options = { timestamp: '2026-11-24T12:00:00.123Z', condition: 'RecordAgeExceeded' };

    expect(documentOf(json(options))).toMatchObject({
      failedAt: Date.UTC(2026, 10, 24, 12, 0, 0, 123),
      condition: 'RecordAgeExceeded',
    });
  });

  it.each<[string, unknown, string]>([
    ['nothing', '', 'not a JSON object'],
    ['a list', '[]', 'not a JSON object'],
    ['something else', '{}', 'not an on-failure document: timestamp: expected a time (ISO 8601)'],
    [
      'a version to come',
      json().replace('"version":"1.0"', '"version":"2.0"'),
      'version: expected a version 1.x',
    ],
    ['no function', json({ functionArn: 'orders' }), 'functionArn: expected the ARN of a function'],
    [
      'metadata only',
      JSON.stringify({ ...failureDocument(event), payload: undefined }),
      'no payload, only metadata',
    ],
    [
      'half an event',
      JSON.stringify({ ...failureDocument(event), payload: '{"records"' }),
      'payload: expected an event',
    ],
    [
      'another event',
      JSON.stringify({ ...failureDocument(event), payload: { Records: [] } }),
      'Not a Kafka event',
    ],
  ])('that holds %s is not read, and why is said', (_, text, reason) => {
    const read = readDocument(String(text));

    expect(read).toEqual({ kind: 'unreadable', reason: expect.stringContaining(reason) });
  });

  it('never makes reading it throw', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) =>
        expect(readDocument(text).kind).toBe('unreadable'),
      ),
    );
  });
});

describe('a document written anew', () => {
  it.each(['string', 'object'] as const)('has the chosen records, and all else as before: %s', (payload) => {
    const document = documentOf(json({ payload }));

    const written = documentOf(writeDocument(document, document.records.slice(1, 2)));

    expect(written.records).toEqual(document.records.slice(1, 2));
    expect({ ...written.json, payload: null }).toEqual({ ...document.json, payload: null });
    expect(typeof written.json.payload).toBe(payload);
  });
});

describe('the event of a redrive', () => {
  it('has the chosen records and its options, whatever options the document had', () => {
    const text = JSON.stringify(
      failureDocument({ ...event, redrive: { resendUnknownBefore: 9 } } as typeof event),
    );
    const document = documentOf(text);

    const sent = eventOf(document, document.records.slice(0, 1), { maxAgeSeconds: 5 });

    expect(sent).toEqual({
      ...event,
      records: { 'orders-0': [event.records?.['orders-0']?.[0]] },
      redrive: { maxAgeSeconds: 5 },
    });
  });
});
