import { systemClock } from '../lib/runtime/clock';
import { EXIT, messageOf, run } from '../tools/command';
import { progressOn } from '../tools/terminal';
import { HELP, readArguments } from './doctor/arguments';
import { CHECKS } from './doctor/checks';
import { clientsWith, contextOf } from './doctor/context';
import { countOf, reportOf } from './doctor/report';
import { runChecks } from './doctor/run-checks';
import { noStack, stackName } from './place';

/** All checks run side by side, so the whole takes no longer. In milliseconds. */
const TIMEOUT = 20_000;

async function main(args: string[]): Promise<number> {
  const { place, json } = readArguments(args, process.env);
  const context = contextOf(
    place,
    clientsWith({ region: place.region }),
    AbortSignal.timeout(TIMEOUT),
    systemClock.wall(),
  );
  // That there is no such stack is one sentence, and not one for each check. Whatever else is wrong, the checks tell.
  await context.resources('').catch((error) => {
    if (/does not exist/.test(messageOf(error))) noStack(place, error);
  });
  const progress = progressOn(process.stderr);
  const findings = await runChecks(CHECKS, context, TIMEOUT, (running) =>
    progress.show(`Looking at ${stackName(place)}: ${running.join(', ')} …`),
  );
  progress.clear();
  process.stdout.write(
    json
      ? `${JSON.stringify({ stack: stackName(place), region: place.region, findings }, null, 2)}\n`
      : reportOf(findings, place),
  );
  return countOf(findings, 'wrong') > 0 ? EXIT.left : EXIT.ended;
}

run('doctor', main, HELP);
