import * as fc from 'fast-check';
import { recordsOf } from '../../../lib/kafka/event';
import { NotKafkaEventError } from '../../../lib/runtime/errors';

const record = { topic: 'orders', partition: 0, offset: 7, value: null };
const event = (records: unknown) => ({ eventSource: 'aws:kafka', records });

describe('the records of an event', () => {
  it.each([
    ['Amazon MSK', { eventSource: 'aws:kafka', eventSourceArn: 'arn:aws:kafka:…' }],
    ['self-managed Kafka', { eventSource: 'SelfManagedKafka', bootstrapServers: 'b-1:9092' }],
    ['older samples', { eventSource: 'aws:SelfManagedKafka' }],
    ['a mapping that sends failed records again', {}],
    ['something that names no source', { eventSource: null, bootstrapServers: null }],
    ['something that names another', { eventSource: 'aws:kinesis' }],
  ])('come from %s', (_, origin) => {
    const records = recordsOf({ ...origin, records: { 'orders-0': [record] } });

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
    [
      'SQS',
      { Records: [{ eventSource: 'aws:sqs', body: '{}' }] },
      'found Records, as Amazon SQS, SNS and S3 send',
    ],
    ['Records with a source', { eventSource: 'aws:kafka', Records: [record] }, 'found Records'],
    ['S3', { Records: [{ eventSource: 'aws:s3', s3: {} }] }, 'found Records'],
    ['another source without records', { eventSource: 'aws:events', detail: {} }, 'found none'],
    ['nothing at all', {}, 'found none'],
    ['null', null, 'found null'],
    ['undefined', undefined, 'found undefined'],
    ['an array', [event({})], 'found an array'],
    ['a string', 'aws:kafka', 'found string'],
    ['a number', 5, 'found number'],
  ])('is refused: %s', (_, value, found) => {
    const read = () => recordsOf(value);

    expect(read).toThrow(NotKafkaEventError);
    expect(read).toThrow(`expected records, an object keyed by "<topic>-<partition>", ${found}`);
    expect(read).toThrow('or with a sample from events/');
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
