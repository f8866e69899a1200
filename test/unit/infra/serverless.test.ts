import { SOURCES } from '../../../tools/stacks/deployments';

// Without the ending it would be the file that loads this one for the framework.
const computedStack: typeof import('../../../infra/serverless') = require('../../../infra/serverless.ts');

type Values = Readonly<Record<string, unknown>>;

/** Computes stage prod as the framework would call for it. @param params in serverless.yml @param param on the command line */
function compute(params: Readonly<Record<string, Values>>, param: readonly string[] = []) {
  const given: Values = {
    ...params.default,
    ...params.prod,
    ...Object.fromEntries(param.map((one) => one.split('='))),
  };
  const variables: Values = {
    'self:service': 'notification-service',
    'sls:stage': 'prod',
    'self:provider.region': 'eu-central-1',
  };
  return computedStack({
    options: { param },
    resolveVariable: async (address) =>
      variables[address] ?? given[/^param:(\w+), null$/.exec(address)?.[1] ?? ''] ?? null,
    resolveConfigurationProperty: async () => params,
  });
}

describe('confirm', () => {
  it('is taken from the command line', async () => {
    const { problems, parameters } = await compute({ default: SOURCES.msk }, ['confirm=source,paused']);

    expect(problems).toEqual([]);
    expect(parameters.confirm).toEqual(['source', 'paused']);
  });

  it.each(['default', 'prod'])('is refused in params of serverless.yml (%s), which stay', async (name) => {
    const { problems } = await compute({ [name]: { ...SOURCES.msk, confirm: 'source' } });

    expect(problems).toEqual([
      'serverless.yml: params: confirm: belongs on the command line, or it would confirm for ever',
    ]);
  });
});
