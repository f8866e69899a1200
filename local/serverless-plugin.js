const compiledMappings = require('./kafka/compiled-mappings.js');
const { failedBuilds } = require('tsx/cjs/api').require('./failed-builds.ts', __filename);
const { isOpen, portProblems, ports, urlOf } = require('./ports.js');

/**
 * Points `serverless offline` and `serverless invoke local` at the stack on this machine. Nothing of it is in
 * serverless.yml, so that none of it can be deployed; credentials are replaced, so that no real ones leave.
 */
const AWS = {
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_ENDPOINT_URL_SES: urlOf(ports.ses),
  AWS_ENDPOINT_URL_DYNAMODB: urlOf(ports.dynamodb),
};

const FUNCTIONS = {
  ALLOWED_RECIPIENTS: '*',
  // Sample events keep the time they were written at.
  MAX_NOTIFICATION_AGE: '0',
  // A laptop waits for nobody; --max-send-rate of the local SES is for trying the pace.
  SES_MAX_SEND_RATE: process.env.SES_MAX_SEND_RATE || '200',
};

/** Started by `npm start`: end with it, however it ends. */
function endWithParent() {
  if (!process.connected) process.exit();
  process.once('disconnect', () => process.exit());
}

const KAFKA = {
  usage: 'Kafka broker to poll, host:port (default: KAFKA_BROKERS; else topics in memory)',
  type: 'string',
};

module.exports = class LocalStackPlugin {
  constructor(serverless, options) {
    this.serverless = serverless;
    this.options = options;
    // The same names as serverless-offline has; the framework puts both together.
    this.commands = {
      offline: { options: { kafka: KAFKA }, commands: { start: { options: { kafka: KAFKA } } } },
    };
    if (process.env.STARTED_BY_LOCAL_STACK) endWithParent();
    this.hooks = {
      initialize: () => this.bundleApart(),
      // `serverless offline`: the same as `serverless offline start`, whose hooks follow.
      'before:offline:start': () => this.serverless.pluginManager.spawn('offline:start'),
      'before:offline:start:init': () => this.useLocalStack(),
      // Now the Lambda API listens. `npm start` sends the sample events first, and then says when.
      'after:offline:start:init': () =>
        process.env.STARTED_BY_LOCAL_STACK
          ? process.once('message', () => this.startMappings())
          : this.startMappings(),
      'before:offline:start:end': () => this.mappings?.stop(),
      'before:invoke:local:loadEnvVars': () => this.requireLocalStack(),
      // By now the environment of serverless.yml is in this process, where the function will run.
      'before:invoke:local:invoke': () => {
        this.useLocalStack();
        Object.assign(process.env, FUNCTIONS);
      },
    };
  }

  /** `serverless package` and `deploy` delete the folder that they bundled into: not the one of a stack that runs. */
  bundleApart() {
    const [command, what] = this.serverless.processedInput.commands;
    if (command !== 'offline' && !(command === 'invoke' && what === 'local')) return;
    const { custom } = this.serverless.service;
    const plugins = [failedBuilds((message) => this.tell({ level: 'error', message }))];
    custom.esbuild = { ...custom.esbuild, outputWorkFolder: '.local/esbuild', plugins };
  }

  useLocalStack() {
    delete process.env.AWS_SESSION_TOKEN;
    delete process.env.AWS_PROFILE;
    Object.assign(process.env, AWS);
    Object.assign(this.serverless.service.provider.environment, FUNCTIONS);
  }

  /** Polls the topics as the deployed event source mappings would; see docs/local-kafka.md. */
  async startMappings() {
    const { startMappings } = require('tsx/cjs/api').require('./kafka/start-mappings.ts', __filename);
    try {
      this.mappings = await startMappings({
        mappings: await compiledMappings(this.serverless),
        lambdaUrl: `http://127.0.0.1:${this.options.lambdaPort ?? 3002}`,
        publishPort: ports.publish.number,
        brokers: this.options.kafka || process.env.KAFKA_BROKERS,
        retries: process.env.MAPPING_RETRIES,
        faults: process.env.MAPPING_FAULTS,
        onFailureFolder: process.env.ON_FAILURE_FOLDER,
        report: (level, message) => this.tell({ level, message: `mapping: ${message}` }),
      });
      this.tell({ polling: this.mappings.summary });
    } catch (error) {
      this.tell({ problem: error.message });
    }
  }

  /** To `npm start`, or to whoever looks at this terminal. */
  tell(what) {
    if (process.send) process.send(what);
    else
      console.log(
        what.polling ? `Polling ${what.polling}` : (what.problem ?? `${what.level}: ${what.message}`),
      );
  }

  async requireLocalStack() {
    const problems = portProblems();
    if (problems.length > 0)
      throw new this.serverless.classes.Error(problems.join('\n'), 'LOCAL_STACK_PORTS');
    for (const port of [ports.ses, ports.dynamodb]) {
      if (await isOpen(port.number)) continue;
      throw new this.serverless.classes.Error(
        `Nothing listens on port ${port.number}, where the local ${port.what} should be. ` +
          `Run "npm start" in another terminal first (or set ${port.variable}).`,
        'LOCAL_STACK_NOT_RUNNING',
      );
    }
  }
};
