import { systemClock } from '../../lib/runtime/clock';
import { connectEntries, type Entries } from '../../ops/entries';
import { placeOf } from '../../ops/place';
import { connectLambda } from '../../ops/redrive/invoke';
import { ports, urlOf } from '../../tools/ports';
import { localClient } from '../dynamodb';

/** As `--local` names it. */
export const place = placeOf({ local: true }, {});

/*
 * One client of each for as long as the page is served: it asks again and again, and each client keeps its connections open.
 */
export const lambda = connectLambda(place);
export const dynamodb = localClient(urlOf(ports.dynamodb));

let entries: Promise<Entries> | undefined;

/** Reads the log of the local stack. @throws Problem while that is not there */
export async function localEntries(): Promise<Entries> {
  entries ??= connectEntries(place, systemClock);
  try {
    return await entries;
  } catch (error) {
    entries = undefined;
    throw error;
  }
}
