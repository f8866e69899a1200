import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { type LambdaClient, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import type { Clock } from '../../lib/runtime/clock';
import { nameOf } from '../../lib/runtime/errors';
import { messageOf, Problem } from '../../tools/command';
import {
  type DeployedMapping,
  deployedMappings,
  functionOf,
  mappingNow,
  topicOf,
} from '../../tools/mappings';
import { wrongValue } from '../../tools/options';
import { type AwsPlace, noStack, notificationsIn, stackName } from '../place';
import type { Turn } from './arguments';

/** A mapping, as Lambda had it when it was last asked. */
export interface Mapping extends DeployedMapping {
  readonly topic: string;
  /** `Enabled`, `Disabling`, … or `gone`. Source: Lambda API reference, `EventSourceMappingConfiguration`. */
  readonly state: string;
}

export interface Clients {
  readonly cloudFormation: CloudFormationClient;
  readonly lambda: LambdaClient;
}

export const WANTED: Readonly<Record<Turn, 'Disabled' | 'Enabled'>> = {
  pause: 'Disabled',
  resume: 'Enabled',
};

/** Of a mapping that somebody deleted by hand: it can be turned neither off nor on. */
export const GONE = 'gone';

/** The states in which Lambda takes a change; in any other it is at work, and answers `ResourceInUseException`. */
const AT_REST: readonly string[] = ['Enabled', 'Disabled'];

/** Between two looks, in milliseconds. */
const PAUSE = 2_000;
/** Mostly it is a minute or two. In milliseconds. */
const PATIENCE = 600_000;

/** The mappings of a stage, or of these topics of it. @throws Problem when there are none, UsageError for a topic that it has not */
export async function mappingsIn(
  place: AwsPlace,
  topics: readonly string[],
  { cloudFormation, lambda }: Clients,
): Promise<Mapping[]> {
  const deployed = await deployedMappings(cloudFormation, stackName(place)).catch((error) =>
    noStack(place, error),
  );
  // Of a mapping that is gone, Lambda cannot tell the topic.
  const notifications = await notificationsIn(place);
  const topicBy = (mapping: DeployedMapping) =>
    notifications.get(`${stackName(place)}-${functionOf(mapping)}`)?.topic ?? mapping.id;
  const all = await Promise.all(deployed.map((one) => look(lambda, { ...one, topic: topicBy(one) })));
  if (all.length === 0)
    throw new Problem(
      `The stack ${stackName(place)} has no event source mapping: its last deployment failed, or was removed.`,
    );
  const known = all.map(({ topic }) => topic);
  const strange = topics.find((topic) => !known.includes(topic));
  if (strange !== undefined) throw wrongValue('--topic', `one of ${known.join(', ')}`, strange);
  return topics.length === 0 ? all : all.filter(({ topic }) => topics.includes(topic));
}

async function look(lambda: LambdaClient, deployed: Omit<Mapping, 'state'>): Promise<Mapping> {
  const now = await mappingNow(lambda, deployed);
  if (!now) return { ...deployed, state: GONE };
  return { ...deployed, topic: topicOf(now), state: now.State ?? 'unknown' };
}

const isBusy = (error: unknown): boolean =>
  ['ResourceInUseException', 'TooManyRequestsException'].includes(nameOf(error));

/** Asks Lambda for the change, unless it is so or Lambda is at work on it. */
async function ask(lambda: LambdaClient, mapping: Mapping, turn: Turn): Promise<void> {
  if (mapping.state === WANTED[turn] || !AT_REST.includes(mapping.state)) return;
  const change = new UpdateEventSourceMappingCommand({ UUID: mapping.uuid, Enabled: turn === 'resume' });
  await lambda.send(change).catch((error) => {
    if (isBusy(error)) return;
    throw new Problem(
      `${mapping.topic} is ${mapping.state}, and Lambda refuses to change that: ${nameOf(error)}: ${messageOf(error)}`,
    );
  });
}

/** @throws Problem where Lambda does not tell: what it was asked for it does all the same */
const lookAgain = (lambda: LambdaClient, mappings: readonly Mapping[]): Promise<Mapping[]> =>
  Promise.all(mappings.map((one) => look(lambda, one))).catch((error) => {
    throw new Problem(
      `Lambda was asked for it and goes on with it, but how far it is could not be looked at. Run the same command again. ${nameOf(error)}: ${messageOf(error)}`,
    );
  });

/**
 * Turns the mappings off or on that are there, and waits until all are so, at most ten minutes. Rejects no mapping for another: all are asked before any
 * is waited for.
 *
 * @returns how they are in the end, also where it gave up
 */
export async function turnAll(
  turn: Turn,
  mappings: readonly Mapping[],
  lambda: LambdaClient,
  { clock, show }: { readonly clock: Clock; show(now: readonly Mapping[]): void },
): Promise<readonly Mapping[]> {
  const until = clock.now() + PATIENCE;
  for (let now = mappings; ; now = await lookAgain(lambda, now)) {
    if (now.every(({ state }) => state === WANTED[turn] || state === GONE) || clock.now() >= until)
      return now;
    const asked = await Promise.allSettled(now.map((one) => ask(lambda, one, turn)));
    for (const one of asked) if (one.status === 'rejected') throw one.reason;
    show(now);
    await clock.sleep(PAUSE);
  }
}
