import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Broker, startBroker } from '../../local/kafka/broker';
import { freeBrokerPort } from './ports';

/** Whether the tests against real Kafka run: `npm run test:kafka`, where their absence is a failure. */
export const KAFKA_WANTED = process.env.REQUIRE_KAFKA === '1';

export interface TestBroker extends Broker {
  close(): Promise<void>;
}

/** Real Apache Kafka on free ports, with a folder of its own. */
export async function testBroker(): Promise<TestBroker> {
  const folder = mkdtempSync(join(tmpdir(), 'kafka-'));
  const broker = await startBroker({
    port: await freeBrokerPort(),
    folder,
    progress: (message) => process.stderr.write(`${message}\n`),
  });
  return {
    ...broker,
    async close() {
      await broker.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
