import { PARAMETER_NAMES } from './parameters/parameters';
import { stackOf } from './stack';
import { versionOf } from './version';

/** What the framework gives to a file that serverless.yml names. */
interface Variables {
  readonly options: { readonly param?: readonly string[] };
  resolveVariable(address: string): Promise<unknown>;
  resolveConfigurationProperty(
    path: readonly string[],
  ): Promise<Readonly<Record<string, Readonly<Record<string, unknown>>>> | null | undefined>;
}

/** Collects `--param name=value` and `params` of serverless.yml. Unknown names are kept, for the error that names them. */
async function parametersOf(
  { options, resolveVariable, resolveConfigurationProperty }: Variables,
  stage: string,
): Promise<Record<string, unknown>> {
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
async function computedStack(variables: Variables) {
  const text = async (address: string) => String(await variables.resolveVariable(address));
  const [service, stage, region] = await Promise.all([
    text('self:service'),
    text('sls:stage'),
    text('self:provider.region'),
  ]);
  return stackOf({ service, stage, region, version: versionOf(), raw: await parametersOf(variables, stage) });
}

export = computedStack;
