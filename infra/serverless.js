const { PARAMETER_NAMES, stackOf } = require('tsx/cjs/api').require('./stack.ts', __filename);

/** `--param name=value` and `params` in serverless.yml: what is known, and what is not, for the error that names it. */
async function parametersOf({ options, resolveVariable, resolveConfigurationProperty }, stage) {
  const configured = (await resolveConfigurationProperty(['params'])) ?? {};
  const names = [
    ...PARAMETER_NAMES,
    ...(options.param ?? []).map((param) => param.slice(0, param.indexOf('='))),
    ...Object.keys({ ...configured.default, ...configured[stage] }),
  ];
  const values = await Promise.all(names.map((name) => resolveVariable(`param:${name}, null`)));
  return Object.fromEntries(names.map((name, index) => [name, values[index]]));
}

/** Computes for serverless.yml what follows from its parameters; infra/stack.ts says what. */
module.exports = async (variables) => {
  const [service, stage, region] = await Promise.all(
    ['self:service', 'sls:stage', 'self:provider.region'].map(variables.resolveVariable),
  );
  return stackOf({ service, stage, region, raw: await parametersOf(variables, stage) });
};
