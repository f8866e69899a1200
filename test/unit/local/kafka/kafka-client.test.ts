import type { Kafka, ProducerRecord } from 'kafkajs';
import { brokersOf, kafkaProducer } from '../../../../local/kafka/kafka-client';

describe('KAFKA_BROKERS', () => {
  it('is a list of host:port', () => {
    expect(brokersOf('127.0.0.1:9092, kafka.local:19092')).toEqual(['127.0.0.1:9092', 'kafka.local:19092']);
  });

  it.each(['localhost', ':9092', 'PLAINTEXT://localhost:9092', 'a:1,,b:2'])('is not %s', (text) => {
    expect(() => brokersOf(text)).toThrow('expected host:port, such as 127.0.0.1:9092');
  });
});

describe('the producer', () => {
  const record = (value = Buffer.from('{}')) => ({ key: null, value, headers: [] });

  /** A client whose first `refusals` connections fail; it takes everything else. */
  function client(refusals = 0) {
    const sent: ProducerRecord[] = [];
    let connections = 0;
    const producer = {
      connect: async () => {
        if (connections++ < refusals) throw new Error('no broker');
      },
      send: async (one: ProducerRecord) => {
        sent.push(one);
        return [{ partition: 0, baseOffset: '0' }];
      },
    };
    return { kafka: { producer: () => producer } as unknown as Kafka, sent };
  }

  it('connects anew after a connection that failed', async () => {
    const { kafka, sent } = client(1);
    const producer = kafkaProducer(kafka);

    await expect(producer.send('t', [record()])).rejects.toThrow('no broker');
    await producer.send('t', [record()]);

    expect(sent).toHaveLength(1);
  });

  it('sends at most half a megabyte at once, and what is larger alone', async () => {
    const { kafka, sent } = client();
    const sizes = [200_000, 200_000, 200_000, 600_000, 1];

    await kafkaProducer(kafka).send(
      't',
      sizes.map((size) => record(Buffer.alloc(size))),
    );

    expect(sent.map(({ messages }) => messages.map(({ value }) => value?.length))).toEqual([
      [200_000, 200_000],
      [200_000],
      [600_000],
      [1],
    ]);
  });
});
