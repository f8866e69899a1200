import type { Plugin, Serverless } from '../infra/framework';
import { isOpen, nothingListens, portProblems, ports, urlOf } from '../tools/ports';
import { ALL_CHANNELS, CHANNEL_ENVIRONMENT, hasChannel } from './channels';
import { failedBuilds } from './failed-builds';
import { compiledMappings } from './kafka/compiled-mappings';
import type { Report } from './kafka/poller';
import type { Mappings } from './kafka/start-mappings';
import { LOCAL_PAGE } from './preferences-page';

/**
 * Points `serverless offline` and `serverless invoke local` at the stack on this machine. Nothing of it is in
 * serverless.yml, so that none of it can be deployed; credentials are replaced, so that no real ones leave.
 */
const AWS = {
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_EC2_METADATA_DISABLED: 'true',
  // Advice for whoever updates Node.js.
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  AWS_ENDPOINT_URL_SES: urlOf(ports.ses),
  AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2: urlOf(ports.sms),
  AWS_ENDPOINT_URL_DYNAMODB: urlOf(ports.dynamodb),
  AWS_ENDPOINT_URL_SECRETS_MANAGER: urlOf(ports.secrets),
};

const FUNCTIONS = {
  ALLOWED_RECIPIENTS: '*',
  // Sample events keep the time they were written at: any age would skip them. So a push may wait as long as FCM keeps any.
  MAX_NOTIFICATION_AGE: '0',
  PREFERENCES_URL: LOCAL_PAGE.url,
  PREFERENCES_SECRET: LOCAL_PAGE.secret,
  // A laptop waits for nobody, unless `npm start -- --max-send-rate` says so. How many instances share it is as deployed.
  SES_MAX_SEND_RATE: process.env.SES_MAX_SEND_RATE || '200',
  ...CHANNEL_ENVIRONMENT,
};

/** What the functions are told here, whatever the stage is: there are no other tables. */
function functionsEnvironment() {
  // Only now: other commands need no DynamoDB.
  const { TABLES }: typeof import('./dynamodb') = require('./dynamodb');
  return {
    ...FUNCTIONS,
    CONTACTS_TABLE: TABLES.contacts,
    RECIPIENTS_TABLE: TABLES.recipients,
    NOTIFICATION_LOG_TABLE: TABLES.notificationLog,
  };
}

/** Ends this process with `npm start`, which started it, however that ends; or by itself, when it cannot start. */
function endWithParent(): void {
  if (!process.connected) process.exit();
  process.once('disconnect', () => process.exit());
  process.channel?.unref();
}

const KAFKA = {
  usage: 'Kafka broker to poll, host:port (default: KAFKA_BROKERS; else topics in memory)',
  type: 'string',
};

/** A line of a poller, what is polled, why nothing is polled, or why a function could not be bundled. */
type News =
  | { readonly level: Parameters<Report>[0]; readonly message: string }
  | { readonly polling: string }
  | { readonly problem: string }
  | { readonly mistake: string };

function sentence(news: News): string {
  if ('polling' in news) return `Polling ${news.polling}`;
  if ('mistake' in news) return news.mistake;
  return 'problem' in news ? news.problem : `${news.level}: ${news.message}`;
}

/** What is known of serverless-esbuild: the functions it has bundled, and what it says in the terminal. */
interface Bundler extends Plugin {
  readonly buildCache?: object;
  log?: object;
}

class LocalStackPlugin implements Plugin {
  readonly #serverless: Serverless;
  readonly #options: { readonly lambdaPort?: number; readonly kafka?: string };
  readonly commands: object;
  readonly hooks: Plugin['hooks'];
  #mappings: Mappings | undefined;

