import * as fc from 'fast-check';
import { recordsOf } from '../../../lib/kafka/event';
import { traceparentOf } from '../../../lib/kafka/trace';
import { decodeValue } from '../../../lib/kafka/value';
import { NotKafkaEventError } from '../../../lib/runtime/errors';

const base64 = (value: string | Uint8Array): string => Buffer.from(value).toString('base64');
const bytesOf = (value: string): number[] => [...Buffer.from(value, 'latin1')];

const record = { topic: 'orders', partition: 0, offset: 7, value: null };
const event = (records: unknown) => ({ eventSource: 'aws:kafka', records });

describe('the records of an event', () => {
  it.each(['aws:kafka', 'SelfManagedKafka'])('come from %s', (eventSource) => {
    const records = recordsOf({ eventSource, records: { 'orders-0': [record] } });

    expect(records).toEqual([{ partitionKey: 'orders-0', record }]);
  });

  it.each([
    ['dashes', 'shop-eu-orders-12'],
    ['dots', 'shop.eu.orders-12'],
    ['both', 'shop-1.orders-0-12'],
  ])('keep the partition key they came under when the topic has %s', (_, partitionKey) => {
    const inside = { ...record, topic: partitionKey.replace(/-12$/, ''), partition: 12 };

    const records = recordsOf(event({ [partitionKey]: [inside] }));

    expect(records).toEqual([{ partitionKey, record: inside }]);
  });

  it('come partition by partition, in the order of their offsets', () => {
    const of = (partition: number, offset: number) => ({ ...record, partition, offset });

    const records = recordsOf(event({ 'orders-0': [of(0, 1), of(0, 2)], 'orders-1': [of(1, 9)] }));

    expect(records.map(({ partitionKey, record: { offset } }) => [partitionKey, offset])).toEqual([
      ['orders-0', 1],
      ['orders-0', 2],
      ['orders-1', 9],
    ]);
  });

  it.each([
    ['absent', undefined],
    ['null', null],
    ['an empty object', {}],
    ['a partition without records', { 'orders-0': [] }],
  ])('are none when records is %s', (_, records) => {
    expect(recordsOf(event(records))).toEqual([]);
  });

  it.each([
    ['null for key, value and headers', { key: null, value: null, headers: null }],
    ['neither key, value nor headers', {}],
    ['fields of a schema registry', { value: 'e30=', valueSchemaMetadata: { dataFormat: 'AVRO' } }],
  ])('may have %s', (_, fields) => {
    const { topic, partition, offset } = record;
    const bare = { topic, partition, offset, ...fields };

    expect(recordsOf(event({ 'orders-0': [bare] }))).toEqual([{ partitionKey: 'orders-0', record: bare }]);
  });
});

describe('an event that is not of Kafka', () => {
  it.each([
    ['SQS', { Records: [{ eventSource: 'aws:sqs', body: '{}' }] }],
    ['S3', { Records: [{ eventSource: 'aws:s3', s3: {} }] }],
    ['another source with records', { eventSource: 'aws:kinesis', records: {} }],
    ['no source', { records: { 'orders-0': [record] } }],
    ['null', null],
    ['undefined', undefined],
    ['an array', [event({})]],
    ['a string', 'aws:kafka'],
    ['a number', 5],
  ])('is refused: %s', (_, value) => {
    const read = () => recordsOf(value);

    expect(read).toThrow(NotKafkaEventError);
    expect(read).toThrow(/expected eventSource "aws:kafka" \(Amazon MSK\) or "SelfManagedKafka"/);
  });

  it.each([
    ['an array', [record]],
    ['a string', 'orders-0'],
    ['a number', 1],
  ])('is refused when records is %s', (_, records) => {
    const read = () => recordsOf(event(records));

    expect(read).toThrow(NotKafkaEventError);
    expect(read).toThrow('records must be an object keyed by "<topic>-<partition>"');
  });

  it.each<[string, unknown]>([
    ['null for a partition', null],
    ['an object for a partition', { 0: record }],
    ['null for a record', [null]],
    ['a string for a record', ['e30=']],
    ['no topic', [{ ...record, topic: undefined }]],
    ['no partition', [{ ...record, partition: undefined }]],
    ['no offset', [{ ...record, offset: undefined }]],
    ['an offset as a string', [{ ...record, offset: '7' }]],
    ['a fraction for an offset', [{ ...record, offset: 7.5 }]],
    ['an offset that JSON has rounded', [{ ...record, offset: 2 ** 53 }]],
    ['one broken record behind a good one', [record, { ...record, offset: null }]],
  ])('is refused when it has %s', (_, records) => {
    const read = () => recordsOf(event({ 'orders-0': records }));

    expect(read).toThrow(NotKafkaEventError);
    expect(read).toThrow('an array of records, each with topic, partition and offset');
  });

  it('is the only thing that reading an event throws', () => {
    const anything = fc.oneof(
      fc.anything(),
      fc.record({
        eventSource: fc.constantFrom('aws:kafka', 'SelfManagedKafka'),
        records: fc.oneof(fc.anything(), fc.dictionary(fc.string(), fc.array(fc.anything()))),
      }),
    );

    fc.assert(
      fc.property(anything, (value) => {
        try {
          recordsOf(value);
        } catch (error) {
          expect(error).toBeInstanceOf(NotKafkaEventError);
        }
      }),
    );
  });
});

