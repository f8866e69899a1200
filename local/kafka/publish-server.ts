import type { IncomingMessage } from 'node:http';
import { messageOf } from '../../tools/command';
import { answerJson, bodyOf, isJson, listen } from '../http';
import type { Producer } from './source';
import { decode } from './wire';

/** Of one request; `npm run publish` splits what is larger. */
const MAX_REQUEST = 32 * 1024 * 1024;

/**
 * Where `npm run publish` reaches the topics of a running `npm start`, and its page looks at them. Listens on loopback only.
 *
 * @param view what there is to be looked at
 */
export function startPublishServer(
  port: number,
  producer: Producer,
  view: () => Promise<unknown> = async () => ({}),
): ReturnType<typeof listen> {
  const routes: Readonly<Record<string, (request: IncomingMessage) => Promise<unknown>>> = {
    'GET /topics': view,
    async 'POST /records'(request) {
      const body = await bodyOf(request, MAX_REQUEST);
      if (body === undefined) throw new Error('the request is larger than 32 MB');
      const { topic, records } = decode(body);
      return producer.send(topic, records);
    },
  };
  return listen(port, async (request, response) => {
    const route = routes[`${request.method} ${request.url}`];
    if (!route || (request.method === 'POST' && !isJson(request)))
      return answerJson(response, 404, { error: 'POST /records takes JSON.' });
    try {
      answerJson(response, 200, await route(request));
    } catch (error) {
      answerJson(response, 400, { error: messageOf(error) });
    }
  });
}
