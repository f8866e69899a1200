import { listen } from '../http';
import { queryHandler } from './actions';
import { newInbox, type ReceivedMail } from './inbox';
import { routes } from './routes';
import { newSends, type SendOptions } from './sends';

export interface SesOptions extends SendOptions {
  /** 0 takes any free port. */
  readonly port?: number;
}

export interface LocalSes {
  readonly url: string;
  /** Newest first. */
  readonly messages: readonly ReceivedMail[];
  /** Sends that were asked for since the start or the last `clear`, whatever the answer. */
  readonly calls: number;
  clear(): void;
  close(): Promise<void>;
}

/**
 * Starts Amazon SES for a laptop: the Query protocol of `SendEmail` and its neighbours, an inbox page, and faults on
 * demand. Listens on loopback only.
 */
export async function startSes({ port = 0, ...options }: SesOptions = {}): Promise<LocalSes> {
  const inbox = newInbox();
  const sends = newSends(inbox, options);
  const clear = () => {
    sends.reset();
    inbox.clear();
  };
  const { url, close } = await listen(port, routes(inbox, queryHandler(inbox, sends), clear));

  return {
    url,
    get messages() {
      return inbox.messages;
    },
    get calls() {
      return sends.calls;
    },
    clear,
    async close() {
      sends.stop();
      await close();
    },
  };
}
