import { ConfiguredRetryStrategy } from '@smithy/core/retry';
import { NodeHttpHandler, type NodeHttpHandlerOptions } from '@smithy/node-http-handler';
import type { Clock } from '../runtime/clock';
import { TimeoutError } from '../runtime/errors';
import type { Timing } from '../runtime/timing';

/** How long a connection may be idle and still be used. */
interface Idle {
  /** In milliseconds. AWS may close an idle connection while Lambda has frozen the function. */
  readonly most: number;
  /** The wall clock goes on meanwhile. */
  readonly clock: Pick<Clock, 'wall'>;
}

/**
 * The SDK's HTTP handler, whose requests end after `ms` milliseconds, the last byte of the answer included: its own
 * time-out ends with the headers. The time belongs to the handler and not to each call, since a client that is given
 * options with a call resolves its middleware anew for it (SDK, `cacheMiddleware`); such options are not heeded here.
 * With `idle`, connections that were idle for longer are made anew.
 *
 * @throws TimeoutError, or one of that name, before the headers; after them the body ends with it.
 */
export class TimedHandler extends NodeHttpHandler {
  #inFlight = 0;
  #usedAt = 0;

  constructor(
    private readonly ms: number,
    options: NodeHttpHandlerOptions,
    private readonly idle?: Idle,
  ) {
    super({ ...options, requestTimeout: ms, throwOnRequestTimeout: true });
  }

  override async handle(
    request: Parameters<NodeHttpHandler['handle']>[0],
  ): ReturnType<NodeHttpHandler['handle']> {
    const end = performance.now() + this.ms;
    this.#begin();
    try {
      const answer = await super.handle(request);
      const { body } = answer.response;
      const late = () => body.destroy(new TimeoutError('The answer did not end in time'));
      const timer = setTimeout(late, end - performance.now());
      body.once('close', () => {
        clearTimeout(timer);
        this.#end();
      });
      return answer;
    } catch (error) {
      this.#end();
      throw error;
    }
  }

  #begin(): void {
    const { idle } = this;
    if (idle && this.#inFlight === 0 && idle.clock.wall() - this.#usedAt > idle.most) this.destroy();
    this.#inFlight++;
  }

  #end(): void {
    this.#inFlight--;
    this.#usedAt = this.idle?.clock.wall() ?? 0;
  }
}

/**
 * Makes `count` attempts, with `pause` milliseconds between them. The SDK's own pauses last seconds when it is throttled: attempts would
 * begin after their caller gave up, and after the function has returned its response. (DynamoDB sends no Retry-After, which would count.)
 */
export const attempts = (count: number, pause: number) => new ConfiguredRetryStrategy(count, pause);

/** Configures a client whose every send is one request: a hidden retry of one that was not answered is a second message. */
export function onlyOnce(
  timing: Pick<Timing, 'sendAnswer' | 'sendConnect' | 'idleConnection'>,
  maxSockets: number,
  clock: Pick<Clock, 'wall'>,
) {
  const agent = { keepAlive: true, maxSockets };
  return {
    maxAttempts: 1,
    cacheMiddleware: true,
    requestHandler: new TimedHandler(
      timing.sendAnswer,
      { connectionTimeout: timing.sendConnect, httpsAgent: agent, httpAgent: agent },
      { most: timing.idleConnection, clock },
    ),
  };
}

interface Client {
  readonly middlewareStack: { remove(name: string): boolean };
}

/** Takes out the log of the SDK, which prepares every input and output even where there is no log. */
export function withoutLog<C extends Client>(client: C): C {
  client.middlewareStack.remove('loggerMiddleware');
  return client;
}
