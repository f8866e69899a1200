import { parseCommandLine, UsageError } from '../../tools/command';
import { PLACE_HELP, PLACE_OPTIONS, type Place, placeOf } from '../place';

export const HELP = `Shows what is known of one customer: the contact, the addresses that get no more mail because a mail to them bounced for
good or was called spam, the devices from which the app is gone, and what the customer chose on the preference page. With
--forget it removes all but the contact.

  npm run recipients -- --user <user_id> --stage <stage> [options]
  npm run recipients -- --user <user_id> --local [options]

  --user <user_id>    the customer, as the messages name them
${PLACE_HELP}
  --forget            remove what is known of bad addresses and of devices and what the customer chose, and take the address
                      of the contact off the suppression list of SES, which otherwise takes later mails and does not send them. It does not ask
  --keep-choices      with --forget: leave what the customer chose; who chose to get no mail still gets none
  --json              print the same for other programs (npm run --silent recipients -- …)
  -h, --help          print this text

No address is shown in full, and the table holds none: a bad address is remembered as a hash. A corrected address needs no
--forget. A function remembers what it has read for one minute.

Exit code: 0 shown, or forgotten; 1 nothing is known of the customer, or something went wrong; 2 wrong options.
`;

export interface Arguments {
  readonly userId: string;
  readonly place: Place;
  readonly forget: boolean;
  /** With `forget`: leaves what the customer chose. */
  readonly keepChoices: boolean;
  readonly json: boolean;
}

/** @throws UsageError */
export function readArguments(
  args: string[],
  environment: Readonly<Record<string, string | undefined>>,
): Arguments {
  const { values } = parseCommandLine({
    args,
    options: {
      ...PLACE_OPTIONS,
      user: { type: 'string' },
      forget: { type: 'boolean' },
      'keep-choices': { type: 'boolean' },
      json: { type: 'boolean' },
    },
  });
  const { user, forget = false, json = false, 'keep-choices': keepChoices = false } = values;
  if (!user) throw new UsageError('Name one customer, such as: npm run recipients -- --user 42 --stage prod');
  if (keepChoices && !forget) throw new UsageError('--keep-choices goes with --forget.');
  return { userId: user, place: placeOf(values, environment), forget, keepChoices, json };
}
