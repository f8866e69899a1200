import { Problem } from '../../tools/command';
import { ports, urlOf } from '../../tools/ports';
import type { BookedRecord } from '../kafka/record-book';
import { readMappingsView } from '../kafka/wire';
import { orderOf } from '../messages';
import type { Journal } from './journal';
import type { ShownRecord, TopicsView } from './views';

/** In milliseconds; a broker that is away is asked for longer. */
const PATIENCE = 3_000;

const TROUBLE = {
  error: 'the function failed',
  invalid: 'the function answered what makes no sense',
} as const;

/** How a record ended, or why it comes again: what its mapping knows, in the words of the function. */
export function shown(record: BookedRecord, journal: Journal): ShownRecord {
  const { topic, partition, offset, state, trouble, condition } = record;
  const own = orderOf(record.value) ?? undefined;
  const told = journal.outcomeOf(`${topic}-${partition}@${offset}`);
  // What was redriven may be a record of an earlier run that stood at the same place.
  const isOther = own !== undefined && told?.orderId !== undefined && told.orderId !== own;
  const { kind, code, reason, orderId = own } = (isOther ? undefined : told) ?? {};
  const known = { ...record, orderId };
  if (state === 'waiting' || state === 'at work') return { ...known, outcome: undefined, why: undefined };
  // A function writes no line of what it has sent.
  if (state === 'ended' && kind !== 'skipped') return { ...known, outcome: 'sent', why: undefined };
  const words = trouble ? TROUBLE[trouble] : [code, reason].filter(Boolean).join(': ');
  const why = [words, condition].filter(Boolean).join('; ');
  return { ...known, outcome: state === 'ended' ? 'skipped' : 'failed', why };
}

/** Asks the mappings how far they are. @throws Problem where they do not poll yet. */
export async function topicsView(journal: Journal): Promise<TopicsView> {
  let answer: Response;
  try {
    answer = await fetch(`${urlOf(ports.publish)}/topics`, { signal: AbortSignal.timeout(PATIENCE) });
  } catch {
    throw new Problem(
      'The topics do not answer. They are polled as soon as the sample events have ended; with --kafka, see whether the broker runs.',
    );
  }
  if (!answer.ok) throw new Problem(`The topics do not answer: ${await answer.text()}`);
  const { from, partitions, records } = readMappingsView(await answer.json());
  return { from, partitions, records: records.map((record) => shown(record, journal)) };
}
