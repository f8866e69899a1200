import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { InvokeEvent } from '../../../../local/kafka/record';
import { startMappings } from '../../../../local/kafka/start-mappings';
import { encode } from '../../../../local/kafka/wire';
import { freePort } from '../../../support/ports';

const NOTHING = { brokers: undefined, retries: undefined, faults: undefined, onFailureFolder: undefined };

/** Publishes to a topic, by this name, while the mapping of `orderNotification` polls another. @returns what its function is invoked with. */
async function invokedWith(published: string, topic: string): Promise<InvokeEvent> {
  const lambda = createServer().listen(0, '127.0.0.1');
  await once(lambda, 'listening');
  const invoked = once(lambda, 'request');
  const publishPort = await freePort();
  const mappings = await startMappings({
    ...NOTHING,
    mappings: [
      {
        id: 'OrderNotificationEventSourceMapping',
        functionName: 'notification-service-dev-orderNotification',
        properties: {
          FunctionName: 'notification-service-dev-orderNotification',
          SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: ['localhost:9092'] } },
          Topics: [topic],
          StartingPosition: 'TRIM_HORIZON',
        },
      },
    ],
    lambdaUrl: `http://127.0.0.1:${(lambda.address() as AddressInfo).port}`,
    publishPort,
    report: () => {},
  });
  try {
    await fetch(`http://127.0.0.1:${publishPort}/records`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: encode(published, [{ key: null, value: Buffer.from('{}'), headers: [], partition: 0 }]),
    });
    const [request, response] = (await invoked) as [IncomingMessage, ServerResponse];
    const event = await json(request);
    response.end('{"batchItemFailures":[]}');
    return event as InvokeEvent;
  } finally {
    await mappings.stop();
    lambda.close();
  }
}

describe('a topic that Kafka calls otherwise than its notification', () => {
  it.each([
    ['the name of the notification', 'order_notification'],
    ['the name in Kafka', 'prod.orders.v1'],
  ])('is published to by %s', async (_, published) => {
    const { records } = await invokedWith(published, 'prod.orders.v1');

    expect(records).toMatchObject({ 'prod.orders.v1-0': [{ topic: 'prod.orders.v1', partition: 0 }] });
  });
});
