import { parseCommandLine, UsageError } from '../../tools/command';
import { choicesOption, wrongValue } from '../../tools/options';
import { durationOf, timeOf } from '../../tools/time';
import { PLACE_HELP, PLACE_OPTIONS, type Place, placeOf } from '../place';
import { FAILURE_KINDS, FILTER_CODES, REASON_WORDS } from './codes';

export const HELP = `Sends what failed. It reads the documents of the on-failure bucket, shows what is in them, and asks. Then it invokes the
functions with these records again. It takes out of a document what ended, and leaves in it what failed again.

  npm run redrive -- --stage <stage> [options]
  npm run redrive -- --local [options]

Where
${PLACE_HELP}
  --bucket <name>     read this bucket instead of the one of the stack, such as one that an earlier stack left
  --folder <path>     with --local: read the documents in this folder (default: .local/on-failure)

Which records (a record must match every option that is given; an option given more than once matches any of its values)
  --topic <topic>     records of this topic, by the name that Kafka has for it or the notification has; may be repeated
  --order <id>        records of this order; may be repeated
  --reason <reason>   records with this reason code, or this kind of failure (${FAILURE_KINDS.join(', ')}),
                      as the table shows them; may be repeated, or given several with commas. "unknown" includes
                      may_have_been_sent. docs/runbook.md explains each code
  --since <when>      records whose document was written since then: 2h, 30m or 3d ago, since 2026-11-24 (midnight UTC),
                      or since 2026-11-24T14:05:00Z

How
  --dry-run           show the table, send nothing
  -y, --yes           do not ask before sending
  --max-age <age>     skip records whose Kafka timestamp is older than this: 12h, 3d, or off for no limit. Default: 21d
                      (7 days of retries and 14 days in the bucket); with --local: off. The log remembers what was sent
                      for 30 days: with a higher limit, a mail can go out twice
  --resend-unknown    also send what may have been sent already because SES never answered. These customers may get a
                      second mail. Without this option, these records are left alone
  -h, --help          print this text

Each mail goes out once, however often this command runs and wherever it is interrupted: the notification log prevents
a second one. Ctrl-C ends the command after the invocations that are running; a second Ctrl-C ends it at once.

Exit code: 0 every record ended, or there was none; 1 something is left, or went wrong; 2 wrong options, nothing was done;
130 interrupted.
`;

/** Says which records are meant; what is not given does not matter. */
export interface Filter {
  readonly topics?: readonly string[] | undefined;
  readonly orders?: readonly string[] | undefined;
  /** Their codes. */
  readonly reasons?: readonly string[] | undefined;
  /** Milliseconds since the epoch. */
  readonly since?: number | undefined;
}

export interface Candidate {
  /** As Kafka calls it. */
  readonly topic: string;
  readonly notification: string;
  readonly orderId?: string | undefined;
  readonly code: string;
  /** When its document was written; milliseconds since the epoch. */
  readonly failedAt: number;
}

export function matches({ topics, orders, reasons, since }: Filter, candidate: Candidate): boolean {
  return (
    (!topics || topics.includes(candidate.topic) || topics.includes(candidate.notification)) &&
    (!orders || (candidate.orderId !== undefined && orders.includes(candidate.orderId))) &&
    (!reasons || reasons.includes(candidate.code)) &&
    (since === undefined || candidate.failedAt >= since)
  );
}

export interface Arguments {
  readonly place: Place;
  /** Instead of the stack's own. */
  readonly bucket: string | undefined;
  readonly folder: string;
  readonly filter: Filter;
  readonly dryRun: boolean;
  readonly yes: boolean;
  /** 0 is off. */
  readonly maxAgeSeconds: number;
  readonly resendUnknown: boolean;
}

/** 14 days in the bucket, and 7 that the mapping may take to give up: what is found there is never older. */
const MAX_AGE_SECONDS = 21 * 86_400;

function maxAgeOf(given: string | undefined, place: Place): number {
  if (given === 'off') return 0;
  if (given === undefined) return place.kind === 'local' ? 0 : MAX_AGE_SECONDS;
  const duration = durationOf(given);
  // 0 seconds would mean the opposite of what it says.
  if (duration !== undefined && duration > 0) return duration / 1_000;
  throw wrongValue('--max-age', 'a duration like 12h or 3d, or off', given);
}

function sinceOf(given: string | undefined, now: number): number | undefined {
  if (given === undefined) return undefined;
  const since = timeOf(given, now);
  if (since !== undefined) return since;
  throw wrongValue(
    '--since',
    'a duration like 2h, 30m or 3d, a day, or a time with its offset (ISO 8601)',
    given,
  );
}

const REASONS_EXPECTED = `a kind of failure (${FAILURE_KINDS.join(', ')}) or a reason code (${FILTER_CODES.join(', ')})`;

const NO_CHANNEL =
  '--channel: a redrive sends what is in the on-failure bucket, on all channels that the log does not say were sent. A text or push that failed beside a mail that went is not in the bucket: publish its record again (docs/runbook.md, "Publish records again").';

/** @throws UsageError */
export function readArguments(
  args: string[],
  environment: Readonly<Record<string, string | undefined>>,
  now: number,
): Arguments {
  const { values } = parseCommandLine({
    args,
    options: {
      ...PLACE_OPTIONS,
      bucket: { type: 'string' },
      folder: { type: 'string' },
      topic: { type: 'string', multiple: true },
      order: { type: 'string', multiple: true },
      reason: { type: 'string', multiple: true },
      since: { type: 'string' },
      'dry-run': { type: 'boolean' },
      yes: { type: 'boolean', short: 'y' },
      'max-age': { type: 'string' },
      'resend-unknown': { type: 'boolean' },
      channel: { type: 'string' },
    },
  });
  if (values.channel !== undefined) throw new UsageError(NO_CHANNEL);
  const place = placeOf(values, environment);
  if (values.folder !== undefined && place.kind !== 'local')
    throw new UsageError('--folder goes only with --local.');
  if (values.bucket !== undefined && place.kind === 'local')
    throw new UsageError('--bucket does not go with --local.');
  return {
    place,
    bucket: values.bucket,
    folder: values.folder ?? '.local/on-failure',
    filter: {
      topics: values.topic,
      orders: values.order,
      reasons: values.reason?.flatMap((given) =>
        choicesOption('reason', given, REASON_WORDS, REASONS_EXPECTED).flat(),
      ),
      since: sinceOf(values.since, now),
    },
    dryRun: values['dry-run'] ?? false,
    yes: values.yes ?? false,
    maxAgeSeconds: maxAgeOf(values['max-age'], place),
    resendUnknown: values['resend-unknown'] ?? false,
  };
}
