import { parseCommandLine, UsageError } from '../../tools/command';
import { PLACE_HELP, PLACE_OPTIONS, type Place, placeOf } from '../place';

export const HELP = `Shows what became of the notifications of one order: skipped, failed or sent, when and why; of each mail whether it was
delivered, bounced, suppressed, called spam, rejected or is delayed; and what to do about it. It reads the notification log,
and changes nothing.

  npm run explain -- <order_id> --stage <stage> [options]
  npm run explain -- <order_id> --local

${PLACE_HELP}
  --json              print the entries as they are, with code, meaning and mails, for other programs
                      (npm run --silent explain -- …)
  -h, --help          print this text

The log remembers a notification for 30 days after its last change (NOTIFICATION_LOG_TTL_DAYS). It holds no address and no
text. It does not know messages that are malformed, nor records that no function has read yet. SES tells within seconds what
became of a mail; now and then it does not.

Exit code: 0 shown; 1 nothing is known of the order, or something went wrong; 2 wrong options.
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
): Arguments {
  const { values, positionals } = parseCommandLine({
    args,
    allowPositionals: true,
    options: { ...PLACE_OPTIONS, json: { type: 'boolean' } },
  });
  const [orderId, ...more] = positionals;
  if (!orderId || more.length > 0)
    throw new UsageError('Name one order, such as: npm run explain -- 1001 --stage prod');
  return { orderId, place: placeOf(values, environment), json: values.json ?? false };
}
