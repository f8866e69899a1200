import { Problem } from '../../tools/command';
import { ports, urlOf } from '../../tools/ports';
import type { Producer, TopicPartitionOffset } from './source';
import { encode } from './wire';

/** To the topics of `npm start`, whatever they are made of. */
export const runningStack: Producer = {
  async send(topic, records) {
    let response: Response;
    try {
      response = await fetch(`${urlOf(ports.publish)}/records`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: encode(topic, records),
      });
    } catch {
      throw new Problem(
        `Nothing listens on port ${ports.publish.number}, where "npm start" takes records. ` +
          `Run "npm start" in another terminal first (or set ${ports.publish.variable}), or name a Kafka broker with --kafka.`,
      );
    }
    const answer = await response.json();
    if (!response.ok) throw new Problem(`Not published: ${(answer as { error: string }).error}`);
    return answer as TopicPartitionOffset[];
  },
};
