import {
  DescribeAccountAttributesCommand,
  DescribePoolsCommand,
  DescribeSpendLimitsCommand,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { nameOf } from '../../../lib/runtime/errors';
import { type Check, type Line, ok, warning, wrong } from '../check';
import type { Context } from '../context';

const PAGE = 'docs/deploy.md#text-messages';

async function poolLine({ clients, abortSignal }: Context, pool: string): Promise<Line> {
  try {
    const { Pools = [] } = await clients.sms.send(new DescribePoolsCommand({ PoolIds: [pool] }), {
      abortSignal,
    });
    const status = Pools[0]?.Status ?? 'not there';
    return status === 'ACTIVE'
      ? ok(`the pool ${pool} is active`)
      : wrong(`the pool ${pool} is ${status}: no text is sent`, PAGE);
  } catch (error) {
    if (nameOf(error) !== 'ResourceNotFoundException') throw error;
    return wrong(`there is no pool ${pool}: no text is sent`, PAGE);
  }
}

/** Source: AWS End User Messaging SMS API reference, `DescribeAccountAttributes`. */
async function tierLine({ clients, abortSignal }: Context): Promise<Line> {
  const { AccountAttributes = [] } = await clients.sms.send(new DescribeAccountAttributesCommand({}), {
    abortSignal,
  });
  const tier = AccountAttributes.find(({ Name }) => Name === 'ACCOUNT_TIER')?.Value;
  return tier === 'SANDBOX'
    ? wrong('the account is in the sandbox for texts: only verified numbers get them', PAGE)
    : ok('out of the sandbox for texts');
}

async function limitLine({ clients, abortSignal }: Context): Promise<Line> {
  const { SpendLimits = [] } = await clients.sms.send(new DescribeSpendLimitsCommand({}), { abortSignal });
  const limit = SpendLimits.find(({ Name }) => Name === 'TEXT_MESSAGE_MONTHLY_SPEND_LIMIT')?.EnforcedLimit;
  if (limit === undefined) return warning('the monthly spend limit of texts is not known', PAGE);
  return limit > 0
    ? ok(`texts may cost ${limit} US dollars a month`)
    : wrong('texts may cost nothing: none is sent', PAGE);
}

export const sms: Check = {
  name: 'sms',
  looksFor: 'with `sms`: the pool, the sandbox, the monthly spend limit',
  needs: [
    'sms-voice:DescribePools',
    'sms-voice:DescribeAccountAttributes',
    'sms-voice:DescribeSpendLimits',
    'lambda:GetFunctionConfiguration',
  ],
  async run(context) {
    const { SMS_POOL } = await context.environment();
    if (!SMS_POOL) return [];
    return [poolLine(context, SMS_POOL), tierLine(context), limitLine(context)];
  },
};
