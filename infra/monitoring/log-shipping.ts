import { arnOf, type Deployment, functionNameOf, logGroupOf } from '../deployment';
import { functionsWith } from '../functions';
import { allow, roleOf } from '../iam';
import type { Resource, Resources } from '../template';

/** What CloudWatch Logs does with a stream. A function gives its permission itself. */
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  firehose: ['firehose:PutRecord', 'firehose:PutRecordBatch'],
  kinesis: ['kinesis:PutRecord', 'kinesis:PutRecords'],
};

type StackFunction = ReturnType<typeof functionsWith>[number];

/** Allows the log group of one function to invoke the destination. */
const permission = (deployment: Deployment, fn: StackFunction, destination: string): Resource => ({
  Type: 'AWS::Lambda::Permission',
  Properties: {
    FunctionName: destination,
    Action: 'lambda:InvokeFunction',
    Principal: 'logs.amazonaws.com',
    SourceAccount: { Ref: 'AWS::AccountId' },
    SourceArn: arnOf('logs', `log-group:${logGroupOf(deployment, fn)}:*`),
  },
});

/**
 * Subscribes `logDestinationArn` to every log group of the stack; nothing without it. CloudWatch writes to a stream by a role, to a function by
 * the function's permission, and sends a test message when a subscription is made, so that comes last.
 * Source: CloudWatch Logs user guide, `SubscriptionFilters`.
 */
export function logShipping(deployment: Deployment): Resources {
  const { parameters } = deployment;
  const { logDestinationArn: destination, reuseLogGroups } = parameters;
  if (!destination) return {};
  const functions = functionsWith(parameters);
  const actions = ACTIONS[destination.split(':')[2] ?? ''];
  const permissions = actions
    ? {
        LogShippingRole: roleOf(parameters, 'log-shipping', [allow('Destination', actions, destination)], {
          Service: 'logs.amazonaws.com',
          Condition: { StringLike: { 'aws:SourceArn': arnOf('logs', '*') } },
        }),
      }
    : Object.fromEntries(
        functions.map((fn) => [`${fn.id}LogShippingPermission`, permission(deployment, fn, destination)]),
      );
  const filters = functions.map((fn): [string, Resource] => [
    `${fn.id}LogShipping`,
    {
      Type: 'AWS::Logs::SubscriptionFilter',
      DependsOn: [
        ...(reuseLogGroups ? [] : [`${fn.id}LogGroup`]),
        actions ? 'LogShippingRole' : `${fn.id}LogShippingPermission`,
      ],
      Properties: {
        LogGroupName: logGroupOf(deployment, fn),
        FilterPattern: '',
        DestinationArn: destination,
        ...(actions && { RoleArn: { 'Fn::GetAtt': ['LogShippingRole', 'Arn'] } }),
      },
    },
  ]);
  return { ...permissions, ...Object.fromEntries(filters) };
}

/** Refuses a function of the stack: each of its lines would make another. */
export const loopProblem = (deployment: Deployment): string | undefined => {
  const [, name] = deployment.parameters.logDestinationArn?.split(':function:') ?? [];
  const own = functionsWith(deployment.parameters).map((fn) => functionNameOf(deployment, fn));
  return own.some((one) => name?.split(':')[0] === one)
    ? `logDestinationArn: ${name} is a function of this stack, which would read its own log lines without end; set another`
    : undefined;
};
