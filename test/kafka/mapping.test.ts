import { kafkaClient } from '../../local/kafka/kafka-client';
import { KAFKA_WANTED, type TestBroker, testBroker } from '../support/broker';
import { type Cluster, onKafka } from '../support/mapping-bench';
import { specifyMapping } from '../support/mapping-specification';

const describeWithKafka = KAFKA_WANTED ? describe : describe.skip;

describeWithKafka('an event source mapping on Apache Kafka (npm run test:kafka)', () => {
  let broker: TestBroker;
  let cluster: Cluster;
  beforeAll(async () => {
    broker = await testBroker();
    cluster = onKafka(kafkaClient([broker.address]), [broker.address]);
  }, 300_000);
  afterAll(() => broker.close());

  specifyMapping(() => cluster);
});
