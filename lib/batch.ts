import type { Context } from 'aws-lambda';
import type { Batch } from './deliver';
import type { Dependencies } from './dependencies';
import type { Redrive } from './kafka/redrive';
import { DELIVERY, REDRIVE, resendOf, type Takeover } from './log/entry';
import { backoff } from './runtime/backoff';
import { batchTelemetry } from './runtime/telemetry';

/** Of Lambda's context, what the handler needs. */
export type Invocation = Pick<Context, 'awsRequestId' | 'getRemainingTimeInMillis'> &
  Partial<Pick<Context, 'functionName'>>;

export function openBatch(
  topic: string,
  redrive: Redrive | undefined,
  context: Invocation,
  { config, clock, timing, log, write }: Dependencies,
): Batch {
  const { awsRequestId: requestId, functionName } = context;
  return {
    clock,
    timing,
    log,
    telemetry: batchTelemetry(
      { topic, requestId, functionName, namespace: config.METRICS_NAMESPACE, clock },
      write,
    ),
    deadline: clock.now() + context.getRemainingTimeInMillis() - timing.margin,
    maxAge: redrive?.maxAgeSeconds ?? config.MAX_NOTIFICATION_AGE,
    takeover: takeoverOf(redrive, clock.wall()),
  };
}

/** A redrive has rules of its own. A decision counts from now at the latest, whatever clock it was made by. */
function takeoverOf(redrive: Redrive | undefined, now: number): Takeover {
  if (!redrive) return DELIVERY;
  const { resendUnknownBefore: decidedAt } = redrive;
  return decidedAt === undefined ? REDRIVE : resendOf(Math.min(decidedAt, now));
}

/** Pays what the log is owed, in at most so many tries and as long as there is time. One debt is two calls at worst. */
export async function settle({ clock, deadline, log, timing }: Batch, most: number): Promise<void> {
  const lastStart = deadline - 2 * timing.storeCall;
  for (let tries = 0; log.owed.length > 0 && tries < most; tries++) {
    const pause = tries === 0 ? 0 : backoff(tries, { first: timing.backoff }, clock);
    if (clock.now() + pause > lastStart) return;
    await clock.sleep(pause);
    await log.settleAll(lastStart);
  }
}
