import type { Deployment } from '../deployment';
import { alarms } from './alarms';

const ADVICE =
  'set --param alarmEmail=… (mail to the team) or --param alarmTopicArn=… (an SNS topic of the people on call)';

/** Refuses the stage `prod` where nobody would be told of its alarms. */
export const alarmProblem = ({ stage, parameters }: Deployment): string | undefined =>
  stage !== 'prod' || parameters.alarmEmail || parameters.alarmTopicArn || parameters.alarms
    ? undefined
    : `  alarmEmail: nobody would be told of an alarm of stage prod; ${ADVICE}, or both. If that is meant: --param alarms=none`;

/** Says of which alarms nobody is told. */
export function alarmWarnings(deployment: Deployment): string[] {
  const { alarmEmail, alarmTopicArn, alarms: none } = deployment.parameters;
  if (alarmEmail) return [];
  if (!alarmTopicArn && none)
    return [`alarms=none: nobody is told of the alarms of stage ${deployment.stage}.`];
  if (!alarmTopicArn)
    return [`NOBODY is told of the alarms of stage ${deployment.stage}: ${ADVICE}, or both.`];
  const waiting = Object.entries(alarms(deployment)).flatMap(([id, { canWait, entry }]) =>
    canWait ? (entry ?? id) : [],
  );
  return [
    `NOBODY is told of ${[...new Set(waiting)].join(', ')}: alarmTopicArn gets only what cannot wait. Set --param alarmEmail=… beside it.`,
  ];
}
