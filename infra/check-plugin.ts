import { readConfig } from '../lib/config';
import type { Environment, Plugin, Serverless, Utilities } from './framework';

/** Leaves out what only CloudFormation knows: nobody can check it yet. */
const known = (environment: Environment): Record<string, string> =>
  Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value]] : [],
    ),
  );

/** Stops a command before it has created or bundled anything, when what it is given cannot work. */
class CheckPlugin implements Plugin {
  readonly #serverless: Serverless;
  readonly #log: Utilities['log'];
  readonly hooks: Plugin['hooks'];

  constructor(serverless: Serverless, _options: unknown, { log }: Utilities) {
    this.#serverless = serverless;
    this.#log = log;
    this.hooks = {
      initialize: () => this.#refuse('These parameters are wrong:', this.#stack.problems),
      'before:package:cleanup': () => this.#check(),
      'before:deploy:function:initialize': () => this.#check(),
    };
  }

  get #stack() {
    return this.#serverless.service.custom.stack;
  }

  #check(): void {
    this.#refuse('This cannot be deployed:', this.#stack.refusals);
    for (const warning of this.#stack.warnings) this.#log.warning(warning);
    this.#refuse('The functions would not start:', this.#environmentProblems());
  }

  #refuse(what: string, problems: readonly string[]): void {
    if (problems.length === 0) return;
    throw new this.#serverless.classes.Error([what, ...problems].join('\n'), 'DEPLOYMENT_REFUSED');
  }

  /** Asks the code of the functions what each would say at its start. */
  #environmentProblems(): string[] {
    const { provider, functions } = this.#serverless.service;
    return Object.entries(functions).flatMap(([name, { environment }]) => {
      try {
        readConfig(known({ ...provider.environment, ...environment }));
        return [];
      } catch (error) {
        return [`${name}: ${(error as Error).message}`];
      }
    });
  }
}

export = CheckPlugin;
