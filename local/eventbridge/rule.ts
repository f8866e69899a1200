import pLimit from 'p-limit';
import { printable } from '../../tools/text';
import type { lambdaAt } from '../kafka/lambda';
import type { Invocation } from '../kafka/verdict';
import { seededRandom } from '../ses/faults';
import { newPauses } from '../taking';
import { EVENTS, type EventSettings, LATE } from './settings';

/** An event, as far as a rule reads it. */
export interface BusEvent {
  readonly id: string;
  readonly 'detail-type': string;
}

export interface RuleOptions {
  readonly invoke: ReturnType<typeof lambdaAt>;
  readonly functionName: string;
  readonly settings?: EventSettings;
  /** Before the second invocation, and twice as long before the third; in milliseconds (default: 1,000). Lambda waits minutes. */
  readonly retryGap?: number;
  readonly report: (level: 'info' | 'error', message: string) => void;
}

/** A rule of EventBridge whose target is a function. */
export interface Rule {
  /** Takes an event to the function; whoever sends it does not wait. */
  send(event: BusEvent): void;
  /** Ends all waiting. What is at work is not waited for. */
  close(): Promise<void>;
}

/** Source: Lambda developer guide, `invocation-async-error-handling`: a function error is tried twice more. */
const INVOCATIONS = 3;
/** Every invocation at the same time is a process of the function of its own, which a laptop would feel. */
const AT_ONCE = 2;

const hasEnded = ({ status, functionError }: Invocation): boolean =>
  status >= 200 && status < 300 && functionError === undefined;

/** What the function threw. */
function reasonOf({ status, payload }: Invocation): string {
  try {
    return String(JSON.parse(payload).errorMessage ?? `HTTP ${status}`);
  } catch {
    return `HTTP ${status}`;
  }
}

/**
 * Invokes the function with every event, one by one, as EventBridge and the queue of Lambda's asynchronous invocations do together:
 * an error of the function is tried twice more, then the event is given up, and a deployed stack has it in the dead-letter queue.
 * The invocation itself is synchronous, since the local Lambda API tells of no error otherwise.
 */
export function newRule({
  invoke,
  functionName,
  settings = EVENTS,
  retryGap = 1_000,
  report,
}: RuleOptions): Rule {
  const random = seededRandom(settings.seed);
  const places = pLimit(AT_ONCE);
  const { later, stop } = newPauses();
  let isClosed = false;

  async function deliver(event: BusEvent, nth = 1): Promise<void> {
    const answer = await places(() => invoke(functionName, event));
    if (isClosed || hasEnded(answer)) return;
    if (nth < INVOCATIONS) return later(retryGap * nth, () => void deliver(event, nth + 1));
    report(
      'error',
      `${event['detail-type']}: ${functionName} failed ${INVOCATIONS} times, and the event ${event.id} is given up ` +
        `(deployed, it would be in the dead-letter queue): ${printable(reasonOf(answer))}`,
    );
  }

  return {
    send(event) {
      // Always three, so that a share does not change whom the others hit.
      const [isLost, isLate, isTwice] = [settings.lost, settings.late, settings.duplicate].map(
        (share) => random() < share,
      );
      if (isLost) return report('info', `${event['detail-type']}: the event ${event.id} is lost`);
      const copies = isTwice ? [event, event] : [event];
      for (const copy of copies) later(isLate ? settings.delay * LATE : 0, () => void deliver(copy));
    },
    async close() {
      isClosed = true;
      stop();
      places.clearQueue();
    },
  };
}
