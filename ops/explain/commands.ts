import type { NotificationKey } from '../../lib/notifications/key';
import { ports, urlOf } from '../../tools/ports';
import { shellQuoted } from '../../tools/text';
import { type Place, recipientsCommand, whereOf } from '../place';

/** The commands that an explanation names, whole, so that a person can copy them. */
export interface Commands {
  /** Sends what failed of this order. */
  readonly redrive: string;
  /** Whether the event source mapping delivers the record of what failed again. */
  readonly triedAgain: boolean;
  /** Shows what is known of a customer. */
  recipients(userId: string): string;
  /** Deletes an entry of the log, so that its mail can be sent again. */
  deleteEntry(key: NotificationKey): string;
}

/** JSON in ASCII without what a terminal or `printable` would change. */
const asciiJson = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

const awsOf = (place: Place): string =>
  place.kind === 'aws'
    ? `aws dynamodb delete-item --region ${place.region}`
    : `AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local aws dynamodb delete-item --region eu-central-1 --endpoint-url ${urlOf(ports.dynamodb)}`;

/** Makes the commands for one order. @param table the name of the notification log */
export const commandsFor = (orderId: string, place: Place, table: string): Commands => ({
  redrive: `npm run redrive -- ${whereOf(place)} --order ${shellQuoted(orderId)}`,
  triedAgain: true,
  recipients: (userId) => recipientsCommand(userId, place),
  deleteEntry(key) {
    const item = { order_id: { S: key.orderId }, notification: { S: key.notification } };
    return `${awsOf(place)} --table-name ${table} --key ${shellQuoted(asciiJson(item))}`;
  },
});

/** Puts the commands into a text of `REASONS`, in which they stand in backticks. */
export const withCommands = (text: string, { redrive, recipients }: Commands, userId: string): string =>
  text
    .replaceAll('`', '')
    .replaceAll(/\{(?:redrive|again)\}/g, () => redrive)
    .replaceAll('{recipients}', () => recipients(userId));
