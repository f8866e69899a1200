import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { systemClock } from '../lib/runtime/clock';
import { EXIT, run, stopSignal } from '../tools/command';
import { progressOn } from '../tools/terminal';
import { entriesIn } from './entries';
import { clientConfig, notificationsIn, tableOf } from './place';
import { connectLambda, invoker } from './redrive/invoke';
import { HELP, readArguments } from './smoke/arguments';
import { cleanUp } from './smoke/clean-up';
import { smokeOrder } from './smoke/event';
import { remainderText, reportOf, textOf } from './smoke/report';
import { type Step, smoke } from './smoke/smoke';

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
  const lambda = connectLambda(place);
  const stop = stopSignal();
  const progress = progressOn(process.stderr);
  let steps: readonly Step[];
  let isClean = false;
  try {
    const functions = new Map([...notifications].map(([name, { topic }]) => [name, topic]));
    steps = await smoke(
      functions,
      { ...options, orderId },
      {
        invoke: invoker(lambda, systemClock),
        entries: entriesIn(client, tables.log, systemClock),
        clock: systemClock,
        stop,
        show: (now) => progress.show(now.map((step) => `${step.topic} ${textOf(step)}`).join('; ')),
      },
    );
    progress.clear();
    process.stdout.write(reportOf(steps, orderId, options));
  } finally {
    progress.clear();
    // What is still under way goes on in Lambda.
    lambda.destroy();
    isClean = await cleanUp(client, tables, orderId).then(
      () => true,
      (error) => {
        process.stderr.write(remainderText(error, orderId, options));
        return false;
      },
    );
  }
  if (stop.aborted) return EXIT.interrupted;
  return isClean && steps.every(({ delivered }) => delivered !== undefined) ? EXIT.ended : EXIT.left;
}

run('smoke', main, HELP);
