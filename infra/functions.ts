import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A function of the service that a topic feeds, named by its file: `order-notification.ts` is `orderNotification`,
 * fed by `order_notification`.
 */
export interface ServiceFunction {
  /** Its file in `handlers/`, without the extension. */
  readonly file: string;
  /** Its name in serverless.yml. */
  readonly name: string;
  readonly topic: string;
  /** Its file in `lib/notifications/` and in each channel, without the extension. */
  readonly subject: string;
  /** What CloudFormation ids of it begin with. */
  readonly id: string;
}

const ENDING = '-notification.ts';

const capitalised = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

/** Tells the functions that a topic feeds from their files; no topic feeds any other handler. */
export const functionsOf = (files: readonly string[]): ServiceFunction[] =>
  files
    .filter((file) => file.endsWith(ENDING))
    .map((file) => {
      const words = file.slice(0, -'.ts'.length).split('-');
      const id = words.map(capitalised).join('');
      return {
        file: words.join('-'),
        name: id.charAt(0).toLowerCase() + id.slice(1),
        topic: words.join('_'),
        subject: words.slice(0, -1).join('-'),
        id,
      };
    });

/** The functions that a topic feeds. */
export const FUNCTIONS: readonly ServiceFunction[] = functionsOf(readdirSync(join(__dirname, '../handlers')));

/** The function that takes the events of mails. */
export const MAIL_EVENTS = {
  name: 'mailEvents',
  id: 'MailEvents',
} as const satisfies Partial<ServiceFunction>;

/** The function that serves the preference page. */
export const PREFERENCES = {
  name: 'preferences',
  id: 'Preferences',
} as const satisfies Partial<ServiceFunction>;

/** Every function that each deployment has. */
export const ALL_FUNCTIONS = [...FUNCTIONS, MAIL_EVENTS];

/** Every function of a deployment with these parameters. */
export const functionsWith = ({ preferencesPage }: { readonly preferencesPage: boolean }) => [
  ...ALL_FUNCTIONS,
  ...(preferencesPage ? [PREFERENCES] : []),
];
