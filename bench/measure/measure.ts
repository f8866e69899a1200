import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { TABLES } from '../../local/dynamodb';
import { SUBJECTS, type SubjectName } from '../subjects';
import { BUILT, type Bundle } from './bundle';
import type { ChildReport } from './child';
import { contactsFor, type EventFiles, type Workload } from './events';
import type { ServerProcess } from './server-process';
import type { Served, Started } from './servers';

export interface Conditions {
  readonly sesMs: number;
  readonly dynamodbMs: number;
  /** Sends in flight at once, of those subjects that have a limit. */
  readonly concurrency: number;
}

/** One process of one subject. */
export interface Measurement {
  /** CPU time of the process in milliseconds a record: user and system. */
  readonly cpu: number;
  /** Milliseconds a batch. */
  readonly wall: number;
  /** Of the whole process, in bytes. */
  readonly peakRss: number;
  /** Of its log, warm-up included, a record. */
  readonly logBytes: number;
  /** To SES a record. */
  readonly sends: number;
  /** To DynamoDB a record, warm-up included, in all and by operation. */
  readonly requests: Readonly<Record<string, number>>;
  /** Of the mails, where they are the same as the other subjects'. */
  readonly digest: string;
}

const environmentOf = (conditions: Conditions, servers: Started): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  // As the functions are deployed.
  NODE_OPTIONS: '--enable-source-maps',
  NODE_NO_WARNINGS: '1',
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_ENDPOINT_URL_SES: servers.ses,
  AWS_ENDPOINT_URL_DYNAMODB: servers.dynamodb,
  SENDER_EMAIL: 'no-reply@shop.example',
  // Pacing off, as far as it goes.
  SES_MAX_SEND_RATE: '10000',
  MAX_CONCURRENT_SENDS: String(conditions.concurrency),
  ALLOWED_RECIPIENTS: '*',
  CONTACTS_TABLE: TABLES.contacts,
  NOTIFICATION_LOG_TABLE: TABLES.notificationLog,
  // Powertools.
  IDEMPOTENCY_TABLE: 'idempotency',
  POWERTOOLS_SERVICE_NAME: 'notification-service',
  POWERTOOLS_METRICS_NAMESPACE: 'notification-service',
});

async function textOf(stream: NodeJS.ReadableStream | null | undefined): Promise<string> {
  let text = '';
  for await (const chunk of stream ?? []) text += chunk;
  return text;
}

interface Ran {
  readonly report: ChildReport;
  readonly logBytes: number;
}

async function runChild(
  child: Bundle,
  bundle: Bundle,
  files: EventFiles,
  environment: Record<string, string>,
  nodeOptions: readonly string[],
): Promise<Ran> {
  mkdirSync(BUILT, { recursive: true });
  const log = join(BUILT, 'subject.log');
  const stdout = openSync(log, 'w');
  const running = spawn(
    process.execPath,
    [...nodeOptions, child.file, bundle.file, files.warmUp, files.measured],
    { env: environment, stdio: ['ignore', stdout, 'pipe', 'pipe'] },
  );
  closeSync(stdout);
  const [errors, said, [code]] = await Promise.all([
    textOf(running.stderr),
    textOf(running.stdio[3] as NodeJS.ReadableStream),
    once(running, 'close'),
  ]);
  if (code !== 0 || said === '')
    throw new Error(`${bundle.file} ended with ${code}:\n${errors.slice(-2_000)}`);
  return { report: JSON.parse(said), logBytes: statSync(log).size };
}

/** A subject that does less than all of its work is not measured but refused. */
function check(name: SubjectName, workload: Workload, { failed }: ChildReport, served: Served): void {
  const { mails } = SUBJECTS[name];
  const records = workload.warmUp + workload.batch * workload.batches;
  const expected = mails ? records : 0;
  const problem =
    failed > 0
      ? `reported ${failed} records as failed`
      : served.sends !== expected
        ? `sent ${served.sends} mails instead of ${expected}`
        : undefined;
  if (problem) throw new Error(`${name} ${problem}`);
}

export interface Bench {
  readonly servers: ServerProcess;
  readonly child: Bundle;
  readonly subjects: ReadonlyMap<SubjectName, Bundle>;
  /** Of Node.js, such as `--cpu-prof`. */
  readonly nodeOptions: readonly string[];
}

export async function measure(
  { servers, child, subjects, nodeOptions }: Bench,
  name: SubjectName,
  workload: Workload,
  files: EventFiles,
  conditions: Conditions,
): Promise<Measurement> {
  const bundle = subjects.get(name);
  if (!bundle) throw new Error(`${name} was not bundled`);
  const started = await servers.start({ ...conditions, contacts: contactsFor(workload) });
  let served: Served | undefined;
  let ran: Ran;
  try {
    ran = await runChild(child, bundle, files, environmentOf(conditions, started), nodeOptions);
  } finally {
    served = await servers.stop();
  }
  const { report, logBytes } = ran;
  check(name, workload, report, served);
  const measured = workload.batch * workload.batches;
  const all = measured + workload.warmUp;
  return {
    cpu: (report.userMicros + report.systemMicros) / 1_000 / measured,
    wall: report.wall / workload.batches,
    peakRss: report.peakRss,
    logBytes: logBytes / all,
    sends: served.sends / all,
    requests: Object.fromEntries(
      Object.entries(served.requests).map(([operation, count]) => [operation, count / all]),
    ),
    digest: served.digest,
  };
}
