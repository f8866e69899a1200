import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../support/docs';
import { importsOf } from '../support/imports';

/** Which room each room of `lib` may import from; the order is that of the way of a record, backwards. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  runtime: [],
  aws: ['runtime'],
  kafka: ['runtime'],
  notifications: ['kafka', 'runtime'],
  recipients: ['notifications', 'aws', 'runtime'],
  log: ['notifications', 'aws', 'runtime'],
  channels: ['config.ts', 'recipients', 'notifications', 'aws', 'runtime'],
  'deliver.ts': ['channels', 'recipients', 'log', 'notifications', 'kafka', 'runtime'],
  'lane.ts': ['deliver.ts', 'channels', 'runtime'],
  'config.ts': ['notifications', 'runtime'],
  'preferences-page': ['config.ts', 'channels', 'recipients', 'notifications', 'aws', 'runtime'],
  // The composition root knows all that is built.
  'dependencies.ts': [
    'config.ts',
    'preferences-page',
    'channels',
    'recipients',
    'log',
    'notifications',
    'aws',
    'runtime',
  ],
  'batch.ts': ['dependencies.ts', 'deliver.ts', 'log', 'kafka', 'runtime'],
  'mail-events': ['config.ts', 'channels', 'recipients', 'log', 'notifications', 'aws', 'runtime'],
  'consume.ts': [
    'batch.ts',
    'config.ts',
    'dependencies.ts',
    'lane.ts',
    'deliver.ts',
    'channels',
    'recipients',
    'log',
    'notifications',
    'kafka',
    'runtime',
  ],
};

const sourcesIn = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file));

/** `lib/kafka/event.ts` → `kafka`, `lib/consume` → `consume.ts`; undefined outside `lib`. */
function roomOf(file: string): string | undefined {
  const [top, room, ...rest] = file.split('/');
  if (top !== 'lib' || room === undefined) return undefined;
  return rest.length > 0 || room.endsWith('.ts') ? room : `${room}.ts`;
}

describe.each(sourcesIn('lib'))('%s', (file) => {
  const room = roomOf(file) ?? '';

  it('is in a room of the house', () => {
    expect(Object.keys(MAY_IMPORT)).toContain(room);
  });

  it('imports from its own room and those before it', () => {
    const rooms = importsOf(file).flatMap((imported) => roomOf(imported) ?? []);

    expect(rooms.filter((other) => other !== room && !MAY_IMPORT[room]?.includes(other))).toEqual([]);
  });
});

/** What holds for all mails, whichever file is to blame. */
const WITHOUT_SUBJECT = ['channels/email/injection'];

it('the unit tests of lib stand where their subjects do', () => {
  const rooms = Object.keys(MAY_IMPORT).filter((room) => !room.endsWith('.ts'));
  const subjects = rooms
    .flatMap((room) => sourcesIn(`test/unit/${room}`))
    .map((file) => file.replace(/^test\/unit\/(.*)\.test\.ts$/, '$1'));

  expect(subjects.length).toBeGreaterThan(20);
  expect(
    subjects.filter(
      (subject) => !existsSync(join(ROOT, `lib/${subject}.ts`)) && !WITHOUT_SUBJECT.includes(subject),
    ),
  ).toEqual([]);
});

/** What is about a document and not a file. */
const OF_DOCUMENTS = ['ops/elastic', 'ops/examples'];

it.each(['ops', 'tools'])('the unit tests of %s stand where their subjects do', (folder) => {
  const subjects = sourcesIn(`test/unit/${folder}`).map((file) =>
    file.replace(/^test\/unit\/(.*)\.test\.ts$/, '$1'),
  );

  expect(subjects.length).toBeGreaterThan(3);
  expect(
    subjects.filter((subject) => !existsSync(join(ROOT, `${subject}.ts`)) && !OF_DOCUMENTS.includes(subject)),
  ).toEqual([]);
});

it('no two rooms import from each other', () => {
  const reaches = (room: string, seen = new Set<string>()): Set<string> => {
    for (const next of MAY_IMPORT[room] ?? []) if (!seen.has(next)) reaches(next, seen.add(next));
    return seen;
  };

  expect(Object.keys(MAY_IMPORT).filter((room) => reaches(room).has(room))).toEqual([]);
});

it.each(sourcesIn('handlers').filter((file) => file.endsWith('-notification.ts')))(
  '%s knows the consumer, its message and what it says, and no more',
  (file) => {
    const [topic] = file.slice('handlers/'.length).split('-notification');

    expect(
      importsOf(file)
        .filter((imported) => imported !== 'lib/consume')
        .sort(),
    ).toEqual([
      ...['email', 'push', 'sms'].map((channel) => `lib/channels/${channel}/${topic}`),
      `lib/notifications/${topic}`,
    ]);
  },
);
