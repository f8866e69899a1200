import { readConfig } from '../lib/config';
import type { Environment, Plugin, Serverless } from './framework';
import { pausedProblem } from './paused';

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
  readonly hooks: Plugin['hooks'];

  constructor(serverless: Serverless) {
    this.#serverless = serverless;
    this.hooks = {
      initialize: () => this.#refuse('These parameters are wrong:', this.#stack.problems),
      'before:package:cleanup': async () => {
        this.#check();
        if (this.#serverless.processedInput.commands.join(' ') === 'deploy') await this.#checkDeployed();
      },
      'before:deploy:function:initialize': () => this.#check(),
    };
  }

  get #stack() {
    return this.#serverless.service.custom.stack;
  }

  #check(): void {
    this.#refuse('This cannot be deployed:', this.#stack.refusals);
    this.#refuse('The functions would not start:', this.#environmentProblems());
  }

  /** Asks AWS what a deployment would change that nobody thinks of. */
  async #checkDeployed(): Promise<void> {
    const { parameters, polling } = this.#stack;
    if (parameters.confirm.includes('paused')) return;
    const provider = this.#serverless.getProvider('aws');
    const problem = await pausedProblem(
      await provider.getAwsSdkV3Config(),
      provider.naming.getStackName(),
      provider.getStage(),
      polling,
    );
    this.#refuse('This needs a confirmation:', problem === undefined ? [] : [problem]);
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
