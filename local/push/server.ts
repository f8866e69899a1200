import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerJson, bodyOf, listen } from '../http';
import { type Kept, newKept } from '../kept';
import { newPauses, rateLimit } from '../taking';
import { newFaults } from './faults';
import { type ReceivedPush, readMessage } from './message';
import { FcmError, fcmError } from './protocol';
import { newTokens } from './tokens';

export interface PushOptions {
  /** 0 takes any free port. */
  readonly port?: number;
  /** Pushes per second; above it FCM answers that its quota is exceeded. 0 is no limit. */
  readonly maxSendRate?: number;
  /** Added to every answer, in milliseconds. */
  readonly latencyMs?: number;
  /** How long a token of access lives, in seconds. */
  readonly tokenLifetime?: number;
  /** Where pushes are kept; by default in a store of its own. */
  readonly kept?: Kept<ReceivedPush>;
}

export interface LocalPush {
  readonly url: string;
  /** Newest first. */
  readonly messages: readonly ReceivedPush[];
  /** Pushes that were asked for since the start or the last `clear`, whatever the answer. */
  readonly calls: number;
  /** Tokens of access that were given out since the start. */
  readonly issued: number;
  clear(): void;
  close(): Promise<void>;
}

const MAX_REQUEST = 1024 * 1024;
const HOUR = 3_600;

/**
 * Starts FCM for a laptop, with what gives tokens of access at Google: `projects.messages.send`, and faults by the name of a device
 * (`faults.ts`). `GET /api/messages` gives what was taken. Listens on loopback only.
 */
export async function startPush(options: PushOptions = {}): Promise<LocalPush> {
  const { port = 0, maxSendRate = 0, latencyMs = 0, tokenLifetime = HOUR } = options;
  const kept = options.kept ?? newKept<ReceivedPush>();
  const faults = newFaults();
  const pauses = newPauses();
  const tokens = newTokens(tokenLifetime);
  let calls = 0;
  let isWithinRate = rateLimit(maxSendRate);
  /** Tokens of access that a device named `stale` has met. */
  const met = new Set<string>();

  /** @returns nothing where the fault is that there is no answer. @throws FcmError */
  async function send(bearer: string, project: string, body: string, response: ServerResponse) {
    calls++;
    if (latencyMs > 0) await pauses.pause(latencyMs);
    if (!tokens.opens(bearer)) throw new FcmError(401, 'UNAUTHENTICATED');
    const { device, ...message } = readMessage(body);
    const fault = faults.of(device);
    if (fault?.kind === 'error') throw fault.error;
    if (fault?.kind === 'stale' && (met.size === 0 || met.has(bearer))) {
      met.add(bearer);
      throw new FcmError(401, 'UNAUTHENTICATED');
    }
    if (!isWithinRate(1)) throw fcmError(429, 'RESOURCE_EXHAUSTED', 'QUOTA_EXCEEDED', { retryAfter: '1' });
    const { id } = keep(device, message);
    if (fault?.kind === 'slow') await pauses.pause(fault.delayMs);
    if (fault?.kind === 'lost') response.destroy();
    if (fault?.kind === 'lost' || fault?.kind === 'silent') return undefined;
    return { name: `projects/${project}/messages/${id}` };
  }

  function keep(device: string, message: ReceivedPush['message']): ReceivedPush {
    const { notification, android, data } = message;
    const tag = android?.notification?.tag ?? null;
    const before = kept.messages.find((one) => tag !== null && one.device === device && one.tag === tag);
    return kept.keep({
      id: randomUUID(),
      device,
      title: notification?.title ?? '',
      body: notification?.body ?? '',
      link: data?.link ?? null,
      tag,
      replaces: before?.id ?? null,
      ttl: android?.ttl === undefined ? null : Number.parseFloat(android.ttl),
      receivedAt: new Date().toISOString(),
      message,
    });
  }

  /** @throws FcmError */
  async function route(request: IncomingMessage, response: ServerResponse): Promise<object | undefined> {
    const body = (await bodyOf(request, MAX_REQUEST)) ?? '';
    const path = request.url?.split('?')[0] ?? '';
    const bearer = request.headers.authorization?.replace(/^Bearer /, '') ?? '';
    const project = /^\/v1\/projects\/([\w-]+)\/messages:send$/.exec(path)?.[1];
    if (project) return send(bearer, project, body, response);
    if (path === '/token' || path === '/v1/token') return tokens.exchange(new URLSearchParams(body));
    if (path.endsWith(':generateAccessToken')) return tokens.impersonate(bearer, body);
    throw new FcmError(404, 'NOT_FOUND');
  }

  async function act(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const result = await route(request, response);
      if (result) answerJson(response, 200, result);
    } catch (error) {
      const refusal = error instanceof FcmError ? error : fcmError(500, 'INTERNAL', 'INTERNAL');
      const headers = refusal.retryAfter === undefined ? {} : { 'retry-after': refusal.retryAfter };
      answerJson(response, refusal.httpStatus, refusal.body, headers);
    }
  }

  function clear(): void {
    calls = 0;
    met.clear();
    isWithinRate = rateLimit(maxSendRate);
    faults.reset();
    kept.clear();
  }

  const { url, close } = await listen(port, (request, response) => {
    if (request.method === 'POST') return void act(request, response);
    if (request.url?.split('?')[0] !== '/api/messages')
      return answerJson(response, 404, { error: 'not here' });
    if (request.method === 'DELETE') clear();
    answerJson(response, 200, kept.messages);
  });

  return {
    url,
    get messages() {
      return kept.messages;
    },
    get calls() {
      return calls;
    },
    get issued() {
      return tokens.issued;
    },
    clear,
    async close() {
      pauses.stop();
      await close();
    },
  };
}
