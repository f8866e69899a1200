import { systemClock } from '../lib/runtime/clock';
import { EXIT, Problem, run } from '../tools/command';
import { progressOn } from '../tools/terminal';
import { HELP, readArguments } from './doctor/arguments';
import { CHECKS } from './doctor/checks';
import { contextOf } from './doctor/context';
import { blindness, countOf, reportOf } from './doctor/report';
import { runChecks } from './doctor/run-checks';
import { nameOfPlace, stackName } from './place';

/** All checks run side by side, so the whole takes no longer. In milliseconds. */
const TIMEOUT = 20_000;
async function main(args: string[]): Promise<number> {
  const { place, json } = readArguments(args, process.env);
  const context = contextOf(
    place,
    { region: place.region },
    AbortSignal.timeout(TIMEOUT),
    systemClock.wall(),
  );
  const progress = progressOn(process.stderr);
  const findings = await runChecks(CHECKS, context, TIMEOUT, (running) =>
    progress.show(`Looking at ${stackName(place)}: ${running.join(', ')} …`),
  ).finally(() => progress.clear());
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
