import * as fc from 'fast-check';
import { decodeRecord, eventOf } from '../../../lib/kafka/cloud-event';

const MESSAGE = { order_id: 7, status: 'pending' };
const ENVELOPE = { specversion: '1.0', id: 'e-1', source: '/shop/orders', type: 'shop.order.created' };
const PAGE = 'see docs/messages.md, "What a value may be"';

const base64 = (json: unknown): string => Buffer.from(JSON.stringify(json)).toString('base64');
const header = (name: string, value: string) => ({ [name]: [...Buffer.from(value)] });
const decode = (json: unknown, ...headers: Array<Record<string, number[]>>) =>
  decodeRecord({ value: base64(json), headers });

const AS_MESSAGE = { kind: 'object', value: MESSAGE };
const NAMED = { id: 'e-1', source: '/shop/orders' };
const STRUCTURED = header('content-type', 'application/cloudevents+json; charset=UTF-8');

describe('a CloudEvent in structured mode', () => {
  it.each([
    ['its body', [], { data: MESSAGE }],
    ['its body, as base64', [], { data_base64: base64(MESSAGE) }],
    ['a header', [STRUCTURED], { data: MESSAGE }],
    ['a header in capitals', [header('content-type', 'Application/CloudEvents+JSON')], { data: MESSAGE }],
    ['a header without its format', [header('content-type', 'application/cloudevents')], { data: MESSAGE }],
  ])('is declared by %s, and unwrapped', (_, headers, data) => {
    expect(decode({ ...ENVELOPE, ...data }, ...headers)).toEqual({ decoded: AS_MESSAGE, event: NAMED });
  });

  it('may have any type, time, schema and extension', () => {
    const others = { type: 7, time: 'never', dataschema: null, datacontenttype: 'text/plain', shop: {} };

    expect(decode({ ...ENVELOPE, ...others, data: MESSAGE }).decoded).toEqual(AS_MESSAGE);
  });

  it.each([
    [{}, 'value: expected data or data_base64 in the CloudEvent, found neither'],
    [{ data: null }, 'value: expected data or data_base64 in the CloudEvent, found neither'],
    [
      { data: MESSAGE, data_base64: base64(MESSAGE) },
      'value: expected data or data_base64 in the CloudEvent, found both',
    ],
    [{ data: 7 }, 'value: expected a JSON object'],
    [{ data: base64(MESSAGE) }, 'value: expected a JSON object'],
    [
      { data: JSON.stringify(MESSAGE) },
      'value: expected the message itself, found a JSON string that holds JSON',
    ],
    [
      { data: { op: 'c', after: MESSAGE } },
      'value: expected the message itself, found a change event of Debezium',
    ],
    [{ data_base64: '%' }, 'data_base64: not valid base64'],
    [{ data_base64: MESSAGE }, 'data_base64: expected a base64 string'],
  ])('whose data cannot be read is refused, by its name: %j', (data, reason) => {
    expect(decode({ ...ENVELOPE, ...data })).toEqual({
      decoded: { kind: 'invalid', reason: expect.stringContaining(reason) },
      event: NAMED,
    });
  });

  it('says where to read on', () => {
    expect(decode(ENVELOPE).decoded).toMatchObject({ reason: expect.stringContaining(PAGE) });
  });

  it.each(['ada@example.com', 'https://user:secret@shop.example', 'a b', '', 7, 'x'.repeat(257), 'é'])(
    'is not named by what may not be in a log: %p',
    (odd) => {
      const { event } = decode({ ...ENVELOPE, id: odd, source: odd, data: MESSAGE });

      expect(event).toEqual({ id: undefined, source: undefined });
    },
  );
});

describe('what is not declared is not opened', () => {
  it.each([
    ['data alone', { data: MESSAGE }, []],
    ['a message with a field of that name', { ...MESSAGE, specversion: '1.0', data: {} }, []],
    ['another content type', { data: MESSAGE }, [header('content-type', 'application/json')]],
    ['a batch', { data: MESSAGE }, [header('content-type', 'application/cloudevents-batch+json')]],
    ['an event in an event', { data: { ...ENVELOPE, data: MESSAGE } }, []],
  ])('%s', (_, json, headers) => {
    expect(decode(json, ...headers)).toEqual({ decoded: { kind: 'object', value: json } });
  });

  it('a value that is no JSON object stays what it is', () => {
    expect(decodeRecord({ value: null, headers: [STRUCTURED] })).toEqual({ decoded: { kind: 'tombstone' } });
    expect(decode([ENVELOPE], STRUCTURED).decoded).toMatchObject({ kind: 'invalid' });
  });
});

describe('a CloudEvent in binary mode', () => {
  const HEADERS = [
    header('ce_specversion', '1.0'),
    header('ce_id', 'e-1'),
    header('ce_source', '/shop/orders'),
    header('content-type', 'application/json'),
  ];

  it('has its data as value, and its name in the headers', () => {
    expect(decode(MESSAGE, ...HEADERS)).toEqual({ decoded: AS_MESSAGE });
    expect(eventOf(HEADERS)).toEqual(NAMED);
  });

  it('has the last of several names', () => {
    expect(eventOf([...HEADERS, header('ce_id', 'e-2')])).toEqual({ ...NAMED, id: 'e-2' });
  });

  it.each([
    [[]],
    [null],
    [undefined],
    ['ce_id'],
    [[null, { ce_id: 'e-1' }, header('ce_id', 'ada@example.com')]],
  ])('is none with the headers %j', (headers) => {
    expect(eventOf(headers)).toBeUndefined();
  });
});

it('whatever is in record and headers, decoding never throws, and names are safe', () => {
  const headers = fc.array(
    fc.dictionary(fc.constantFrom('content-type', 'ce_id', 'ce_source'), fc.anything()),
  );
  const envelope = fc.record(
    {
      specversion: fc.jsonValue(),
      id: fc.jsonValue(),
      source: fc.jsonValue(),
      data: fc.jsonValue(),
      data_base64: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(envelope, headers, (json, given) => {
      const { event } = decodeRecord({ value: base64(json), headers: given as never });

      for (const name of Object.values({ ...event, ...eventOf(given) })) {
        expect(name ?? 'none').toMatch(/^[!-?A-~]{1,256}$/);
      }
    }),
  );
});
