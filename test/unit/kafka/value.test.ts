import * as fc from 'fast-check';
import { decodeValue } from '../../../lib/kafka/value';

const base64 = (value: string | Uint8Array): string => Buffer.from(value).toString('base64');
const bytesOf = (value: string): number[] => [...Buffer.from(value, 'latin1')];

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

  it('skips a byte order mark, and no more than one', () => {
    expect(decodeValue(base64('\ufeff{"a":1}'))).toEqual({ kind: 'object', value: { a: 1 } });
    expect(decodeValue(base64('\ufeff\ufeff{"a":1}'))).toMatchObject({ kind: 'invalid' });
  });

  it.each([
    ['Avro', '\u0000\u0000\u0000\u0000\u0007\u0002h', 7],
    ['JSON Schema', '\u0000\u0000\u0001\u0000\u0000{"order_id":1}', 65_536],
    ['Protobuf, with bytes that are no UTF-8', '\u0000\u0000\u0000\u0000\u002a\u0000\xff\xfe', 42],
    ['a frame with nothing in it', '\u0000\u0000\u0000\u0000\u0001', 1],
    ['the largest id', '\u0000\xff\xff\xff\xffx', 4_294_967_295],
  ])('names the frame of a schema registry: %s', (_, bytes, schema) => {
    expect(decodeValue(base64(Uint8Array.from(bytesOf(bytes))))).toEqual({
      kind: 'invalid',
      reason: `value: expected JSON, found the frame of a schema registry (schema id ${schema}); see docs/messages.md, "What a value may be"`,
    });
  });

  it.each([
    ['as it is', [3, 0]],
    ['compressed', [3, 5]],
  ])('names the frame of the AWS Glue schema registry: %s', (_, head) => {
    const bytes = Uint8Array.from([...head, ...Array(16).fill(7), ...bytesOf('{"order_id":1}')]);

    expect(decodeValue(base64(bytes))).toMatchObject({
      kind: 'invalid',
      reason: expect.stringContaining(
        'found the frame of the AWS Glue schema registry; see docs/messages.md',
      ),
    });
  });

  it.each<[string, unknown, string]>([
    ['JSON twice', JSON.stringify({ order_id: 1 }), 'a JSON string that holds JSON'],
    [
      'the JSON converter of Kafka Connect',
      { schema: { type: 'struct' }, payload: { order_id: 1 } },
      'an envelope of Kafka Connect (schema, payload)',
    ],
    [
      'a Connect value without its schema',
      { schema: null, payload: 'x' },
      'an envelope of Kafka Connect (schema, payload)',
    ],
    [
      'an insert that Debezium saw',
      { before: null, after: { order_id: 1 }, source: {}, op: 'c', ts_ms: 1 },
      'a change event of Debezium (op, before, after)',
    ],
    ['a delete', { before: { order_id: 1 }, op: 'd' }, 'a change event of Debezium (op, before, after)'],
    [
      'a change event in an envelope',
      { payload: { after: { order_id: 1 }, op: 'u' } },
      'a change event of Debezium (op, before, after)',
    ],
  ])('names what is around the message: %s', (_, json, found) => {
    expect(decodeValue(base64(JSON.stringify(json)))).toEqual({
      kind: 'invalid',
      reason: `value: expected the message itself, found ${found}; see docs/messages.md, "What a value may be"`,
    });
  });

  it.each([
    ['fields like those of an envelope', { order_id: 1, schema: 'v2', payload: {} }],
    ['fields like those of a change', { order_id: 1, op: 'c', before: 1, after: 2 }],
    ['no order, and one such field', { payload: { total: 5 } }],
    ['no order, and an operation alone', { op: 'c' }],
  ])('takes a message with %s for itself', (_, value) => {
    expect(decodeValue(base64(JSON.stringify(value)))).toEqual({ kind: 'object', value });
  });

  it.each([
    ['nothing at all', '', 'value: empty, expected a JSON object'],
    ['an array', '[{"order_id":1}]', 'value: expected a JSON object'],
    ['null', 'null', 'value: expected a JSON object'],
    ['a number', '5', 'value: expected a JSON object'],
    ['a string', '"order 1"', 'value: expected a JSON object'],
    ['a string that holds a list', '"[1]"', 'value: expected a JSON object'],
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
    ['a zero and less than a schema id', '\u0000\u0000\u0000\u0001'],
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
