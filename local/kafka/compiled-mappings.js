const COMPILERS = new Set(['AwsCompileMSKEvents', 'AwsCompileKafkaEvents']);

/** The function whose logical id stands somewhere in what a mapping says that it is for. */
function functionOf(serverless, target) {
  const { naming } = serverless.getProvider('aws');
  const text = JSON.stringify(target);
  const { functions } = serverless.service;
  const key = Object.keys(functions).find((one) => text.includes(`"${naming.getLambdaLogicalId(one)}"`));
  return functions[key ?? '']?.name;
}

/**
 * The event source mappings as they would be deployed: compiled by the framework from the `msk` and `kafka` events,
 * with `resources.extensions` over them, which replace properties one level deep.
 */
module.exports = async function compiledMappings(serverless) {
  const { service, pluginManager, classes } = serverless;
  const before = service.provider.compiledCloudFormationTemplate;
  const template = { Resources: {} };
  service.provider.compiledCloudFormationTemplate = template;
  try {
    const compilers = pluginManager.plugins.filter((plugin) => COMPILERS.has(plugin.constructor.name));
    for (const compiler of compilers) await compiler.hooks['package:compileEvents']();
  } finally {
    service.provider.compiledCloudFormationTemplate = before;
  }
  const extensions = service.resources?.extensions ?? {};
  const mappings = Object.entries(template.Resources).filter(
    ([, { Type }]) => Type === 'AWS::Lambda::EventSourceMapping',
  );
  const known = new Set(mappings.map(([id]) => id));
  const unknown = Object.keys(extensions).filter((id) => id.includes('EventSourceMapping') && !known.has(id));
  if (unknown.length > 0)
    throw new classes.Error(
      `resources.extensions: ${unknown.join(', ')}: no such mapping; there are ${[...known].join(', ') || 'none'}`,
      'UNKNOWN_MAPPING',
    );
  return mappings.map(([id, { Properties }]) => {
    const functionName = functionOf(serverless, Properties.FunctionName);
    if (!functionName) throw new classes.Error(`${id}: no function of this service`, 'UNKNOWN_FUNCTION');
    return { id, functionName, properties: { ...Properties, ...extensions[id]?.Properties } };
  });
};
