import { brokersOf } from '../../../local/kafka/kafka-client';

describe('KAFKA_BROKERS', () => {
  it('is a list of host:port', () => {
    expect(brokersOf('127.0.0.1:9092, kafka.local:19092')).toEqual(['127.0.0.1:9092', 'kafka.local:19092']);
  });

  it.each(['localhost', ':9092', 'PLAINTEXT://localhost:9092', 'a:1,,b:2'])('is not %s', (text) => {
    expect(() => brokersOf(text)).toThrow('expected host:port, such as 127.0.0.1:9092');
  });
});
