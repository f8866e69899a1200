import type { Context } from 'aws-lambda';
import { aboutOf, type Batch } from './deliver';
import type { Dependencies } from './dependencies';
import type { Redrive } from './kafka/redrive';
import type { Debt } from './log/debts';
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
      {
        topic,
        requestId,
        functionName,
        namespace: config.METRICS_NAMESPACE,
        version: config.SERVICE_VERSION,
        clock,
      },
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

/** One debt is two calls at worst. */
const lastPayment = ({ deadline, timing }: Batch): number => deadline - 2 * timing.storeCall;

async function payAll({ log, telemetry }: Batch, lastStart: number): Promise<void> {
  for (const { error, subject } of await log.debts.payAll(lastStart))
    telemetry.defect(error, aboutOf(subject));
}

/** Pays what earlier batches owe the log, beside the deliveries: once, and for a few seconds, or a lone mail would wait for thousands. */
export async function payEarlierDebts(batch: Batch): Promise<void> {
  await payAll(batch, Math.min(lastPayment(batch), batch.clock.now() + batch.timing.storeCall));
}

/** Pays what this batch owes the log, as often as a delivery is tried, while there is time. */
export async function payDebts(batch: Batch, earlier: ReadonlySet<Debt>): Promise<void> {
  const { clock, log, timing } = batch;
  for (let tries = 0; tries < timing.tries; tries++) {
    if ([...log.debts.values()].every((debt) => earlier.has(debt))) return;
    const pause = tries === 0 ? 0 : backoff(tries, { first: timing.backoff }, clock);
    if (clock.now() + pause > lastPayment(batch)) return;
    await clock.sleep(pause);
    await payAll(batch, lastPayment(batch));
  }
}
