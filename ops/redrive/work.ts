import { whyOf } from './codes';
import { type ResendOptions, resend } from './resend';
import type { FoundDocument } from './survey';
import { groupBy } from './tally';

/** So many documents in a row without an answer, and the function is left alone. */
const GIVE_UP_AFTER = 3;
const GIVEN_UP = whyOf(
  'function_given_up',
  `not tried: the function did not answer ${GIVE_UP_AFTER} times in a row`,
);

/**
 * Works through the documents, oldest first, with one invocation of a function at a time: each invocation takes a share
 * of the SES sending rate as large as one of the mapping's.
 *
 * @throws whatever the store throws, once the invocations under way have ended
 */
export async function work(
  documents: readonly FoundDocument[],
  options: ResendOptions,
  progress: (document: FoundDocument) => void,
): Promise<void> {
  const broken = new AbortController();
  const stop = AbortSignal.any([options.stop, broken.signal]);

  async function workThrough(queue: readonly FoundDocument[]): Promise<void> {
    let unanswered = 0;
    for (const found of queue) {
      if (stop.aborted || unanswered === GIVE_UP_AFTER) {
        const why = stop.aborted ? whyOf('stopped') : GIVEN_UP;
        for (const { topic, orderId } of found.records) options.tally.add(topic, 'kept', why, orderId);
        continue;
      }
      unanswered = (await resend(found, { ...options, stop })) ? 0 : unanswered + 1;
      progress(found);
    }
  }

  const queues = Array.from(groupBy(documents, ({ functionName }) => functionName).values(), (queue) =>
    workThrough(queue).catch((error) => {
      broken.abort();
      throw error;
    }),
  );
  const failed = (await Promise.allSettled(queues)).find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}
