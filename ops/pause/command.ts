import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { systemClock } from '../../lib/runtime/clock';
import { EXIT, run } from '../../tools/command';
import { remaking } from '../../tools/mappings';
import { progressOn } from '../../tools/terminal';
import { printable } from '../../tools/text';
import { nameOfPlace, whereOf } from '../place';
import { type Arguments, helpOf, readArguments, type Turn } from './arguments';
import { GONE, type Mapping, mappingsIn, turnAll, WANTED } from './turn';

const listed = (mappings: readonly Mapping[]): string =>
  mappings.map(({ topic, state }) => `  ${printable(topic)}: ${state}\n`).join('');

const DONE: Readonly<Record<Turn, string>> = {
  pause: `These topics are not read; their records wait in Kafka, as long as the retention of the topic says. What is older than maxNotificationAge
when it is read (a day, unless you set it) is skipped as too_old. Go on with: npm run resume -- `,
  resume: 'Records are read on from where they were left.\n',
};

const goneText = (mapping: Mapping, where: string): string =>
  `${printable(mapping.topic)}: Lambda has no mapping ${mapping.uuid}: somebody deleted it by hand, and nothing reads its topic. Make it again:
  ${remaking(mapping, where)}
`;

/** Says how it ended. */
function report(turn: Turn, { place, topics }: Arguments, now: readonly Mapping[]): string {
  const gone = now.filter(({ state }) => state === GONE);
  const open = now.filter(({ state }) => state !== WANTED[turn] && state !== GONE);
  const missing = gone.map((mapping) => goneText(mapping, whereOf(place))).join('');
  const options = [whereOf(place), ...topics.map((topic) => `--topic ${topic}`)].join(' ');
  if (open.length > 0)
    return `${nameOfPlace(place)} is not ${WANTED[turn].toLowerCase()} yet:\n${listed(now)}Lambda goes on with it. Look again with: npm run ${turn} -- ${options}\n${missing}`;
  const next = turn === 'pause' ? `${options}\n` : '';
  return `${nameOfPlace(place)}:\n${listed(now)}${DONE[turn]}${next}${missing}`;
}

/** Who is in a hurry is told that AWS does not answer; a request is tried three times. In milliseconds. */
const PATIENCE = { connectionTimeout: 3_000, requestTimeout: 5_000, throwOnRequestTimeout: true };

async function turnMain(turn: Turn, args: string[]): Promise<number> {
  const options = readArguments(args, process.env);
  const { region } = options.place;
  const settings = { region, requestHandler: PATIENCE };
  const lambda = new LambdaClient(settings);
  const progress = progressOn(process.stderr);
  const mappings = await mappingsIn(options.place, options.topics, {
    cloudFormation: new CloudFormationClient(settings),
    lambda,
  });
  const now = await turnAll(turn, mappings, lambda, {
    clock: systemClock,
    show: (current) => progress.show(current.map(({ topic, state }) => `${topic} ${state}`).join(', ')),
  }).finally(() => progress.clear());
  process.stdout.write(report(turn, options, now));
  return now.every(({ state }) => state === WANTED[turn]) ? EXIT.ended : EXIT.left;
}

/** Runs `npm run pause` or `npm run resume`. */
export const runTurn = (turn: Turn): void => run(turn, (args) => turnMain(turn, args), helpOf(turn));
