import { FUNCTIONS } from '../functions';
import { isEverybody } from './kinds';
import type { OF_A_FUNCTION, PARAMETERS } from './parameters';

/*
 * What a change of a parameter does to a stage that runs. A deployment asks to confirm each parameter in these tables.
 */

const READ_ELSEWHERE = 'the topics are read from another place';
const START = 'a mapping that is made anew starts elsewhere: records are left out, or come again';

const OF_ALL = {
  source: READ_ELSEWHERE,
  mskClusterArn: READ_ELSEWHERE,
  mskVpcConnectionArn: READ_ELSEWHERE,
  bootstrapServers: READ_ELSEWHERE,
  startingPosition: START,
  startingPositionTimestamp: START,
  senderEmail: 'every mail comes from another address',
  senderIdentity: 'mails are sent with another identity, which SES must have verified',
  sesRegion: 'mails leave by SES of another Region, which must have the sender and the configuration set',
  contactsTableArn: 'addresses of customers are looked up in another table',
  recipientsTableArn: 'choices of customers, and addresses that bounced, are looked up in another table',
  notificationLogTableArn: 'another log does not know what was sent: customers may be mailed twice',
} as const satisfies Partial<Record<keyof typeof PARAMETERS.shape, string>>;

const OF_ONE_FUNCTION = {
  Topic: READ_ELSEWHERE,
  ConsumerGroup: 'another consumer group has read up to another record, or has read nothing',
  StartingPosition: START,
  StartingPositionTimestamp: START,
} as const satisfies Partial<Record<keyof typeof OF_A_FUNCTION.shape, string>>;

const EFFECTS: ReadonlyMap<string, string> = new Map([
  ...Object.entries(OF_ALL),
  ...FUNCTIONS.flatMap(({ name }) =>
    Object.entries(OF_ONE_FUNCTION).map(([suffix, effect]) => [`${name}${suffix}`, effect] as const),
  ),
]);

interface EffectOfValue {
  rewires(value: string): boolean;
  readonly effect: string;
}

/** These rewire by some new values alone. */
const EFFECTS_OF_VALUES = {
  allowedRecipients: { rewires: isEverybody, effect: 'every customer is reached from now on' },
  retainData: {
    rewires: (value) => value === 'false',
    effect: 'remove deletes tables, logs and failed records, too',
  },
} as const satisfies Partial<Record<keyof typeof PARAMETERS.shape, EffectOfValue>>;

const BY_VALUE = new Map<string, EffectOfValue>(Object.entries(EFFECTS_OF_VALUES));

/** Says what a change of this parameter does to a stage that runs, where that has to be confirmed. @param after undefined where it has no value */
export function effectOf(name: string, after: string | undefined): string | undefined {
  const one = BY_VALUE.get(name);
  return one && after !== undefined && one.rewires(after) ? one.effect : EFFECTS.get(name);
}

/** Parameters that name persons, or are whole files: that they change is shown, and not their values. */
const NOT_SHOWN: ReadonlySet<string> = new Set<keyof typeof PARAMETERS.shape>([
  'allowedRecipients',
  'alarmEmail',
  'replyTo',
  'fcmCredentialsFile',
]);

export const isShown = (name: string): boolean => !NOT_SHOWN.has(name);
