import { parseCommandLine, UsageError } from '../../tools/command';
import { PLACE_HELP, PLACE_OPTIONS, type Place, placeOf } from '../place';

export const HELP = `Tells what was sent, skipped or failed for one order, when, why, and what to do about it: from the notification log.

  npm run explain -- <order_id> --stage <stage> [options]
  npm run explain -- <order_id> --local

${PLACE_HELP}
  --json              the entries as they are, with code and meaning, for other programs (npm run --silent explain -- …)

The log remembers a notification for NOTIFICATION_LOG_TTL_DAYS after its last change (30 days unless configured
otherwise), and holds no address and no text. What the log cannot know: messages that are malformed (no order can be
read from them, or nothing to mail), and records that no function has come to yet.

Exit code: 0 told; 1 nothing is known of the order, or something went wrong; 2 wrong options.
`;

export interface Arguments {
  readonly orderId: string;
  readonly place: Place;
  readonly json: boolean;
}

/** @throws UsageError */
export function readArguments(
  args: string[],
  environment: Readonly<Record<string, string | undefined>>,
): Arguments | 'help' {
  const { values, positionals } = parseCommandLine({
    args,
    allowPositionals: true,
    options: { ...PLACE_OPTIONS, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) return 'help';
  const [orderId, ...more] = positionals;
  if (!orderId || more.length > 0)
    throw new UsageError('Name one order: npm run explain -- <order_id> --stage <stage>.');
  return { orderId, place: placeOf(values, environment), json: values.json ?? false };
}
