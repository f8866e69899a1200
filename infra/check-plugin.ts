import { readConfig } from '../lib/config';
import type { Environment, Plugin, Serverless } from './framework';
import { newSenderProblems } from './new-sender';

/** Leaves out what only CloudFormation knows: nobody can check it yet. */
const known = (environment: Environment): Record<string, string> =>
  Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value]] : [],
    ),
  );

/** The framework would upload the code, and then fail at the role, of which it does not know the name. */
const ONE_FUNCTION =
  'it would run new code with the old environment and role. Run `serverless deploy` with the parameters of the stage: what has not changed is left as it is';

/** Stops a command before it has created or bundled anything, when what it is given cannot work. */
class CheckPlugin implements Plugin {
  readonly #serverless: Serverless;
  readonly hooks: Plugin['hooks'];

  constructor(serverless: Serverless) {
    this.#serverless = serverless;
    this.hooks = {
      initialize: () => this.#refuse('These parameters are wrong:', this.#stack.problems),
      'before:package:cleanup': () => this.#check(),
      'before:deploy:deploy': () => this.#checkSender(),
      'before:deploy:function:initialize': () =>
        this.#refuse('`serverless deploy function` does not work here:', [ONE_FUNCTION]),
      'before:remove:remove': () => this.#refuse('Nothing is removed yet:', this.#stack.removalProblems),
    };
  }

  get #stack() {
    return this.#serverless.service.custom.stack;
  }

  #check(): void {
    this.#refuse('This cannot be deployed:', this.#stack.refusals);
    this.#refuse('The functions would not start:', this.#environmentProblems());
  }

  async #checkSender(): Promise<void> {
    const { newSender } = this.#stack;
    if (newSender === undefined) return;
    const config = await this.#serverless.getProvider('aws').getAwsSdkV3Config();
    this.#refuse('This deployment would mail nobody:', await newSenderProblems(newSender, config));
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
