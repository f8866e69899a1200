import { EXIT, Problem, run } from '../tools/command';
import { portProblems, ports, urlOf } from '../tools/ports';
import { hasChannel } from './channels';
import { startDynamoDb } from './dynamodb';
import { newRule } from './eventbridge/rule';
import { lambdaAt } from './kafka/lambda';
import { onFailureFolder } from './kafka/on-failure';
import { newKept } from './kept';
import { newJournal } from './page/journal';
import { pageParts } from './page/parts';
import { LOCAL_SECRETS, startPreferences } from './preferences-page';
import type { ReceivedPush } from './push/message';
import { startPush } from './push/server';
import { type Sample, samples } from './samples';
import { startSecretsManager } from './secrets-manager';
import { startSes } from './ses/server';
import { startSms } from './sms/server';
import type { ReceivedText } from './sms/text';
import { requireFree } from './start/free-ports';
import { startOffline } from './start/offline';
import { HELP, readOptions, type StartOptions } from './start/options';
import { newOutput } from './start/output';
import { endedAsNamed, reportOf } from './start/report';
import { runSample, type SampleResult } from './start/run-sample';
import { type Open, untilSignal } from './start/until-signal';

const WELCOME = `
  Page        ${urlOf(ports.ses)}   messages, topics, orders, failed: open it in a browser
  Preferences ${urlOf(ports.preferences)}   each mail has the link of its reader
  Lambda API  ${urlOf(ports.lambda)}
  DynamoDB    ${urlOf(ports.dynamodb)}
`;

const NEXT = `
Type next, in another terminal, as soon as the topics are polled here:

  npm run publish -- order_notification '{"order_id": 1001, "user_id": 1, "status": "pending", "message": "Hello."}'
`;

async function invoke({ topic, event }: Sample): Promise<unknown> {
  const name = `notification-service-dev-${topic}Notification`;
  const url = `${urlOf(ports.lambda)}/2015-03-31/functions/${name}/invocations`;
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(event) });
  return response.json();
}

/** Starts the stack, sends the samples, and polls until the functions end. @returns the exit code. */
async function work(options: StartOptions, open: Open): Promise<number> {
  const output = newOutput({ forPeople: process.stdout.isTTY && !options.json });
  console.log('Starting SES, DynamoDB and the functions …');
  const { channels } = options;
  const hasSms = hasChannel('sms', channels);
  const hasPush = hasChannel('push', channels);
  const { publish, sms, push, ...always } = ports;
  const { lambda } = always;
  await requireFree([
    ...Object.values(always),
    ...(hasSms ? [sms] : []),
    ...(hasPush ? [push] : []),
    ...(options.once ? [] : [publish]),
  ]);
  const rule = newRule({
    invoke: lambdaAt(urlOf(lambda)),
    functionName: 'notification-service-dev-mailEvents',
    settings: options.events,
    report: (level, message) => output.report('rule', level, message),
  });
  const texts = newKept<ReceivedText>();
  const pushes = newKept<ReceivedPush>();
  const journal = newJournal();
  const page = pageParts({ journal, onFailureFolder: onFailureFolder(), mails: () => ses.messages });
  const ses = await open(() => startSes({ ...options.ses, onEvent: rule.send, texts, pushes, page }));
  if (hasSms) await open(() => startSms({ port: sms.number, kept: texts }));
  if (hasPush) await open(() => startPush({ port: push.number, kept: pushes }));
  await open(() => startDynamoDb({ port: ports.dynamodb.number }));
  await open(() => startSecretsManager(LOCAL_SECRETS, ports.secrets.number));
  await open(() => startPreferences(lambdaAt(urlOf(lambda)), 'notification-service-dev-preferences'));
  console.log(options.once ? WELCOME : WELCOME + NEXT);
  const offline = await open(() =>
    startOffline({
      environment: { ...options.mappings, ...options.rate, CHANNELS: channels },
      onLine: output.line,
      onReport(level, message) {
        output.report('mapping', level, message);
        journal.changed();
      },
      onMistake: output.mistake,
    }),
  );
  // Ends first: nothing more goes to functions that end.
  await open(async () => rule);
  await offline.ready();

  const results: SampleResult[] = [];
  for (const sample of options.samples ? samples() : []) {
    output.heading(sample.name);
    results.push(await runSample(sample, { invoke, listen: output.listen }));
  }
  if (results.length > 0) console.log(`\n${reportOf(results)}`);
  // The sample events were at no place of a topic.
  output.listen(journal.line);
  if (options.once) return results.every(endedAsNamed) ? EXIT.ended : EXIT.left;

  console.log(
    `Polling ${await offline.poll()}.\nCtrl-C ends everything. Log lines of the functions follow.\n`,
  );
  await offline.exited;
  throw new Problem('The functions have ended by themselves.');
}

async function main(args: string[]): Promise<number> {
  const options = readOptions(args);
  const problems = portProblems();
  if (problems.length > 0) throw new Problem(problems.join('\n'));
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  return untilSignal(options.once ? EXIT.interrupted : EXIT.ended, (open) => work(options, open));
}

run(process.argv.includes('--once') ? 'demo' : 'start', main, HELP);