describe('decoding a value', () => {
  it('gives the JSON object that the producer wrote', () => {
    const decoded = decodeValue(base64('{"order_id": 123, "message": "Grüße 👋"}'));

    expect(decoded).toEqual({ kind: 'object', value: { order_id: 123, message: 'Grüße 👋' } });
  });

  it('gives back every JSON object', () => {
    const object = fc
      .jsonValue()
      .filter((value) => typeof value === 'object' && value !== null && !Array.isArray(value));

    fc.assert(
      fc.property(object, (value) => {
        const json = JSON.stringify(value);

        expect(decodeValue(base64(json))).toEqual({ kind: 'object', value: JSON.parse(json) });
      }),
    );
  });

  it.each([null, undefined])('takes %s for a tombstone', (value) => {
    expect(decodeValue(value)).toEqual({ kind: 'tombstone' });
  });

  it.each([
    ['url-safe letters', '{"a":"?>?>"}', (text: string) => text.replace(/\//g, '_').replace(/\+/g, '-')],
    ['missing padding', '{"a":1}', (text: string) => text.replace(/=+$/, '')],
    ['too much padding', '{"a":1}', (text: string) => `${text}=`],
    ['a line break at the end', '{"a":1}', (text: string) => `${text}\n`],
    ['a space inside', '{"a":1}', (text: string) => `${text.slice(0, 4)} ${text.slice(4)}`],
    ['a letter that is none of its own', '{"a":1}', (text: string) => `*${text.slice(1)}`],
    ['bits left over at the end', '{"a":1}', () => 'eyJhIjoxfR=='],
    ['plain JSON', '', () => '{"a":1}'],
  ])('refuses base64 with %s', (_, json, spoil) => {
    const spoiled = spoil(base64(json));

    expect(spoiled).not.toBe(base64(json));
    expect(decodeValue(spoiled)).toEqual({ kind: 'invalid', reason: 'value: not valid base64' });
  });

  it.each([
    ['a byte that starts nothing', [0xff]],
    ['a sequence cut short', [0xe2, 0x82]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['an encoded surrogate', [0xed, 0xa0, 0x80]],
    ['Latin-1', [0xe4]],
  ])('refuses UTF-8 with %s', (_, bytes) => {
    const value = base64(Uint8Array.from([...bytesOf('{"a":"'), ...bytes, ...bytesOf('"}')]));

    expect(decodeValue(value)).toEqual({ kind: 'invalid', reason: 'value: not valid UTF-8' });
  });

  it('refuses a byte order mark', () => {
    const decoded = decodeValue(base64('\ufeff{"a":1}'));

    expect(decoded).toEqual({
      kind: 'invalid',
      reason: 'value: starts with a byte order mark, expected JSON without one',
    });
  });

  it.each([
    ['nothing at all', '', 'value: empty, expected a JSON object'],
    ['an array', '[{"order_id":1}]', 'value: expected a JSON object'],
    ['null', 'null', 'value: expected a JSON object'],
    ['a number', '5', 'value: expected a JSON object'],
    ['a string', '"{}"', 'value: expected a JSON object'],
    ['a truth value', 'true', 'value: expected a JSON object'],
  ])('refuses %s', (_, json, reason) => {
    expect(decodeValue(base64(json))).toEqual({ kind: 'invalid', reason });
  });

  it.each([
    ['a trailing comma', '{"a":1,}'],
    ['single quotes', "{'a':1}"],
    ['a comment', '{"a":1} // one'],
    ['two objects', '{"a":1}{"b":2}'],
    ['an end too early', '{"a":'],
    ['only spaces', '   '],
    ['a control character in a string', '{"a":"\u0000"}'],
    ['NaN', '{"a":NaN}'],
    ['Avro or Protobuf behind a magic byte', '\u0000\u0000\u0000\u0000\u0001data'],
  ])('refuses JSON with %s', (_, json) => {
    expect(decodeValue(base64(json))).toMatchObject({
      kind: 'invalid',
      reason: expect.stringMatching(/^value: not valid JSON( \(at character \d+\))?$/),
    });
  });

  it('says where JSON is broken', () => {
    const decoded = decodeValue(base64('{"a":1,}'));

    expect(decoded).toMatchObject({ reason: 'value: not valid JSON (at character 7)' });
  });

  it.each([
    ['at its start', 'ada@example.com'],
    ['inside a string', '{"email":"ada@example.com'],
    ['behind an object', '{} ada@example.com'],
    ['with a number that looks like a place', '{"email":"ada@example.com at position 12345'],
  ])('never quotes broken JSON %s', (_, json) => {
    const decoded = decodeValue(base64(json));

    expect(decoded.kind).toBe('invalid');
    expect(JSON.stringify(decoded)).not.toMatch(/ada|example|12345/);
  });

  it.each([[5], [true], [{}], [['e30=']], [Symbol('value')]])('refuses what is no string: %p', (value) => {
    expect(decodeValue(value)).toEqual({ kind: 'invalid', reason: 'value: expected a base64 string' });
  });

  it('survives nesting that is deeper than any stack', () => {
    const nested = `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;

    expect(decodeValue(base64(nested)).kind).toBe('object');
  });

  it('never throws, whatever the bytes', () => {
    const anything = fc.oneof(
      fc.anything(),
      fc.string(),
      fc.string().map(base64),
      fc.uint8Array().map(base64),
      fc.json().map(base64),
    );

    fc.assert(
      fc.property(anything, (value) => {
        expect(['object', 'tombstone', 'invalid']).toContain(decodeValue(value).kind);
      }),
    );
  });
});

describe('the trace of a record', () => {
  const trace = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const other = '00-11111111111111111111111111111111-2222222222222222-00';

  it('is read from its traceparent header', () => {
    expect(traceparentOf([{ traceparent: bytesOf(trace) }])).toBe(trace);
  });

  it('is read from signed bytes as well', () => {
    const signed = bytesOf(trace).map((byte) => byte - 256);

    expect(traceparentOf([{ traceparent: signed }])).toBe(trace);
  });

  it('is the last of several, wherever other headers stand', () => {
    const headers = [{ traceparent: bytesOf(other) }, { traceparent: bytesOf(trace) }, { source: [120] }];

    expect(traceparentOf(headers)).toBe(trace);
  });

  it.each<[string, unknown]>([
    ['headers are null', null],
    ['headers are absent', undefined],
    ['headers are no array', { traceparent: bytesOf(trace) }],
    ['there are no headers', []],
    ['there is no such header', [{ source: [120] }, null, 'traceparent', []]],
    ['the header is null', [{ traceparent: null }]],
    ['the header is a string', [{ traceparent: trace }]],
    ['the header is empty', [{ traceparent: [] }]],
    ['the header is upper case', [{ traceparent: bytesOf(trace.toUpperCase()) }]],
    ['the header goes on', [{ traceparent: bytesOf(`${trace}\n`) }]],
    ['its bytes are none', [{ traceparent: [null, {}, 'x', 1e9] }]],
    ['the last of several is malformed', [{ traceparent: bytesOf(trace) }, { traceparent: [1] }]],
  ])('is unknown when %s', (_, headers) => {
    expect(traceparentOf(headers)).toBeUndefined();
  });
});
