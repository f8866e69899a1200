import { systemClock } from '../lib/runtime/clock';
import { EXIT, run } from '../tools/command';
import { confirm, progressOn } from '../tools/terminal';
import { plural } from '../tools/text';
import { connectEntries, type Entries } from './entries';
import { nameOfPlace, notificationsIn, outputOf } from './place';
import { type Arguments, HELP, readArguments } from './redrive/arguments';
import { connectLambda, invoker } from './redrive/invoke';
import { question, surveyReport, tallyReport } from './redrive/report';
import { bucketStore, type DocumentStore, folderStore } from './redrive/store';
import { type Survey, survey } from './redrive/survey';
import { newTally } from './redrive/tally';
import { work } from './redrive/work';

const progress = progressOn(process.stderr);

/** One Ctrl-C may come twice: from the terminal, and passed on by npm. In milliseconds. */
const SAME_SIGNAL = 1_000;

/** The first Ctrl-C asks to stop, the second one is obeyed at once. */
function stopOnSignal(): AbortSignal {
  const stopping = new AbortController();
  let askedAt = 0;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping.signal.aborted) {
        if (systemClock.now() - askedAt > SAME_SIGNAL) process.exit(EXIT.interrupted);
        return;
      }
      askedAt = systemClock.now();
      progress.clear();
      process.stderr.write('Ending after the invocations under way; Ctrl-C again ends at once.\n');
      stopping.abort();
    });
  }
  return stopping.signal;
}

type Places = { readonly store: DocumentStore; readonly entries: Entries };

async function connect({ place, bucket, folder }: Arguments): Promise<Places> {
  const store =
    place.kind === 'local'
      ? folderStore(folder)
      : bucketStore(bucket ?? (await outputOf(place, 'OnFailureBucketName')), place.region);
  return { store, entries: await connectEntries(place, systemClock) };
}

async function look(options: Arguments, { store, entries }: Places): Promise<Survey> {
  const { place, filter, maxAgeSeconds } = options;
  const notifications = await notificationsIn(place);
  const found = await survey(
    { store, entries, filter, notifications, maxAgeSeconds, now: systemClock.wall() },
    (read) => progress.show(`Reading ${store.name}: ${plural(read, 'document')} …`),
  );
  progress.clear();
  process.stdout.write(surveyReport(found));
  return found;
}

/** Sends, and says how it ended, even if something broke on the way. */
async function act(
  { place, maxAgeSeconds, resendUnknown }: Arguments,
  documents: Survey['documents'],
  store: DocumentStore,
) {
  const tally = newTally();
  const stop = stopOnSignal();
  const redrive = { maxAgeSeconds, ...(resendUnknown && { resendUnknownBefore: systemClock.wall() }) };
  const invoke = invoker(connectLambda(place), systemClock);
  const total = documents.reduce((sum, { records }) => sum + records.length, 0);
  let done = 0;
  try {
    await work(documents, { store, invoke, redrive, tally, stop }, ({ records }) => {
      done += records.length;
      progress.show(`${done} of ${plural(total, 'record')}, ${tally.kept} kept …`);
    });
  } finally {
    progress.clear();
    process.stdout.write(`\n${tallyReport(tally)}`);
    if (tally.kept > 0) process.stdout.write(`${plural(tally.kept, 'record')} kept in ${store.name}.\n`);
  }
  return { kept: tally.kept, interrupted: stop.aborted };
}

async function main(args: string[]): Promise<number> {
  const options = readArguments(args, process.env, systemClock.wall());
  const places = await connect(options);
  const { documents, unreadable } = await look(options, places);
  if (documents.length === 0) process.stdout.write(`Nothing to send in ${places.store.name}.\n`);
  if (options.dryRun) {
    process.stdout.write('Nothing was sent: this was a dry run.\n');
    return EXIT.ended;
  }
  if (documents.length === 0) return unreadable.length > 0 ? EXIT.left : EXIT.ended;
  if (
    !options.yes &&
    !(await confirm(question(documents, nameOfPlace(options.place), options.resendUnknown)))
  ) {
    process.stderr.write('Nothing was sent.\n');
    return EXIT.left;
  }
  const { kept, interrupted } = await act(options, documents, places.store);
  if (interrupted) return EXIT.interrupted;
  return kept > 0 || unreadable.length > 0 ? EXIT.left : EXIT.ended;
}

run('redrive', main, HELP);
