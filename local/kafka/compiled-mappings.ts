import type { CompiledResource, Serverless } from '../../infra/framework';
import type { CompiledMapping } from './start-mappings';

const COMPILERS = new Set(['AwsCompileMSKEvents', 'AwsCompileKafkaEvents']);

/** Finds the function whose logical id stands somewhere in what a mapping says that it is for. */
function functionOf(serverless: Serverless, target: unknown): string | undefined {
  const { naming } = serverless.getProvider('aws');
  const text = JSON.stringify(target) ?? '';
  const { functions } = serverless.service;
  const key = Object.keys(functions).find((one) => text.includes(`"${naming.getLambdaLogicalId(one)}"`));
  return functions[key ?? '']?.name;
}

/** Has the framework compile its `msk` and `kafka` events, into a template of their own. */
async function compiledEvents({
  service,
  pluginManager,
}: Serverless): Promise<Array<[string, CompiledResource]>> {
  const before = service.provider.compiledCloudFormationTemplate;
  const template = { Resources: {} as Record<string, CompiledResource> };
  service.provider.compiledCloudFormationTemplate = template;
  try {
    const compilers = pluginManager.plugins.filter((plugin) => COMPILERS.has(plugin.constructor.name));
    for (const compiler of compilers) await compiler.hooks['package:compileEvents']?.();
  } finally {
    service.provider.compiledCloudFormationTemplate = before;
  }
  return Object.entries(template.Resources).filter(
    ([, { Type }]) => Type === 'AWS::Lambda::EventSourceMapping',
  );
}

/**
 * Gives the event source mappings as they would be deployed: compiled by the framework, with `resources.extensions`
 * over them, which replace properties one level deep.
 */
export async function compiledMappings(serverless: Serverless): Promise<CompiledMapping[]> {
  const { service, classes } = serverless;
  const extensions = service.resources?.extensions ?? {};
  const mappings = await compiledEvents(serverless);
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
}