  constructor(serverless: Serverless, options: { readonly lambdaPort?: number; readonly kafka?: string }) {
    this.#serverless = serverless;
    this.#options = options;
    // The same names as serverless-offline has; the framework puts both together.
    this.commands = {
      offline: { options: { kafka: KAFKA }, commands: { start: { options: { kafka: KAFKA } } } },
    };
    if (process.env.STARTED_BY_LOCAL_STACK) endWithParent();
    this.hooks = {
      initialize: () => {
        const [command, what] = this.#serverless.processedInput.commands;
        if (command !== 'offline' && !(command === 'invoke' && what === 'local')) return;
        Object.assign(this.#serverless.service.provider.environment, functionsEnvironment());
        this.#bundleApart();
      },
      // `serverless offline`: the same as `serverless offline start`, whose hooks follow.
      'before:offline:start': () => this.#serverless.pluginManager.spawn('offline:start'),
      'before:offline:start:init': () => this.#useLocalStack(),
      // Now the Lambda API listens. `npm start` sends the sample events first, and then says when.
      'after:offline:start:init': () =>
        process.env.STARTED_BY_LOCAL_STACK
          ? process.once('message', () => this.#startMappings())
          : this.#startMappings(),
      'before:offline:start:end': () => this.#mappings?.stop(),
      'before:invoke:local:loadEnvVars': () => this.#requireLocalStack(),
      // By now the environment of serverless.yml is in this process, where the function will run.
      'before:invoke:local:invoke': () => this.#useLocalStack(),
    };
  }

  /** Bundles into a folder of its own: `serverless package` and `deploy` delete theirs, and must not delete that of a stack that runs. */
  #bundleApart(): void {
    process.env.CHANNELS ||= ALL_CHANNELS.join();
    const { CHANNELS } = process.env;
    const channels = ALL_CHANNELS.filter((channel) => hasChannel(channel, CHANNELS));
    const { custom } = this.#serverless.service;
    // By these the functions are bundled; a laptop has all of them, whatever a stage is deployed with.
    custom.stack = { ...custom.stack, parameters: { ...custom.stack.parameters, channels } };
    const failed = failedBuilds((mistake) => this.#tell({ mistake }));
    // Each mistake is told once, and not again by esbuild and for each function.
    custom.esbuild = {
      ...custom.esbuild,
      outputWorkFolder: '.local/esbuild',
      logLevel: 'silent',
      plugins: [failed],
    };
    const plugins: readonly Bundler[] = this.#serverless.pluginManager.plugins;
    for (const plugin of plugins) {
      if (plugin.buildCache && plugin.log)
        plugin.log = Object.create(plugin.log, { error: { value: () => {} } });
    }
  }

  #useLocalStack(): void {
    delete process.env.AWS_SESSION_TOKEN;
    delete process.env.AWS_PROFILE;
    Object.assign(process.env, AWS);
  }

  /** Polls the topics as the deployed event source mappings would; see docs/local-kafka.md. */
  async #startMappings(): Promise<void> {
    // Only now: other commands need no Kafka client.
    const { startMappings }: typeof import('./kafka/start-mappings') = require('./kafka/start-mappings');
    try {
      this.#mappings = await startMappings({
        mappings: await compiledMappings(this.#serverless),
        lambdaUrl: `http://127.0.0.1:${this.#options.lambdaPort ?? 3002}`,
        publishPort: ports.publish.number,
        brokers: this.#options.kafka || process.env.KAFKA_BROKERS,
        retries: process.env.MAPPING_RETRIES,
        faults: process.env.MAPPING_FAULTS,
        report: (level, message) => this.#tell({ level, message }),
      });
      this.#tell({ polling: this.#mappings.summary });
    } catch (error) {
      this.#tell({ problem: (error as Error).message });
    }
  }

  /** Tells `npm start`, or whoever looks at this terminal. */
  #tell(news: News): void {
    if (process.send) process.send(news);
    else console.log(sentence(news));
  }

  async #requireLocalStack(): Promise<void> {
    const problems = portProblems();
    if (problems.length > 0)
      throw new this.#serverless.classes.Error(problems.join('\n'), 'LOCAL_STACK_PORTS');
    const { CHANNELS = '' } = process.env;
    const others = (['sms', 'push'] as const).filter((channel) => hasChannel(channel, CHANNELS));
    for (const port of [ports.ses, ports.dynamodb, ...others.map((channel) => ports[channel])]) {
      if (await isOpen(port.number)) continue;
      throw new this.#serverless.classes.Error(nothingListens(port), 'LOCAL_STACK_NOT_RUNNING');
    }
  }
}

export = LocalStackPlugin;
