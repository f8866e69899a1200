import { PARAMETER_NAMES } from './parameters/parameters';
import { stackOf } from './stack';
import { versionOf } from './version';

type Values = Readonly<Record<string, unknown>>;

/** What the framework gives to a file that serverless.yml names. */
interface Variables {
  readonly options: { readonly param?: readonly string[] };
  resolveVariable(address: string): Promise<unknown>;
  resolveConfigurationProperty(
    path: readonly string[],
  ): Promise<Readonly<Record<string, Values>> | null | undefined>;
}

const isMap = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads the parameters in the file of a stage, where there is one. The framework resolves `${…}` in it, and names it where it is no YAML. */
async function readStageFile(
  { resolveVariable }: Variables,
  file: string,
): Promise<{ values: Values; problems: string[] }> {
  const content = await resolveVariable(`file(${file}), null`);
  if (content === null || isMap(content)) return { values: content ?? {}, problems: [] };
  return {
    values: {},
    problems: [
      `${file}: expected lines such as "senderEmail: orders@shop.example", found ${Array.isArray(content) ? 'a list' : 'none'}`,
    ],
  };
}

/**
 * Collects `--param name=value`, and `params` that somebody has put into serverless.yml. Unknown names are kept, for the error that names
 * them.
 */
async function readGiven(
  { options, resolveVariable, resolveConfigurationProperty }: Variables,
  stage: string,
) {
  const configured = (await resolveConfigurationProperty(['params'])) ?? {};
  const names = [
    ...PARAMETER_NAMES,
    ...(options.param ?? []).map((param) => param.slice(0, param.indexOf('='))),
    ...Object.keys({ ...configured.default, ...configured[stage] }),
  ];
  const values = await Promise.all(names.map((name) => resolveVariable(`param:${name}, null`)));
  return {
    given: Object.fromEntries(
      names.flatMap((name, index) => (values[index] === null ? [] : [[name, values[index]]])),
    ),
    configured: { ...configured.default, ...configured[stage] },
  };
}

/** Only who deploys confirms, and for one deployment. */
const confirmProblem = (where: string, { confirm }: Values): string[] =>
  confirm === undefined
    ? []
    : [`${where}: confirm: belongs on the command line, or it would confirm for ever`];

/** Computes for serverless.yml what follows from its parameters; infra/stack.ts says what. */
async function computedStack(variables: Variables) {
  const text = async (address: string) => String(await variables.resolveVariable(address));
  const [service, stage, region] = await Promise.all([
    text('self:service'),
    text('sls:stage'),
    text('self:provider.region'),
  ]);
  const file = `${process.env.STAGES_FOLDER || 'stages'}/${stage}.yml`;
  const [inFile, { given, configured }] = await Promise.all([
    readStageFile(variables, file),
    readGiven(variables, stage),
  ]);
  const stack = stackOf({
    service,
    stage,
    region,
    version: versionOf(),
    raw: { ...inFile.values, ...given },
  });
  return {
    ...stack,
    problems: [
      ...inFile.problems,
      ...confirmProblem(file, inFile.values),
      ...confirmProblem('serverless.yml: params', configured),
      ...stack.problems.map((problem) => {
        const [name = ''] = problem.split(':');
        return Object.hasOwn(inFile.values, name) && !Object.hasOwn(given, name)
          ? `${file}: ${problem}`
          : problem;
      }),
    ],
  };
}

export = computedStack;
