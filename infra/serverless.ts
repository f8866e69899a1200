import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PARAMETER_NAMES } from './parameters/parameters';
import { stackOf } from './stack';
import { versionOf } from './version';

const ROOT = join(__dirname, '..');

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

/** The variables of the environment that a text needs, and that are not set. */
const missingVariables = (text: string): string[] =>
  Array.from(text.replace(/(^|\s)#.*/g, '').matchAll(/\$\{env:(\w+)\}/g), ([, name = '']) => name).filter(
    (name) => process.env[name] === undefined,
  );

/** Reads the parameters in the file of a stage, where there is one. The framework resolves `${…}` in it, and names it where it is no YAML. */
async function readStageFile(
  { resolveVariable }: Variables,
  file: string,
): Promise<{ values: Values; problems: string[] }> {
  const none = (...problems: string[]) => ({ values: {}, problems });
  const path = resolve(ROOT, file);
  const other = file.replace(/yml$/, 'yaml');
  if (existsSync(resolve(ROOT, other))) return none(`${other}: is not read; name it ${file}`);
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  // The framework takes an empty file for an error.
  if (text.trim() === '') return none();
  const content = await resolveVariable(`file(${file}), null`).catch((error: unknown) => {
    const missing = missingVariables(text);
    if (missing.length === 0) throw error;
    return new Error(
      `${file}: not set in the environment: ${missing.join(', ')}. Set it, or write a value for that case: \${env:NAME, 'value'}`,
    );
  });
  if (content instanceof Error) return none(content.message);
  if (content === null) return none();
  if (!isMap(content)) {
    return none(
      `${file}: expected lines such as "senderEmail: orders@shop.example", found ${Array.isArray(content) ? 'a list' : 'text'}`,
    );
  }
  const isNested = ([, value]: [string, unknown]) => [value].flat().some(isMap);
  return {
    values: Object.fromEntries(Object.entries(content).filter((entry) => !isNested(entry))),
    problems: Object.entries(content)
      .filter(isNested)
      .map(([name]) => `${file}: ${name}: expected text on one line, such as "tags: team=shop", found a map`),
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
    refusals: [
      ...stack.missing,
      ...(stack.missing.length > 0 ? [`  Write it into ${file}, or give it by --param`] : []),
      ...stack.refusals,
    ],
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
