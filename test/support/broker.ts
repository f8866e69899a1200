import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Broker, startBroker } from '../../local/kafka/broker';

/** Whether the tests against real Kafka run: `npm run test:kafka`, where their absence is a failure. */
export const KAFKA_WANTED = process.env.REQUIRE_KAFKA === '1';

/** Two neighbouring ports that are free. */
async function freePorts(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const servers = await Promise.allSettled(
      [port, port + 1].map(
        (one) =>
          new Promise<ReturnType<typeof createServer>>((resolve, reject) => {
            const server = createServer();
            server.once('error', reject);
            server.listen(one, '127.0.0.1', () => resolve(server));
          }),
      ),
    );
    for (const server of servers) if (server.status === 'fulfilled') server.value.close();
    if (servers.every(({ status }) => status === 'fulfilled')) return port;
  }
}

export interface TestBroker extends Broker {
  close(): Promise<void>;
}

/** Real Apache Kafka on free ports, with a folder of its own. */
export async function testBroker(): Promise<TestBroker> {
  const folder = mkdtempSync(join(tmpdir(), 'kafka-'));
  const broker = await startBroker({
    port: await freePorts(),
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
