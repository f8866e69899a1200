import { parseCommandLine } from '../../tools/command';
import { AWS_PLACE_HELP, AWS_PLACE_OPTIONS, type AwsPlace, awsPlaceOf } from '../place';

export const HELP = `Looks at what is really deployed, and says line by line what is right (✓), worth a look (!) or wrong (✗), with the fix. It reads, and
changes nothing.

  npm run doctor -- --stage <stage> [options]

${AWS_PLACE_HELP}
  --json              print the same for other programs (npm run --silent doctor -- …)
  -h, --help          print this text

It asks AWS as you; docs/doctor.md lists the permissions. What your credentials do not permit is a line with !, and so is what has no
answer within 20 seconds; the rest is told all the same.

Exit code: 0 nothing is wrong; 1 a line has ✗, nothing could be looked at, or something went wrong; 2 wrong options.
`;

export interface Arguments {
  readonly place: AwsPlace;
  readonly json: boolean;
}

/** @throws UsageError */
export function readArguments(
  args: string[],
  environment: Readonly<Record<string, string | undefined>>,
): Arguments {
  const { values } = parseCommandLine({ args, options: { ...AWS_PLACE_OPTIONS, json: { type: 'boolean' } } });
  return { place: awsPlaceOf(values, environment), json: values.json ?? false };
}
