import type { ServerResponse } from 'node:http';
import { newPauses, rateLimit } from '../taking';
import { Faults, seededRandom } from './faults';
import type { Happenings } from './happenings';
import type { Draft, Inbox, ReceivedMail } from './inbox';
import { type Result, SesError } from './protocol';

/** How the local SES answers to sends. */
export interface SendOptions {
  /** Mails per second; above it `SendEmail` answers "Maximum sending rate exceeded". 0 is no limit. */
  readonly maxSendRate?: number;
  /** Added to every answer to a send, in milliseconds. */
  readonly latencyMs?: number;
  /** Share of sends, 0 to 1, that are answered with an error and not taken. */
  readonly failRate?: number;
  /** Seed of `failRate`: the same seed fails the same calls. */
  readonly seed?: number;
  /** Given every mail that is taken. */
  readonly onMail?: (mail: ReceivedMail) => void;
}

/** Takes mails into the inbox, or refuses them. */
export interface Sends {
  readonly maxSendRate: number;
  /** Sends that were asked for since the start or the last reset, whatever the answer. */
  readonly calls: number;
  /** Answers to a send; with nothing where the fault is that there is no answer. @throws SesError */
  take(draft: Draft, response: ServerResponse): Promise<Result | undefined>;
  reset(): void;
  /** Ends all waiting. */
  stop(): void;
}

const bareAddress = (address: string): string => /<([^>]*)>$/.exec(address)?.[1] ?? address;

/** Starts with no call, and with the faults of the options. */
export function newSends(inbox: Inbox, happenings: Happenings, options: SendOptions): Sends {
  const { maxSendRate = 0, latencyMs = 0, failRate = 0, seed = 1, onMail } = options;
  const faults = new Faults();
  const pauses = newPauses();
  let calls = 0;
  let random = seededRandom(seed);
  let isWithinRate = rateLimit(maxSendRate);

  function failByChance(): void {
    if (failRate <= 0 || random() >= failRate) return;
    const message = 'The request has failed due to a temporary failure of the server.';
    throw new SesError('ServiceUnavailable', message, 503);
  }

  return {
    maxSendRate,
    get calls() {
      return calls;
    },
    async take(draft, response) {
      calls++;
      if (latencyMs > 0) await pauses.pause(latencyMs);
      const recipients = draft.to.map(bareAddress);
      const fault = recipients.map((recipient) => faults.of(recipient)).find(Boolean);
      if (fault?.kind === 'error') throw fault.error(draft.from);
      failByChance();
      if (!isWithinRate(draft.to.length)) throw new SesError('Throttling', 'Maximum sending rate exceeded.');
      const mail = inbox.keep(draft);
      onMail?.(mail);
      happenings.begin(mail, recipients);
      if (fault?.kind === 'slow') await pauses.pause(fault.delayMs);
      if (fault?.kind === 'lost') response.destroy();
      const isAnswered = fault?.kind !== 'lost' && fault?.kind !== 'silent';
      return isAnswered ? { MessageId: mail.id } : undefined;
    },
    reset() {
      calls = 0;
      random = seededRandom(seed);
      isWithinRate = rateLimit(maxSendRate);
      faults.reset();
    },
    stop: pauses.stop,
  };
}
