import { systemClock } from '../lib/runtime/clock';
import { EXIT, Problem, run } from '../tools/command';
import { printable } from '../tools/text';
import { connectEntries } from './entries';
import { HELP, readArguments } from './explain/arguments';
import { commandsFor } from './explain/commands';
import { documentOf } from './explain/document';
import { timeline } from './explain/timeline';
import { nameOfPlace } from './place';

async function main(args: string[]): Promise<number> {
  const { orderId, place, json } = readArguments(args, process.env);
  const entries = await connectEntries(place, systemClock);
  const commands = commandsFor(orderId, place, entries.table);
  const log = await entries.ofOrder(orderId);
  if (log.entries.length + log.mails.length + log.unreadable.length === 0) {
    throw new Problem(
      `The notification log of ${nameOfPlace(place)} has no entry of order ${printable(orderId)}. Either no valid message of this order has reached a function, or the log has forgotten it. To look among the failed records: ${printable(commands.redrive)} --dry-run`,
    );
  }
  const now = systemClock.wall();
  process.stdout.write(
    json
      ? `${JSON.stringify(documentOf(orderId, log, now, commands), null, 2)}\n`
      : timeline(orderId, log, now, commands),
  );
  return EXIT.ended;
}

run('explain', main, HELP);
