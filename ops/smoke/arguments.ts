import { email } from '../../lib/notifications/fields/email';
import { parseCommandLine } from '../../tools/command';
import { numberOption, wrongValue } from '../../tools/options';
import { PLACE_HELP, PLACE_OPTIONS, type Place, placeOf } from '../place';

/** Takes every mail, and costs no reputation. Source: SES developer guide, `send-an-email-from-console`, "Using the mailbox simulator". */
const SIMULATOR = 'success@simulator.amazonses.com';

/** SES tells of a delivery within seconds as a rule. */
const WAIT_SECONDS = 60;

export const HELP = `Proves that mails go out: invokes the function of each topic with a message of one marked order, waits until the notification log says
sent, and until SES says that it was delivered, prints the times, and removes the order from the log.

  npm run smoke -- --stage <stage> [options]
  npm run smoke -- --local [options]

${PLACE_HELP}
  --to <address>      who gets the mails (default: ${SIMULATOR}, which takes every mail and keeps none)
  --wait <seconds>    how long to wait for the word of SES (default: ${WAIT_SECONDS})
  -h, --help          print this text

The messages carry the address, so no contact is needed. They do not go through Kafka: npm run doctor looks at the mappings. A stage that
reaches allowed recipients only must allow the address: --param allowedRecipients=…,*@simulator.amazonses.com

Permissions: cloudformation:DescribeStacks, lambda:InvokeFunction; dynamodb:Query and DeleteItem on the notification log,
dynamodb:DeleteItem on the table of recipients.

Exit code: 0 all were sent and delivered, and removed; 1 one was not, or something went wrong; 2 wrong options; 130 interrupted.
`;

export interface Arguments {
  readonly place: Place;
  readonly to: string;
  readonly waitMs: number;
}

/** @throws UsageError */
export function readArguments(
  args: string[],
  environment: Readonly<Record<string, string | undefined>>,
): Arguments {
  const { values } = parseCommandLine({
    args,
    options: { ...PLACE_OPTIONS, to: { type: 'string' }, wait: { type: 'string' } },
  });
  const { to = SIMULATOR, wait } = values;
  if (!email.safeParse(to).success) throw wrongValue('--to', 'an e-mail address', to);
  return {
    place: placeOf(values, environment),
    to,
    waitMs: numberOption('wait', wait, { least: 1, most: 600, whole: true, fallback: WAIT_SECONDS }) * 1_000,
  };
}
