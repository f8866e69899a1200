import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { textIn } from '../tools/errors';
import { stackOf } from './stack';
import { versionOf } from './version';

const ROOT = join(__dirname, '..');

type Values = Readonly<Record<string, unknown>>;

/** What the framework gives to a file that serverless.yml names. */
interface Variables {
  readonly options: { readonly param?: readonly string[] | null };
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

/** Says why the framework could not read a file of this text. @throws an error that says that it knows more later, and will ask again */
function unreadable(text: string, error: unknown): string {
  if (textIn(error, 'code') === 'MISSING_VARIABLE_DEPENDENCY') throw error;
  const missing = missingVariables(text);
  return missing.length > 0
    ? `not set in the environment: ${missing.join(', ')}. Set it, or write a value for that case: \${env:NAME, 'value'}`
    : String(textIn(error, 'message'));
}

interface Given {
  readonly values: Values;
  readonly problems: readonly string[];
}

/** Reads the parameters in the file of a stage, where there is one. The framework resolves `${…}` in it, and takes an empty file for an error. */
async function readStageFile({ resolveVariable }: Variables, file: string): Promise<Given> {
  const none = (...problems: string[]): Given => ({ values: {}, problems });
  const path = resolve(ROOT, file);
  const other = file.replace(/yml$/, 'yaml');
  if (existsSync(resolve(ROOT, other))) return none(`${other}: is not read; name it ${file}`);
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  if (text.trim() === '') return none();
  let content: unknown;
  try {
    content = await resolveVariable(`file(${file}), null`);
  } catch (error) {
    return none(`${file}: ${unreadable(text, error)}`);
  }
  if (content === null) return none();
  if (!isMap(content)) {
    const found = Array.isArray(content) ? 'a list' : 'text';
    return none(`${file}: expected lines such as "senderEmail: orders@shop.example", found ${found}`);
  }
  const isNested = ([, value]: [string, unknown]) => [value].flat().some(isMap);
  return {
    values: Object.fromEntries(Object.entries(content).filter((entry) => !isNested(entry))),
    problems: Object.entries(content)
      .filter(isNested)
      .map(([name]) => `${file}: ${name}: expected text on one line, such as "tags: team=shop", found a map`),
  };
}

/** Reads `--param name=value`. The framework would heed no name with a space behind it, and an empty value comes of a variable that is not set. */
function readCommandLine({ options }: Variables): Given {
  const read = (options.param ?? []).map((param) => ({
    param,
    pair: /^\s*([^=]*[^=\s])\s*=\s*(.*\S)\s*$/s.exec(param)?.slice(1),
  }));
  return {
    values: Object.fromEntries(read.flatMap(({ pair }) => (pair ? [pair] : []))),
    problems: read
      .filter(({ pair }) => !pair)
      .map(({ param }) => `--param ${param}: expected a name and a value, such as batchSize=50`),
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
  const [service, stage, region, params] = await Promise.all([
    text('self:service'),
    text('sls:stage'),
    text('self:provider.region'),
    variables.resolveConfigurationProperty(['params']),
  ]);
  const file = `${process.env.STAGES_FOLDER || 'stages'}/${stage}.yml`;
  const inFile = await readStageFile(variables, file);
  // What somebody has put into serverless.yml.
  const configured = { ...params?.default, ...params?.[stage] };
  const commandLine = readCommandLine(variables);
  const given = { ...configured, ...commandLine.values };
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
      ...commandLine.problems,
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
