import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerJson, bodyOf, listen } from '../http';
import { type Kept, newKept } from '../kept';
import { newPauses, rateLimit } from '../taking';
import { newFaults } from './numbers';
import { answer, answerError, SmsError } from './protocol';
import { type ReceivedText, readText } from './text';

export interface SmsOptions {
  /** 0 takes any free port. */
  readonly port?: number;
  /** Texts per second; above it `SendTextMessage` answers that it is throttled. 0 is no limit. */
  readonly maxSendRate?: number;
  /** Added to every answer, in milliseconds. */
  readonly latencyMs?: number;
  /** Texts that may be sent before the spend limit of the account is reached. */
  readonly spendLimit?: number;
  /** Where texts are kept; by default in a store of its own. */
  readonly kept?: Kept<ReceivedText>;
}

export interface LocalSms {
  readonly url: string;
  /** Newest first. */
  readonly messages: readonly ReceivedText[];
  /** Texts that were asked for since the start or the last `clear`, whatever the answer. */
  readonly calls: number;
  clear(): void;
  close(): Promise<void>;
}

const TARGET = 'PinpointSMSVoiceV2.SendTextMessage';
const MAX_REQUEST = 1024 * 1024;
const spent = new SmsError('ServiceQuotaExceededException', 'Spend limit reached', {
  Reason: 'MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT',
});

/**
 * Starts AWS End User Messaging SMS for a laptop: `SendTextMessage`, and faults by number (`numbers.ts`). Nothing is sent. `GET
 * /api/messages` gives what was taken. Listens on loopback only.
 */
export async function startSms(options: SmsOptions = {}): Promise<LocalSms> {
  const { port = 0, maxSendRate = 0, latencyMs = 0, spendLimit = Number.POSITIVE_INFINITY } = options;
  const kept = options.kept ?? newKept<ReceivedText>();
  const faults = newFaults();
  const pauses = newPauses();
  let calls = 0;
  let taken = 0;
  let isWithinRate = rateLimit(maxSendRate);

  /** @returns nothing where the fault is that there is no answer. @throws SmsError */
  async function send(body: string, response: ServerResponse): Promise<object | undefined> {
    calls++;
    if (latencyMs > 0) await pauses.pause(latencyMs);
    const { dryRun, ...draft } = readText(body);
    const fault = faults.of(draft.to);
    if (fault?.kind === 'error') throw fault.error;
    if (!isWithinRate(1)) throw new SmsError('ThrottlingException', 'Rate exceeded');
    if (taken >= spendLimit) throw spent;
    const id = randomUUID();
    if (!dryRun) {
      taken++;
      kept.keep({ id, receivedAt: new Date().toISOString(), ...draft });
    }
    if (fault?.kind === 'slow') await pauses.pause(fault.delayMs);
    if (fault?.kind === 'lost') response.destroy();
    return fault?.kind === 'lost' || fault?.kind === 'silent' ? undefined : { MessageId: id };
  }

  async function act(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const body = await bodyOf(request, MAX_REQUEST);
      if (body === undefined || request.headers['x-amz-target'] !== TARGET)
        throw new SmsError('UnknownOperationException', `The local SMS knows ${TARGET} alone`);
      const result = await send(body, response);
      if (result) answer(response, 200, result);
    } catch (error) {
      answerError(
        response,
        error instanceof SmsError ? error : new SmsError('InternalServerException', String(error), {}, 500),
      );
    }
  }

  function clear(): void {
    calls = 0;
    taken = 0;
    isWithinRate = rateLimit(maxSendRate);
    faults.reset();
    kept.clear();
  }

  const { url, close } = await listen(port, (request, response) => {
    const path = request.url?.split('?')[0];
    if (request.method === 'POST' && path === '/') return void act(request, response);
    if (path !== '/api/messages') return answerJson(response, 404, { error: 'not here' });
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
    clear,
    async close() {
      pauses.stop();
      await close();
    },
  };
}
