import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const EVENTS = join(__dirname, '../events');

export interface Tally {
  readonly sent: number;
  readonly skipped: number;
  readonly failed: number;
}

/** A sample event of `events/`, named `<topic>-<what it shows>[.<how it must end>].json`. */
export interface Sample {
  readonly name: string;
  /** `order`, `payment`, …: the first word of the name, and of the function's. */
  readonly topic: string;
  readonly event: { readonly records?: Readonly<Record<string, readonly unknown[]>> };
  readonly records: number;
  /** From the name: `order-poison.9-failed`, `order-mixed-good-and-bad.3-sent-4-failed`; without: all are sent. */
  readonly expected: Tally;
}

function expectedOf(name: string, records: number): Tally {
  const [, ending] = name.split('.');
  const tally = { sent: ending === undefined ? records : 0, skipped: 0, failed: 0 };
  for (const [, count, how] of (ending ?? '').matchAll(/(\d+)-(sent|skipped|failed)/g)) {
    tally[how as keyof Tally] = Number(count);
  }
  return tally;
}

export function sample(name: string): Sample {
  const event: Sample['event'] = JSON.parse(readFileSync(join(EVENTS, `${name}.json`), 'utf8'));
  const records = Object.values(event.records ?? {}).flat().length;
  const [topic = ''] = name.split('-');
  return { name, topic, event, records, expected: expectedOf(name, records) };
}

/** The plain ones first: they are what a newcomer looks for. */
export const samples = (): Sample[] =>
  readdirSync(EVENTS)
    .filter((file) => file.endsWith('.json') && file !== 'contacts.json')
    .map((file) => file.slice(0, -'.json'.length))
    .sort((a, b) => Number(a.includes('.')) - Number(b.includes('.')) || (a < b ? -1 : 1))
    .map(sample);
