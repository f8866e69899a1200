import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '../../tools/command';
import type { Sample, Tally } from '../samples';
import { countOf, isBatchSummary, type LogLine } from './log-line';

/** How a sample event ended. */
export interface SampleResult extends Tally {
  readonly sample: Sample;
  /** Codes of what was not sent, one per record. */
  readonly codes: readonly string[];
}

/** The response and the log lines come by different ways. In milliseconds. */
const LONGEST_WAIT = 5_000;

export interface SampleOptions {
  /** Invokes the sample's function. @returns what it answered. */
  readonly invoke: (sample: Sample) => Promise<unknown>;
  /** Gives every log line to the listener. @returns what ends that. */
  readonly listen: (listener: (line: LogLine) => void) => () => void;
}

const failuresIn = (response: unknown): number | undefined =>
  typeof response === 'object' &&
  response !== null &&
  'batchItemFailures' in response &&
  Array.isArray(response.batchItemFailures)
    ? response.batchItemFailures.length
    : undefined;

/** Sends a sample event, and counts how its records ended. @throws Problem when the function does not say so. */
export async function runSample(sample: Sample, { invoke, listen }: SampleOptions): Promise<SampleResult> {
  const codes: string[] = [];
  let stop = () => {};
  const summary = new Promise<LogLine>((resolve) => {
    stop = listen((line) => {
      const { 'labels.outcome': outcome, 'event.code': code } = line;
      if (outcome !== undefined && code !== undefined) codes.push(code);
      if (isBatchSummary(line)) resolve(line);
    });
  });
  try {
    const response = await invoke(sample);
    const failed = failuresIn(response);
    if (failed === undefined)
      throw new Problem(`${sample.name}: the function answered ${JSON.stringify(response)}`);
    const line = await Promise.race([summary, sleep(LONGEST_WAIT, undefined, { ref: false })]);
    if (!line) throw new Problem(`${sample.name}: the function logged no summary`);
    return { sample, codes, sent: countOf(line, 'Sent'), skipped: countOf(line, 'Skipped'), failed };
  } finally {
    stop();
  }
}
