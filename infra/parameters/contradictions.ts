import { FUNCTIONS } from '../functions';
import { channelContradictions } from './channel-parameters';
import { statusProblems } from './ignored-statuses';
import { kafkaContradictions } from './kafka-contradictions';
import type { Parameters } from './parameters';
import { foreignAccounts, foreignRegions, isSesElsewhere } from './places';
import { registryContradictions } from './registry-parameters';

const TABLES = ['contactsTable', 'recipientsTable', 'notificationLogTable'] as const;

/** Says which tables cannot be what they are given for. */
function* tableContradictions(given: Parameters): Generator<string> {
  for (const name of TABLES) {
    if (given[`${name}KmsKeyArn`] && !given[`${name}Arn`]) yield `${name}KmsKeyArn: belongs to ${name}Arn`;
  }
  const { contactsTableArn, recipientsTableArn, notificationLogTableArn } = given;
  if (recipientsTableArn && recipientsTableArn === contactsTableArn) {
    yield 'recipientsTableArn: is the table of contacts, which this service only reads; set another, or none';
  }
  if (notificationLogTableArn && [contactsTableArn, recipientsTableArn].includes(notificationLogTableArn)) {
    yield 'notificationLogTableArn: is the table of contacts or recipients; the log needs one of its own';
  }
}

/** Says where a time to start from is missing, or is not heeded. One that cannot be read is no missing one. */
function* positionContradictions(
  { startingPosition, functions }: Parameters,
  isGiven: (name: string) => boolean,
): Generator<string> {
  const own = FUNCTIONS.map(({ name }) => ({
    name,
    position: functions[name]?.StartingPosition ?? startingPosition,
    hasTime: isGiven(`${name}StartingPositionTimestamp`),
  }));
  const without = own.filter(({ position, hasTime }) => position === 'AT_TIMESTAMP' && !hasTime);
  if (without.length > 0 && !isGiven('startingPositionTimestamp')) {
    yield `startingPositionTimestamp: AT_TIMESTAMP needs it (for ${without.map(({ name }) => name).join(', ')}; <function>StartingPositionTimestamp is for one alone)`;
  }
  if (without.length === 0 && isGiven('startingPositionTimestamp')) {
    yield 'startingPositionTimestamp: belongs to AT_TIMESTAMP; no function that has no time of its own starts there';
  }
  for (const { name, position, hasTime } of own) {
    if (hasTime && position !== 'AT_TIMESTAMP') {
      yield `${name}StartingPositionTimestamp: belongs to AT_TIMESTAMP, found ${position}`;
    }
  }
}

/** Says in words which values cannot go together. @param isGiven whether a parameter has a value that is not its default */
export function* contradictions(
  given: Parameters,
  region: string,
  isGiven: (name: string) => boolean,
): Generator<string> {
  yield* kafkaContradictions(given, isGiven);
  yield* foreignRegions(given, region);
  yield* foreignAccounts(given);
  if (given.createSenderIdentity && given.senderIdentity?.includes('@') !== false) {
    yield 'createSenderIdentity: set senderIdentity to the domain to verify';
  }
  if (given.createSenderIdentity && isSesElsewhere(given, region)) {
    yield 'createSenderIdentity: CloudFormation creates it in the Region of the stack, and sesRegion is another; verify the domain there by hand';
  }
  const domain = given.senderEmail.split('@')[1] ?? '';
  const identity = given.senderIdentity ?? given.senderEmail;
  const covers = identity.includes('@')
    ? identity === given.senderEmail
    : `.${domain}`.endsWith(`.${identity}`);
  if (!covers) yield `senderIdentity: ${identity} does not cover senderEmail ${given.senderEmail}`;
  if (given.deletionProtection && !given.retainData) {
    yield 'deletionProtection: with retainData=false, remove could not delete the tables; set one of them';
  }
  if (given.alarms && (given.alarmEmail || given.alarmTopicArn)) {
    yield `alarms: none says that nobody is told of alarms, and ${given.alarmEmail ? 'alarmEmail' : 'alarmTopicArn'} is set; leave one of them out`;
  }
  yield* tableContradictions(given);
  yield* channelContradictions(given, isGiven);
  yield* registryContradictions(given, isGiven);
  if (!given.preferencesDomain !== !given.preferencesCertificateArn) {
    const missing = given.preferencesDomain ? 'preferencesCertificateArn' : 'preferencesDomain';
    yield `${missing}: preferencesDomain and preferencesCertificateArn go together`;
  }
  if (given.preferencesDomain && !given.preferencesPage) {
    yield 'preferencesDomain: belongs to preferencesPage=true';
  }
  if (/[*?]/.test(given.senderEmail)) yield 'senderEmail: * and ? would be wildcards in the permissions';
  yield* statusProblems(given);
  yield* positionContradictions(given, isGiven);
}
