import { parseCommandLine } from '../../tools/command';
import { AWS_PLACE_HELP, AWS_PLACE_OPTIONS, type AwsPlace, awsPlaceOf } from '../place';

/** The two ways to turn the switch. */
export type Turn = 'pause' | 'resume';

const WHAT: Readonly<Record<Turn, string>> = {
  pause: `Stops reading Kafka, and loses nothing: turns the event source mappings off and waits until they are. Records wait in
Kafka; npm run resume goes on where this stopped. An invocation that is under way ends by itself.`,
  resume: `Reads Kafka again where npm run pause stopped: turns the event source mappings on and waits until they are.`,
};

const NOTES: Readonly<Record<Turn, string>> = {
  pause: `Kafka keeps records as long as the retention of the topic says, and the place of a consumer group that reads nothing for a week by
default (offsets.retention.minutes). A record that is older than maxNotificationAge when it is read (a day, unless you set
it) is skipped as too_old.
`,
  resume: `A mapping that the deployment itself turned off (enabled=false) is turned on too: name --topic to leave it alone.
`,
};

export const helpOf = (turn: Turn): string => `${WHAT[turn]}

  npm run ${turn} -- --stage <stage> [options]

${AWS_PLACE_HELP}
  --topic <topic>     this Kafka topic only; may be repeated
  -h, --help          print this text

It can be run again at any time: what is done already is left alone. Ctrl-C ends the waiting, not the change.
${NOTES[turn]}
Permissions: cloudformation:ListStackResources, lambda:GetEventSourceMapping, lambda:UpdateEventSourceMapping.

Exit code: 0 it is so; 1 it is not so yet, or something went wrong; 2 wrong options; 130 interrupted.
`;

export interface Arguments {
  readonly place: AwsPlace;
  /** None: all of them. */
  readonly topics: readonly string[];
}

/** @throws UsageError */
export function readArguments(
  args: string[],
  environment: Readonly<Record<string, string | undefined>>,
): Arguments {
  const { values } = parseCommandLine({
    args,
    options: { ...AWS_PLACE_OPTIONS, topic: { type: 'string', multiple: true } },
  });
  return { place: awsPlaceOf(values, environment), topics: values.topic ?? [] };
}
