import { NodeHttpHandler, type NodeHttpHandlerOptions } from '@smithy/node-http-handler';
import { TimeoutError } from './errors';

/**
 * The SDK's HTTP handler, whose requests end after `ms` milliseconds, the last byte of the answer included: its own
 * time-outs end with the headers. The time belongs to the handler and not to each call, since a client that is given
 * options with a call resolves its middleware anew for it (SDK, `cacheMiddleware`).
 *
 * @throws TimeoutError before the headers; after them the answer breaks off.
 */
export class TimedHandler extends NodeHttpHandler {
  constructor(
    private readonly ms: number,
    options: NodeHttpHandlerOptions,
  ) {
    super(options);
  }

  override async handle(
    request: Parameters<NodeHttpHandler['handle']>[0],
  ): ReturnType<NodeHttpHandler['handle']> {
    const end = new AbortController();
    const timer = setTimeout(() => end.abort(), this.ms);
    try {
      const answer = await super.handle(request, { abortSignal: end.signal });
      answer.response.body.once('close', () => clearTimeout(timer));
      return answer;
    } catch (error) {
      clearTimeout(timer);
      throw end.signal.aborted ? new TimeoutError('No answer in time', { cause: error }) : error;
    }
  }
}
