import { readConfig } from '../lib/config';
import type { Environment, Plugin, Serverless } from './framework';
import { foreignAccounts } from './parameters/places';

/** Leaves out what only CloudFormation knows: nobody can check it yet. Of a choice between two texts, the last is checked. */
const known = (environment: Environment): Record<string, string> =>
  Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => {
      const text = typeof value === 'object' && 'Fn::If' in value ? [value['Fn::If']].flat().at(-1) : value;
      return typeof text === 'string' ? [[name, text]] : [];
    }),
  );

/** Stops a command before it has created or bundled anything, when what it is given cannot work. */
class CheckPlugin implements Plugin {
  readonly #serverless: Serverless;
  readonly hooks: Plugin['hooks'];

  constructor(serverless: Serverless) {
    this.#serverless = serverless;
    this.hooks = {
      initialize: () => this.#refuse('These parameters are wrong:', this.#stack.problems),
      'before:package:cleanup': () => this.#check(),
      'before:deploy:function:initialize': () => this.#check(),
    };
  }

  get #stack() {
    return this.#serverless.service.custom.stack;
  }

  async #check(): Promise<void> {
    this.#refuse('This cannot be deployed:', this.#stack.refusals);
    this.#refuse('This cannot be deployed:', await this.#foreignAccounts());
    this.#refuse('The functions would not start:', this.#environmentProblems());
  }

  /** Only a deployment has credentials for sure, and so an account. */
  async #foreignAccounts(): Promise<string[]> {
    if (this.#serverless.processedInput.commands.join(' ') !== 'deploy') return [];
    const id = await this.#serverless.getProvider('aws').getAccountId();
    return foreignAccounts(this.#stack.parameters, { id, by: 'your credentials' });
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
