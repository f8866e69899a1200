import type { Entry } from '../lib/log/entry';
import { systemClock } from '../lib/runtime/clock';
import { EXIT, Problem, run } from '../tools/command';
import { printable } from '../tools/text';
import { connectEntries, sendsOf } from './entries';
import { HELP, readArguments } from './explain/arguments';
import { meaningOf } from './explain/meaning';
import { timeline } from './explain/timeline';
import { nameOfPlace, type Place } from './place';

/** Quoted for a shell. */
function redriveCommand(orderId: string, place: Place): string {
  const where = place.kind === 'local' ? '--local' : `--stage ${place.stage} --region ${place.region}`;
  return `npm run redrive -- ${where} --order '${orderId.replaceAll("'", "'\\''")}'`;
}

/** An entry as it is, with its code and the number of its sends, also where the entry has no field for them. JSON has no sets. */
function withMeaning(entry: Entry, now: number, redrive: string) {
  const meaning = meaningOf(entry, now, redrive);
  const unanswered = entry.unanswered && [...entry.unanswered];
  return { code: meaning.code, ...entry, unanswered, attempts: sendsOf(entry), meaning };
}

async function main(args: string[]): Promise<number> {
  const options = readArguments(args, process.env);
  const { orderId, place, json } = options;
  const log = await connectEntries(place, systemClock);
  const redrive = redriveCommand(orderId, place);
  const { entries, unreadable } = await log.ofOrder(orderId);
  if (entries.length + unreadable.length === 0) {
    throw new Problem(
      `The notification log of ${nameOfPlace(place)} has no entry of order ${printable(orderId)}. Either no valid message of this order has reached a function, or the log has forgotten it. To look among the failed records: ${printable(redrive)} --dry-run`,
    );
  }
  const now = systemClock.wall();
  process.stdout.write(
    json
      ? `${JSON.stringify({ orderId, entries: entries.map((entry) => withMeaning(entry, now, redrive)), unreadable }, null, 2)}\n`
      : timeline(orderId, entries, unreadable, now, redrive),
  );
  return EXIT.ended;
}

run('explain', main, HELP);
