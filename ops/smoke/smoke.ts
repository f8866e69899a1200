import { stateOf } from '../../lib/log/mail-status';
import type { Clock } from '../../lib/runtime/clock';
import type { Entries } from '../entries';
import { isReasonCode, REASONS } from '../reasons';
import type { Answer, Invoke } from '../redrive/invoke';
import { smokeEvent } from './event';

/** What became of the message of one topic; times in milliseconds since the beginning. */
export interface Step {
  readonly topic: string;
  /** When the function answered. */
  readonly answered: number;
  /** The same, once the log says sent. */
  readonly sent?: number;
  /** When the log had the word of SES. */
  readonly delivered?: number;
  /** Why it will not be delivered. */
  readonly problem?: string;
}

const isOver = ({ delivered, problem }: Step): boolean => delivered !== undefined || problem !== undefined;

/** Why the answer of a function is not what it should be; undefined where it is. */
function problemOf(answer: Answer): string | undefined {
  if (answer.kind === 'stopped') return 'interrupted';
  if (answer.kind === 'unanswered') return answer.why.reason;
  const [outcome] = answer.outcomes;
  if (outcome === undefined) return 'the function did not tell how the record ended';
  if (outcome.kind === 'sent') return undefined;
  const advice = isReasonCode(outcome.code) ? ` ${REASONS[outcome.code].means}` : '';
  return outcome.code === 'recipient_not_allowed'
    ? 'this stage does not reach the address: deploy with --param allowedRecipients=…,*@simulator.amazonses.com, or name an allowed one with --to'
    : `${outcome.kind}: ${outcome.code}: ${outcome.reason}.${advice}`;
}

/** What is needed to send, and to look. */
export interface Means {
  readonly invoke: Invoke;
  readonly entries: Entries;
  readonly clock: Clock;
  readonly stop: AbortSignal;
  show(steps: readonly Step[]): void;
}

/** Between two looks at the log, in milliseconds. */
const PAUSE = 500;

/** Reads what the log knows by now. */
async function look(
  steps: readonly Step[],
  orderId: string,
  startedAt: number,
  { entries, clock }: Means,
): Promise<Step[]> {
  const { entries: known, mails } = await entries.ofOrder(orderId);
  const now = clock.now() - startedAt;
  return steps.map((step) => {
    if (isOver(step)) return step;
    const entry = known.find(({ topic, status }) => topic === step.topic && status === 'sent');
    if (!entry) return step;
    const sent = step.answered;
    const mail = mails.find(({ message_id }) => message_id === entry.message_id);
    const state = mail && stateOf(mail);
    if (state === undefined || state === 'delayed') return { ...step, sent };
    return state === 'delivered'
      ? { ...step, sent, delivered: now }
      : { ...step, sent, problem: `SES says: ${state}` };
  });
}

/**
 * Sends one message to each function, and follows them until all are delivered, or the time is up.
 *
 * @param functions their topics, by their full names
 */
export async function smoke(
  functions: ReadonlyMap<string, string>,
  { orderId, to, waitMs }: { readonly orderId: string; readonly to: string; readonly waitMs: number },
  means: Means,
): Promise<readonly Step[]> {
  const { invoke, clock, stop, show } = means;
  const startedAt = clock.now();
  const stopped = new Promise<Answer>((resolve) =>
    stop.addEventListener('abort', () => resolve({ kind: 'stopped' })),
  );
  let steps: readonly Step[] = await Promise.all(
    [...functions].map(async ([functionName, topic]): Promise<Step> => {
      const event = smokeEvent(topic, orderId, to, clock.wall());
      const problem = problemOf(
        await Promise.race([invoke({ functionName, qualifier: undefined }, event, stop), stopped]),
      );
      return { topic, answered: clock.now() - startedAt, ...(problem !== undefined && { problem }) };
    }),
  );
  for (const until = clock.now() + waitMs; ; await clock.sleep(PAUSE, stop)) {
    steps = await look(steps, orderId, startedAt, means);
    if (steps.every(isOver) || clock.now() >= until || stop.aborted) return steps;
    show(steps);
  }
}
