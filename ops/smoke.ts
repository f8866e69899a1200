import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { systemClock } from '../lib/runtime/clock';
import { EXIT, run, stopSignal } from '../tools/command';
import { progressOn } from '../tools/terminal';
import { plural, printable } from '../tools/text';
import { entriesIn } from './entries';
import { clientConfig, nameOfPlace, notificationsIn, tableOf } from './place';
import { connectLambda, invoker } from './redrive/invoke';
import { type Arguments, HELP, readArguments } from './smoke/arguments';
import { cleanUp } from './smoke/clean-up';
import { smokeOrder } from './smoke/event';
import { type Step, smoke } from './smoke/smoke';

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

function textOf({ sent, delivered, problem }: Step): string {
  const was = sent === undefined ? [] : [`sent after ${seconds(sent)}`];
  if (delivered !== undefined) return [...was, `delivered after ${seconds(delivered)}`].join(', ');
  if (problem !== undefined) return [...was, problem].join(', ');
  return sent === undefined
    ? 'the log does not say sent'
    : [...was, 'SES has not told of a delivery yet'].join(', ');
}

function report(steps: readonly Step[], orderId: string, { place, to }: Arguments): string {
  const delivered = steps.filter((step) => step.delivered !== undefined).length;
  const width = Math.max(...steps.map(({ topic }) => topic.length));
  const lines = steps.map((step) => `  ${step.topic.padEnd(width)}  ${printable(textOf(step))}\n`);
  return `${nameOfPlace(place)}, order ${orderId} to ${printable(to)}\n${lines.join('')}${delivered} of ${plural(steps.length, 'notification')} delivered\n`;
}

async function main(args: string[]): Promise<number> {
  const options = readArguments(args, process.env);
  const { place } = options;
  const tables = {
    log: await tableOf(place, 'notification-log'),
    recipients: await tableOf(place, 'recipients'),
  };
  const client = new DynamoDBClient(clientConfig(place, 'dynamodb'));
  const orderId = smokeOrder(systemClock.wall());
  const notifications = await notificationsIn(place);
  const stop = stopSignal();
  const progress = progressOn(process.stderr);
  let steps: readonly Step[];
  try {
    const functions = new Map([...notifications].map(([name, { topic }]) => [name, topic]));
    steps = await smoke(
      functions,
      { ...options, orderId },
      {
        invoke: invoker(connectLambda(place), systemClock),
        entries: entriesIn(client, tables.log, systemClock),
        clock: systemClock,
        stop,
        show: (now) => progress.show(now.map((step) => `${step.topic} ${textOf(step)}`).join('; ')),
      },
    );
  } finally {
    progress.clear();
    await cleanUp(client, tables, orderId);
  }
  process.stdout.write(report(steps, orderId, options));
  if (stop.aborted) return EXIT.interrupted;
  return steps.every(({ delivered }) => delivered !== undefined) ? EXIT.ended : EXIT.left;
}

run('smoke', main, HELP);
