import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { kafkaEvent } from '../../local/event';
import { Problem } from '../../tools/command';
import { plural } from '../../tools/text';
import { bundleAll, bundleInstance } from '../measure/bundle';
import { contactsFor } from '../measure/events';
import { environmentOf, UNDELAYED } from '../measure/measure';
import { type ServerProcess, startServerProcess } from '../measure/server-process';
import type { ServerUrls } from '../measure/servers';
import type { Say } from '../rounds';
import { figuresOf, type RateFigures, WARM_UP } from './figures';
import { type RateCell, SEND_INSTANCES, staticShare, TIMEOUT } from './plan';
import { percent } from './report';

/** Computes how long a cell lasts at least, in milliseconds: until its first mail, while it is measured, until one mail more. */
const lasts = ({ rate, seconds }: RateCell): number => 1_000 + WARM_UP + seconds * 1_000 + 2_000 / rate;

const READERS = 500;
const CONTACTS = contactsFor({ batch: 0, batches: 0, warmUp: 0 });

interface Bundles {
  readonly instance: string;
  readonly service: string;
}

const titleOf = ({ rate, instances, batch }: RateCell): string =>
  `${rate} a second, ${plural(instances, 'instance')}, batches of ${batch}`;

/** As deployed, but for the addresses of SES and DynamoDB. */
function environmentFor({ rate }: RateCell, urls: ServerUrls): Record<string, string> {
  const { MAX_CONCURRENT_SENDS: _, ...environment } = environmentOf(UNDELAYED, urls);
  return { ...environment, SES_MAX_SEND_RATE: String(rate), SEND_INSTANCES: String(SEND_INSTANCES) };
}

/** A batch of a partition of its own, each mail its own order. */
function eventOf(instance: number, batch: number, records: number): object {
  const messages = Array.from({ length: records }, (_, index) =>
    JSON.stringify({
      order_id: `${instance}-${batch}-${index}`,
      user_id: index % READERS,
      status: 'pending',
      message: 'Your order has been successfully created and is in pending status.',
    }),
  );
  return kafkaEvent('order_notification', messages, { partition: instance, offset: batch * records });
}

interface Instance {
  readonly child: ChildProcess;
  readonly ended: Promise<never>;
}

function startInstance(bundles: Bundles, environment: Readonly<Record<string, string>>): Instance {
  const child = fork(bundles.instance, [bundles.service, String(TIMEOUT * 1_000)], {
    env: environment,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: [],
  });
  const ended = once(child, 'exit').then(([code, signal]) => {
    throw new Problem(`An instance ended (${signal ?? code}).`);
  });
  ended.catch(() => {});
  return { child, ended };
}

/** @throws Problem when the instance ends by itself, or reports a record as failed */
async function answerOf({ child, ended }: Instance): Promise<void> {
  const [{ failed }] = await Promise.race([once(child, 'message'), ended]);
  if (failed > 0) throw new Problem(`An instance reported ${plural(failed, 'record')} as failed.`);
}

async function invoke(instance: Instance, event: object): Promise<void> {
  instance.child.send(event);
  await answerOf(instance);
}

/** Gives one batch after the other, as a partition does that has more records than can be sent. */
async function feed(instance: Instance, partition: number, { batch }: RateCell): Promise<never> {
  for (let number = 1; ; number++) await invoke(instance, eventOf(partition, number, batch));
}

async function measureCell(servers: ServerProcess, bundles: Bundles, cell: RateCell): Promise<RateFigures> {
  const urls = await servers.start({ sesMs: 0, dynamodbMs: 0, contacts: CONTACTS });
  const environment = environmentFor(cell, urls);
  const instances = Array.from({ length: cell.instances }, () => startInstance(bundles, environment));
  const killAll = () => {
    for (const { child } of instances) child.kill('SIGKILL');
  };
  process.once('exit', killAll);
  try {
    await Promise.all(instances.map(answerOf));
    // Warm, as most instances are: one after the other, so that they do not load their code at the same moment.
    for (const [partition, instance] of instances.entries()) await invoke(instance, eventOf(partition, 0, 1));
    const working = instances.map((instance, partition) => feed(instance, partition, cell));
    await Promise.race([sleep(lasts(cell)), servers.ended, ...working]);
    // What ends from now on is ended here.
    for (const one of working) one.catch(() => {});
  } finally {
    process.removeListener('exit', killAll);
    killAll();
  }
  return figuresOf(cell, await servers.stop());
}

/**
 * Measures how much of the rate instances use that have more mails than they may send.
 *
 * @param save is given what has been measured so far, after every cell
 */
export async function measureRate(
  cells: readonly RateCell[],
  say: Say,
  save: (measured: readonly RateFigures[]) => void,
): Promise<RateFigures[]> {
  const { subjects } = await bundleAll(['service']);
  const bundles = { instance: (await bundleInstance()).file, service: subjects.get('service')?.file ?? '' };
  const servers = startServerProcess();
  const measured: RateFigures[] = [];
  try {
    for (const [index, cell] of cells.entries()) {
      const left = cells.slice(index).reduce((sum, { seconds }) => sum + seconds + 7, 0);
      say(`${index + 1}/${cells.length}  ${titleOf(cell)}, about ${left} s left`);
      const figures = await measureCell(servers, bundles, cell);
      say(`  used ${percent(figures.used)} of the rate; static shares: ${percent(staticShare(cell))}`);
      measured.push(figures);
      save(measured);
    }
    return measured;
  } finally {
    servers.close();
  }
}
