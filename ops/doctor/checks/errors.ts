import { paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { nameOf } from '../../../lib/runtime/errors';
import { plural } from '../../../tools/text';
import { awsCommand, type Check, type Line, ok, warning, wrong } from '../check';
import type { Context } from '../context';

const HOUR = 3_600_000;

/** Of a line of the log, what a person reads of it. It quotes no customer. */
function messageIn(line: string): string {
  try {
    const { message = line }: { readonly message?: unknown } = Object(JSON.parse(line));
    return String(message);
  } catch {
    return line;
  }
}

async function lineOf({ clients, abortSignal, now, place }: Context, name: string): Promise<Line> {
  const request = {
    logGroupName: `/aws/lambda/${name}`,
    startTime: now - HOUR,
    filterPattern: '{ $.level = "ERROR" }',
  };
  let count = 0;
  let last = '';
  try {
    // They come in the order of their time.
    for await (const { events = [] } of paginateFilterLogEvents({ client: clients.logs }, request, {
      abortSignal,
    })) {
      count += events.length;
      last = events.at(-1)?.message ?? last;
    }
  } catch (error) {
    if (nameOf(error) !== 'ResourceNotFoundException') throw error;
    return wrong(
      `${name} has no log group: its lines and metrics are lost`,
      awsCommand(place.region, `logs create-log-group --log-group-name ${request.logGroupName}`),
    );
  }
  return count === 0
    ? ok(`${name}: no error in the last hour`)
    : warning(
        `${name}: ${plural(count, 'error')} in the last hour, the last: ${messageIn(last)}`,
        'docs/runbook.md#defects',
      );
}

export const errors: Check = {
  name: 'errors',
  looksFor: 'the lines of the last hour with `ERROR` in the log of each function, and what the last one says',
  needs: ['cloudformation:ListStackResources', 'logs:FilterLogEvents'],
  async run(context) {
    const functions = await context.resources('AWS::Lambda::Function');
    return functions.map(({ physicalId }) => lineOf(context, physicalId));
  },
};
