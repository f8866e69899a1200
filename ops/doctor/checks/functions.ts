import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { type FunctionConfiguration, GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { nameOf } from '../../../lib/runtime/errors';
import { plural } from '../../../tools/text';
import { BY_HAND, type Check, type Line, ok, warning, wrong } from '../check';
import type { Context } from '../context';

/** Of a runtime that AWS still updates. Source: Lambda developer guide, `lambda-runtimes`. */
const OLDEST_NODE = 22;

const DAY = 86_400_000;

/** Invocations of the last day that failed. */
async function errorLines({ clients, abortSignal, now }: Context, names: readonly string[]): Promise<Line[]> {
  const { MetricDataResults = [] } = await clients.cloudWatch.send(
    new GetMetricDataCommand({
      StartTime: new Date(now - DAY),
      EndTime: new Date(now),
      MetricDataQueries: names.map((name, index) => ({
        Id: `f${index}`,
        MetricStat: {
          Metric: {
            Namespace: 'AWS/Lambda',
            MetricName: 'Errors',
            Dimensions: [{ Name: 'FunctionName', Value: name }],
          },
          Period: 3_600,
          Stat: 'Sum',
        },
      })),
    }),
    { abortSignal },
  );
  return names.flatMap((name, index) => {
    const { Values = [] } = MetricDataResults.find(({ Id }) => Id === `f${index}`) ?? {};
    const errors = Values.reduce((sum, value) => sum + value, 0);
    if (errors === 0) return [];
    const text = `${name}: ${plural(errors, 'invocation')} failed in the last 24 hours`;
    return [warning(text, 'docs/runbook.md#functionerrors')];
  });
}

function stateLine(
  name: string,
  { State, StateReason, LastUpdateStatus, ...fn }: FunctionConfiguration,
): Line {
  if (LastUpdateStatus === 'Failed')
    return wrong(
      `${name}: its last update failed: ${fn.LastUpdateStatusReason ?? 'no reason given'}`,
      'deploy again',
    );
  // Inactive: not invoked for long; the next invocation wakes it.
  if (State === 'Failed')
    return wrong(`${name}: ${State}: ${StateReason ?? 'no reason given'}`, 'deploy again');
  const { Runtime = 'unknown' } = fn;
  const [, major] = /^nodejs(\d+)/.exec(Runtime) ?? [];
  return Number(major) >= OLDEST_NODE
    ? ok(`${name}: ${State ?? 'Active'}, ${Runtime}`)
    : warning(`${name}: AWS no longer updates ${Runtime}`, 'deploy this version');
}

const stateOf = ({ clients, abortSignal }: Context, FunctionName: string): Promise<Line> =>
  clients.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }), { abortSignal }).then(
    (configuration) => stateLine(FunctionName, configuration),
    (error) => {
      if (nameOf(error) !== 'ResourceNotFoundException') throw error;
      return wrong(`${FunctionName} is gone: somebody deleted it by hand`, BY_HAND);
    },
  );

export const functions: Check = {
  name: 'functions',
  looksFor: 'their state, runtime and failed invocations of the last day',
  needs: ['cloudformation:ListStackResources', 'lambda:GetFunctionConfiguration', 'cloudwatch:GetMetricData'],
  async run(context) {
    const names = (await context.resources('AWS::Lambda::Function')).map(({ physicalId }) => physicalId);
    if (names.length === 0) return [wrong('the stack has no function', 'deploy again')];
    return [...names.map((name) => stateOf(context, name)), errorLines(context, names)];
  },
};
