import { largestBatch } from '../../infra/send-rates';
import { stackOf } from '../../infra/stack';

/** What one cell is measured with. */
export interface RateCell {
  /** Mails per second that SES grants the account. */
  readonly rate: number;
  /** That have mails, of those that may run. */
  readonly instances: number;
  /** Records in each batch; an instance has one batch after the other. */
  readonly batch: number;
  /** Seconds that are measured. */
  readonly seconds: number;
}

/** What the command asks for; a batch as a deployment would have it where none is given. */
export interface RateSelection {
  readonly rates: readonly number[];
  readonly instances: readonly number[];
  readonly batch: number | undefined;
}

/** Those that may run: 4 functions × 5 invocations of one poller. */
export const SEND_INSTANCES = 20;

/** Of the documents: the sandbox of SES, its first limit in production, and one that was raised. */
export const RATES: readonly number[] = [1, 14, 50];
export const INSTANCES: readonly number[] = [1, 4, SEND_INSTANCES];

/** As deployed. In seconds. */
export const TIMEOUT = 250;

/** Computes the share of the rate that so many instances used if each had but its static share. */
export const staticShare = ({ instances }: Pick<RateCell, 'instances'>): number => instances / SEND_INSTANCES;

/** A batch of three seconds of the rate keeps one instance busy; below that the default, or what the package check lets through. */
function batchFor(rate: number): number {
  const wanted = Math.max(100, Math.ceil(3 * rate));
  const raw = { sesMaxSendRate: String(rate), batchSize: String(wanted), timeout: String(TIMEOUT) };
  const { parameters } = stackOf({
    service: 'bench',
    stage: 'rate',
    region: 'eu-central-1',
    version: 'bench',
    raw,
  });
  return Math.max(1, largestBatch(parameters));
}

/** Enough mails to tell 95 % from 97 %, and all cells together within six minutes. */
const secondsFor = (rate: number): number => (rate < 5 ? 30 : 28);

export const rateCells = ({ rates, instances, batch }: RateSelection): RateCell[] =>
  rates.flatMap((rate) =>
    instances.map((count) => ({
      rate,
      instances: count,
      batch: batch ?? batchFor(rate),
      seconds: secondsFor(rate),
    })),
  );
