import { listen } from '../http';
import { type Kept, newKept } from '../kept';
import type { ReceivedPush } from '../push/message';
import type { ReceivedText } from '../sms/text';
import { queryHandler } from './actions';
import { type HappeningOptions, newHappenings } from './happenings';
import { newInbox, type ReceivedMail } from './inbox';
import { type PageParts, routes } from './routes';
import { newSends, type SendOptions } from './sends';
import { newSuppressionList, type SuppressionList } from './suppression';
import { suppressionHandler } from './suppression-api';

export interface SesOptions extends SendOptions, HappeningOptions {
  /** 0 takes any free port. */
  readonly port?: number;
  /** What the inbox shows beside the mails: what the local SMS and the local FCM took. */
  readonly texts?: Kept<ReceivedText>;
  readonly pushes?: Kept<ReceivedPush>;
  readonly page?: PageParts;
}

export interface LocalSes {
  readonly url: string;
  /** Newest first. */
  readonly messages: readonly ReceivedMail[];
  /** Sends that were asked for since the start or the last `clear`, whatever the answer. */
  readonly calls: number;
  readonly suppressionList: SuppressionList;
  /** Makes it as new: no mail, nothing to come of one, no call, nobody on the suppression list. */
  clear(): void;
  close(): Promise<void>;
}

/**
 * Starts Amazon SES for a laptop: the Query protocol of `SendEmail` and its neighbours, a page with the inbox, faults on
 * demand, and what becomes of the mails. Listens on loopback only.
 */
export async function startSes({
  port = 0,
  texts = newKept(),
  pushes = newKept(),
  page,
  ...options
}: SesOptions = {}): Promise<LocalSes> {
  const inbox = newInbox();
  const suppressionList = newSuppressionList();
  const happenings = newHappenings(inbox, suppressionList, options);
  const sends = newSends(inbox, happenings, options);
  const clear = () => {
    sends.reset();
    inbox.clear();
  };
  const mails = {
    get messages() {
      return inbox.messages;
    },
    clear,
    onChange: inbox.onChange,
  };
  const { url, close } = await listen(
    port,
    routes(
      { email: mails, sms: texts, push: pushes },
      { query: queryHandler(inbox, sends), suppression: suppressionHandler(suppressionList) },
      page,
    ),
  );

  return {
    url,
    get messages() {
      return inbox.messages;
    },
    get calls() {
      return sends.calls;
    },
    suppressionList,
    clear() {
      happenings.stop();
      clear();
      suppressionList.clear();
    },
    async close() {
      sends.stop();
      happenings.stop();
      await close();
    },
  };
}
