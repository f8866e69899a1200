import { TABLES } from '../../local/dynamodb';
import { SUBJECTS, type SubjectName } from '../subjects';
import type { Bundle } from './bundle';
import type { ChildReport } from './child';
import { contactsFor, type EventFiles, type Workload } from './events';
import { type ProcessResult, runNode } from './process';
import type { ServerProcess } from './server-process';
import type { ServerCounts, ServerUrls } from './servers';

export interface Conditions {
  readonly sesMs: number;
  readonly dynamodbMs: number;
  /** Sends in flight at once, of those subjects that have a limit. */
  readonly concurrency: number;
}

/** What is measured is the work itself; of a deployment at the default rate, 14 are in flight. */
export const IN_FLIGHT = 12;

export const UNDELAYED: Conditions = { sesMs: 0, dynamodbMs: 0, concurrency: IN_FLIGHT };

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
  /** To DynamoDB a record by operation, warm-up included, whose batches are as large. */
  readonly requests: Readonly<Record<string, number>>;
  /** Of the mails, where they are the same as the other subjects'. */
  readonly digest: string;
}

export const environmentOf = (conditions: Conditions, servers: ServerUrls): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  NODE_NO_WARNINGS: '1',
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_ENDPOINT_URL_SES: servers.ses,
  AWS_ENDPOINT_URL_DYNAMODB: servers.dynamodb,
  SENDER_EMAIL: 'no-reply@shop.example',
  // Pacing off, as far as it goes.
  SES_MAX_SEND_RATE: '10000',
  SEND_INSTANCES: '1',
  MAX_CONCURRENT_SENDS: String(conditions.concurrency),
  ALLOWED_RECIPIENTS: '*',
  CONTACTS_TABLE: TABLES.contacts,
  RECIPIENTS_TABLE: TABLES.recipients,
  NOTIFICATION_LOG_TABLE: TABLES.notificationLog,
  // Powertools.
  IDEMPOTENCY_TABLE: 'idempotency',
  POWERTOOLS_SERVICE_NAME: 'notification-service',
  POWERTOOLS_METRICS_NAMESPACE: 'notification-service',
});

export interface Process {
  readonly ran: ProcessResult;
  readonly report: ChildReport;
  readonly served: ServerCounts;
}

/** A process that did less than all of its work, whose figures therefore count for nothing. */
export class RefusedError extends Error {}

function check(name: SubjectName, workload: Workload, { ran, report: { failed }, served }: Process): void {
  const { mails } = SUBJECTS[name];
  const records = workload.warmUp + workload.batch * workload.batches;
  const expected = mails ? records : 0;
  const problem =
    failed > 0
      ? `reported ${failed} records as failed`
      : served.sends !== expected
        ? `sent ${served.sends} mails instead of ${expected}`
        : undefined;
  if (problem) throw new RefusedError(`${name} ${problem}: ${ran.complaint}`);
}

export interface Bench {
  readonly servers: ServerProcess;
  readonly child: Bundle;
  readonly subjects: ReadonlyMap<SubjectName, Bundle>;
  /** Of Node.js, such as `--cpu-prof`. */
  readonly nodeOptions: readonly string[];
}

/** One process of one subject, against stores of its own. @throws RefusedError */
export async function runSubject(
  { servers, child, subjects, nodeOptions }: Bench,
  name: SubjectName,
  workload: Workload,
  files: EventFiles,
  conditions: Conditions,
): Promise<Process> {
  const bundle = subjects.get(name);
  if (!bundle) throw new Error(`${name} was not bundled`);
  const contacts = name.startsWith('floor-') ? [] : contactsFor(workload);
  const started = await servers.start({ ...conditions, contacts });
  const args = [...nodeOptions, child.file, bundle.file, files.warmUp, files.measured];
  const ending = runNode(args, environmentOf(conditions, started), servers.ended);
  const [ran, served] = [await ending.catch((error) => error), await servers.stop()];
  if (ran instanceof Error) throw ran;
  const report: ChildReport = JSON.parse(ran.said);
  const done = { ran, report, served };
  check(name, workload, done);
  return done;
}

export async function measure(
  bench: Bench,
  name: SubjectName,
  workload: Workload,
  files: EventFiles,
  conditions: Conditions,
): Promise<Measurement> {
  const { ran, report, served } = await runSubject(bench, name, workload, files, conditions);
  const measured = workload.batch * workload.batches;
  const all = measured + workload.warmUp;
  return {
    cpu: (report.userMicros + report.systemMicros) / 1_000 / measured,
    wall: report.wall / workload.batches,
    peakRss: report.peakRss,
    logBytes: ran.logBytes / all,
    sends: served.sends / all,
    requests: Object.fromEntries(
      Object.entries(served.requests).map(([operation, count]) => [operation, count / all]),
    ),
    digest: served.digest,
  };
}
