import { parseCommandLine, UsageError } from '../../tools/command';
import { PLACE_HELP, PLACE_OPTIONS, type Place, placeOf } from '../place';
import { sinceOf, spanOf } from '../time';
import { FAILURE_KINDS, FILTER_CODES, REASON_WORDS } from './codes';
import type { Filter } from './filter';

export const HELP = `Sends what failed: reads the documents of the on-failure bucket, shows what is in them, asks, and invokes the functions
with their records again. What ended is taken out of its document, what failed again stays in it.

  npm run redrive -- --stage <stage> [options]
  npm run redrive -- --local [options]

Where
${PLACE_HELP}
  --bucket <name>     another bucket than the stack's, such as one that an earlier stack left
  --folder <path>     with --local: where the documents are (default: .local/on-failure)

Which records (all that are given must hold; each but --since may be repeated, and then one of them must)
  --topic <topic>     of this Kafka topic
  --order <id>        of this order
  --reason <reason>   with this reason code, or this kind of failure (${FAILURE_KINDS.join(', ')}), as the
                      table shows them; several with commas, too. unknown takes may_have_been_sent as well.
                      docs/runbook.md says what each code means
  --since <when>      whose document was written since: 2h, 30m, 3d ago, 2026-11-24 (midnight UTC), 2026-11-24T14:05:00Z

How
  --dry-run           show the table and end
  --yes               do not ask
  --max-age <span>    skip, as too old, records whose Kafka timestamp is older: 3d, 12h; off is no limit
                      (default: 21d, the bucket's 14 days after the mapping's 7; with --local: off). The log forgets
                      what was sent after 30 days: with a higher limit, such a mail would go out again
  --resend-unknown    also send what may have been sent already, because SES never answered: those customers may get a
                      second mail. Without it, that is left alone

Each mail goes out once, however often this runs and wherever it was interrupted: the notification log sees to that.
Ctrl-C ends after the invocations under way; a second Ctrl-C ends at once.

Exit code: 0 every record ended, or there was none; 1 something is left or went wrong; 2 wrong options, nothing was done;
130 interrupted.
`;

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
  const span = spanOf(given);
  // 0 seconds would mean the opposite of what it says.
  if (span !== undefined && span > 0) return span / 1_000;
  throw new UsageError(`--max-age: expected a span like 12h or 3d, or off, found ${JSON.stringify(given)}.`);
}

/** The codes that the words of `--reason` mean. @throws UsageError that lists the words there are */
function reasonsOf(given: readonly string[] | undefined): string[] | undefined {
  return given
    ?.flatMap((value) => value.split(','))
    .flatMap((value) => {
      const codes = REASON_WORDS.get(value.trim().toLowerCase());
      if (codes) return codes;
      throw new UsageError(
        `--reason: expected a kind of failure (${FAILURE_KINDS.join(', ')}) or a reason code (${FILTER_CODES.join(', ')}), found ${JSON.stringify(value)}.`,
      );
    });
}

/** @throws UsageError */
export function readArguments(
  args: string[],
  environment: Readonly<Record<string, string | undefined>>,
  now: number,
): Arguments | 'help' {
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
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return 'help';
  const place = placeOf(values, environment);
  if (values.folder !== undefined && place.kind !== 'local')
    throw new UsageError('--folder goes with --local only.');
  if (values.bucket !== undefined && place.kind === 'local')
    throw new UsageError('--bucket goes without --local.');
  const since = values.since === undefined ? undefined : sinceOf(values.since, now);
  if (values.since !== undefined && since === undefined) {
    throw new UsageError(
      `--since: expected a span like 2h, 30m or 3d, a day or a time with its offset (ISO 8601), found ${JSON.stringify(values.since)}.`,
    );
  }
  return {
    place,
    bucket: values.bucket,
    folder: values.folder ?? '.local/on-failure',
    filter: { topics: values.topic, orders: values.order, reasons: reasonsOf(values.reason), since },
    dryRun: values['dry-run'] ?? false,
    yes: values.yes ?? false,
    maxAgeSeconds: maxAgeOf(values['max-age'], place),
    resendUnknown: values['resend-unknown'] ?? false,
  };
}
