import { readFileSync, writeSync } from 'node:fs';
import { contextOf, type Handler } from './context';

/*
 * The process that is measured: loads one bundle, handles the warm-up, then the measured events, and writes what it
 * took to file descriptor 3. Bundled too, so that nothing else is loaded.
 */

/** What one process says of itself. */
export interface ChildReport {
  /** Of the measured batches together, in microseconds. */
  readonly userMicros: number;
  readonly systemMicros: number;
  /** Of the process from its start, both together, in microseconds. */
  readonly totalMicros: number;
  /** In milliseconds. */
  readonly wall: number;
  /** Of the whole process, in bytes. */
  readonly peakRss: number;
  /** Records reported as failed, warm-up included. */
  readonly failed: number;
}

const FIFTEEN_MINUTES = 900_000;

const eventsIn = (file: string): unknown[] => JSON.parse(readFileSync(file, 'utf8'));

async function main(bundle: string, warmUp: string, measured: string): Promise<void> {
  const { handler }: { handler: Handler } = require(bundle);
  let failed = 0;
  async function handle(events: readonly unknown[]): Promise<void> {
    for (const event of events)
      failed += (await handler(event, contextOf(FIFTEEN_MINUTES)))?.batchItemFailures.length ?? 0;
  }

  await handle(eventsIn(warmUp));
  const events = eventsIn(measured);
  const startedAt = performance.now();
  const start = process.cpuUsage();
  await handle(events);
  const { user, system } = process.cpuUsage(start);
  const total = process.cpuUsage();
  const report: ChildReport = {
    userMicros: user,
    systemMicros: system,
    totalMicros: total.user + total.system,
    wall: performance.now() - startedAt,
    peakRss: process.resourceUsage().maxRSS * 1024,
    failed,
  };
  writeSync(3, JSON.stringify(report));
  process.exit();
}

const [, , bundle = '', warmUp = '', measured = ''] = process.argv;
void main(bundle, warmUp, measured);
