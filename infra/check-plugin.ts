import { readConfig } from '../lib/config';
import { changesBetween, refusalOf } from './changes';
import { deployedTemplate } from './deployed-template';
import type { Environment, Plugin, Serverless, Utils } from './framework';

/** Leaves out what only CloudFormation knows: nobody can check it yet. */
const known = (environment: Environment): Record<string, string> =>
  Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value]] : [],
    ),
  );

/** Stops a command before it has created anything, when what it is given cannot work, or would harm what is deployed without a word. */
class CheckPlugin implements Plugin {
  readonly #serverless: Serverless;
  readonly #log: Utils['log'];
  readonly hooks: Plugin['hooks'];
  #confirmed: readonly string[] = [];

  constructor(serverless: Serverless, _options: unknown, { log }: Utils) {
    this.#serverless = serverless;
    this.#log = log;
    this.hooks = {
      initialize: () => {
        this.#refuse('These parameters are wrong:', this.#stack.problems);
        // Read now: `deploy --package` later puts the parameters of the package in their place.
        this.#confirmed = this.#stack.parameters.confirm;
      },
      'before:package:cleanup': () => this.#check(),
      // By now the framework has packaged, or has read the package that it is given. It has created nothing.
      'before:deploy:deploy': () => this.#compare(),
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

  /** Compares with the stack that is there, and refuses what would harm it without a word. */
  async #compare(): Promise<void> {
    const deployed = await deployedTemplate(this.#serverless);
    if (deployed === undefined) return;
    const changes = changesBetween(
      deployed,
      this.#serverless.service.provider.compiledCloudFormationTemplate,
    );
    const stackName = this.#serverless.getProvider('aws').naming.getStackName();
    if (!changes.known) {
      this.#log.warning(
        `${stackName} was deployed by a version that did not write down its parameters: compare them yourself this time.`,
      );
    }
    if (changes.parameters.length > 0) {
      this.#log.notice();
      this.#log.notice([`Parameters of ${stackName} that change:`, ...changes.parameters].join('\n  '));
    }
    const [what = '', ...lines] = refusalOf(changes, this.#confirmed);
    this.#refuse(what, lines);
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
