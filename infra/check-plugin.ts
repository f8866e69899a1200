import { readConfig } from '../lib/config';
import {
  changesBetween,
  createdIdentity,
  givenOtherwise,
  isSelfDescribed,
  refusalOf,
  rollbackRefusalOf,
} from './changes';
import { deployedTemplate, formerTemplate, isLastUploadDeployed } from './deployed-template';
import type { Environment, Plugin, Serverless, Utils } from './framework';
import { newSenderProblems } from './new-sender';
import { foreignAccounts } from './parameters/places';
import { pausedProblem } from './paused';
import type { stackOf } from './stack';

/** Leaves out what only CloudFormation knows: nobody can check it yet. Of a choice between two texts, the last is checked. */
const known = (environment: Environment): Record<string, string> =>
  Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => {
      const text = typeof value === 'object' && 'Fn::If' in value ? [value['Fn::If']].flat().at(-1) : value;
      return typeof text === 'string' ? [[name, text]] : [];
    }),
  );

/** The framework would upload the code, and then fail at the role, of which it does not know the name. */
const ONE_FUNCTION =
  'it would run new code with the old environment and role. Run `serverless deploy` with the parameters of the stage: what has not changed is left as it is';

const EARLY =
  'that version did not write down its parameters. Deploy it from its tag, with the parameters of now (docs/changes.md)';

/** Stops a command before it has created anything, when what it is given cannot work, or would harm what is deployed without a word. */
class CheckPlugin implements Plugin {
  readonly #serverless: Serverless;
  readonly #log: Utils['log'];
  readonly hooks: Plugin['hooks'];
  #confirmed: readonly string[] = [];
  /** The stack of the parameters that are given now. */
  #given: Pick<ReturnType<typeof stackOf>['resources'], 'Description' | 'Metadata'> | undefined;
  #hasWarned = false;

  constructor(
    serverless: Serverless,
    options: { readonly timestamp?: string | undefined; force?: boolean | undefined },
    { log }: Utils,
  ) {
    this.#serverless = serverless;
    this.#log = log;
    this.hooks = {
      initialize: () => {
        this.#refuse('These parameters are wrong:', this.#stack.problems);
        // Read now: `deploy --package` later puts the parameters of the package in their place.
        this.#confirmed = this.#stack.parameters.confirm;
        this.#given = this.#stack.resources;
      },
      'before:package:cleanup': () => {
        this.#check();
        this.#warn();
      },
      // By now the framework has packaged, or has read the package that it is given. It has created nothing.
      'before:deploy:deploy': async () => {
        this.#warn();
        const next = this.#serverless.service.provider.compiledCloudFormationTemplate;
        this.#checkPackage(next);
        await this.#checkAccounts();
        const deployed = await deployedTemplate(this.#serverless);
        await this.#compare(deployed, next, refusalOf);
        await this.#checkSender(deployed);
        if (
          deployed &&
          isSelfDescribed(deployed) &&
          !(await isLastUploadDeployed(this.#serverless, deployed))
        )
          options.force = true;
      },
      'before:deploy:function:initialize': () =>
        this.#refuse('`serverless deploy function` does not work here:', [ONE_FUNCTION]),
      // Without a time the framework lists the deployments, and one that it does not find it refuses itself.
      'before:rollback:rollback': async () => {
        const { timestamp } = options;
        const former = timestamp && (await formerTemplate(this.#serverless, timestamp));
        if (!former) return;
        if (!isSelfDescribed(former))
          this.#refuse('This rollback cannot be compared with what is there:', [EARLY]);
        await this.#compare(await deployedTemplate(this.#serverless), former, rollbackRefusalOf);
      },
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

  /** Says it once, whether this command packages, deploys, or does both. */
  #warn(): void {
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    for (const warning of this.#stack.warnings) this.#log.warning(warning);
  }

  /** Compares with the stack that is there, and refuses what would harm it without a word. */
  async #compare(deployed: unknown, next: unknown, refusal: typeof refusalOf): Promise<void> {
    if (deployed === undefined) return;
    const changes = changesBetween(deployed, next);
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
    const [what = '', ...lines] = refusal(changes, this.#confirmed);
    this.#refuse(what, lines);
    await this.#checkPaused(changes.polling);
  }

  /** What `deploy --package` deploys has its stage and its parameters already; others would not be heeded. */
  #checkPackage(next: Serverless['service']['provider']['compiledCloudFormationTemplate']): void {
    if (!this.#given) return;
    const [stack, packaged] = [this.#given, next].map(({ Description = '' }) => Description.split(':')[0]);
    this.#refuse('This package was made with other parameters. Package it again, with those of now:', [
      ...(stack === packaged ? [] : [`  it is ${packaged}, and not ${stack}`]),
      ...givenOtherwise(this.#given.Metadata, next).map((line) => `  ${line}`),
    ]);
  }

  async #checkPaused(polling: readonly string[]): Promise<void> {
    if (this.#confirmed.includes('paused')) return;
    const provider = this.#serverless.getProvider('aws');
    const problem = await pausedProblem(
      await provider.getAwsSdkV3Config(),
      provider.naming.getStackName(),
      provider.getStage(),
      polling,
    );
    this.#refuse('This needs a confirmation:', problem === undefined ? [] : [problem]);
  }

  async #checkSender(deployed: unknown): Promise<void> {
    const { newSender } = this.#stack;
    if (newSender === undefined) return;
    const config = await this.#serverless.getProvider('aws').getAwsSdkV3Config();
    const isOfStack = createdIdentity(deployed) === newSender.identity;
    this.#refuse(
      'This sender cannot be created, or not yet be used:',
      await newSenderProblems(newSender, isOfStack, config),
    );
  }

  /** Only a deployment has credentials for sure, and so an account. */
  async #checkAccounts(): Promise<void> {
    const id = await this.#serverless.getProvider('aws').getAccountId();
    const problems = foreignAccounts(this.#stack.parameters, { id, by: 'your credentials' });
    this.#refuse('This cannot be deployed:', problems);
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
