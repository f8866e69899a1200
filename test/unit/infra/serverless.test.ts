import { SOURCES } from '../../../tools/stacks/deployments';

// Without the ending it would be the file that loads this one for the framework.
const computedStack: typeof import('../../../infra/serverless') = require('../../../infra/serverless.ts');

type Values = Readonly<Record<string, unknown>>;

/** Computes stage prod as the framework would call for it. @param params in serverless.yml @param param on the command line */
function compute(params: Readonly<Record<string, Values>>, param: readonly string[] = []) {
  const variables: Values = {
    'self:service': 'notification-service',
    'sls:stage': 'prod',
    'self:provider.region': 'eu-central-1',
  };
  return computedStack({
    options: { param },
    resolveVariable: async (address) => variables[address] ?? null,
    resolveConfigurationProperty: async () => params,
  });
}

describe('--param', () => {
  it.each(['batchSize=50', 'batchSize = 50', 'batchSize=50 '])('is heeded as %j', async (param) => {
    const { problems, parameters } = await compute({ default: SOURCES.msk }, [param]);

    expect(problems).toEqual([]);
    expect(parameters.batchSize).toBe(50);
  });

  it('comes before params of serverless.yml, those of the stage before those of all', async () => {
    const params = {
      default: { ...SOURCES.msk, batchSize: 10, timeout: 100 },
      prod: { batchSize: 20, timeout: 200 },
    };
    const { parameters } = await compute(params, ['tags=a=b,c=d', 'batchSize=40', 'batchSize=50']);

    expect(parameters).toMatchObject({ batchSize: 50, timeout: 200, tags: ['a=b', 'c=d'] });
  });

  it.each(['batchSize', 'batchSize=', '=50', ' = 50'])('is refused as %j', async (param) => {
    const { problems } = await compute({ default: SOURCES.msk }, [param]);

    expect(problems).toEqual([`--param ${param}: expected a name and a value, such as batchSize=50`]);
  });
});

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
