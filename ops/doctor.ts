import { systemClock } from '../lib/runtime/clock';
import { withTimeout } from '../lib/runtime/timeout';
import { EXIT, Problem, run } from '../tools/command';
import { progressOn } from '../tools/terminal';
import { HELP, readArguments } from './doctor/arguments';
import { CHECKS } from './doctor/checks';
import { clientsWith, contextOf } from './doctor/context';
import { blindness, countOf, reportOf } from './doctor/report';
import { runChecks } from './doctor/run-checks';
import { type AwsPlace, nameOfPlace, sesConfig, stackName } from './place';

/** All checks run side by side, so the whole takes no longer. In milliseconds. */
const TIMEOUT = 20_000;
/** Before them, one request. In milliseconds. */
const LOOK_UP = 5_000;

/** That there is no such stack is one sentence, and not one for each check. Whatever else is wrong, the checks tell. */
async function sesRegionOf(place: AwsPlace): Promise<string> {
  try {
    return (await withTimeout(LOOK_UP, sesConfig(place))).region;
  } catch (error) {
    if (error instanceof Problem) throw error;
    return place.region;
  }
}

async function main(args: string[]): Promise<number> {
  const { place, json } = readArguments(args, process.env);
  const clients = clientsWith({ region: place.region }, await sesRegionOf(place));
  const context = contextOf(place, clients, AbortSignal.timeout(TIMEOUT), systemClock.wall());
  const progress = progressOn(process.stderr);
  const findings = await runChecks(CHECKS, context, TIMEOUT, (running) =>
    progress.show(`Looking at ${stackName(place)}: ${running.join(', ')} …`),
  );
  progress.clear();
  const nothingSeen = blindness(findings);
  if (nothingSeen !== undefined) throw new Problem(`${nameOfPlace(place)}: ${nothingSeen}`);
  process.stdout.write(
    json
      ? `${JSON.stringify({ stack: stackName(place), region: place.region, findings }, null, 2)}\n`
      : reportOf(findings, place),
  );
  return countOf(findings, 'wrong') > 0 ? EXIT.left : EXIT.ended;
}

run('doctor', main, HELP);
