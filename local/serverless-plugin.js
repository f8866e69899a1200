const { connect } = require('node:net');
const { portProblems, ports, urlOf } = require('./ports.js');

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

function isOpen(port) {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port: port.number });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

/** Started by `npm start`: end with it, however it ends. */
function endWithParent() {
  if (!process.connected) process.exit();
  process.once('disconnect', () => process.exit());
}

module.exports = class LocalStackPlugin {
  constructor(serverless) {
    this.serverless = serverless;
    if (process.env.STARTED_BY_LOCAL_STACK) endWithParent();
    this.hooks = {
      'before:offline:start:init': () => this.useLocalStack(),
      'before:invoke:local:loadEnvVars': () => this.requireLocalStack(),
      // By now the environment of serverless.yml is in this process, where the function will run.
      'before:invoke:local:invoke': () => {
        this.useLocalStack();
        Object.assign(process.env, FUNCTIONS);
      },
    };
  }

  useLocalStack() {
    delete process.env.AWS_SESSION_TOKEN;
    delete process.env.AWS_PROFILE;
    Object.assign(process.env, AWS);
    Object.assign(this.serverless.service.provider.environment, FUNCTIONS);
  }

  async requireLocalStack() {
    const problems = portProblems();
    if (problems.length > 0)
      throw new this.serverless.classes.Error(problems.join('\n'), 'LOCAL_STACK_PORTS');
    for (const port of [ports.ses, ports.dynamodb]) {
      if (await isOpen(port)) continue;
      throw new this.serverless.classes.Error(
        `Nothing listens on port ${port.number}, where the local ${port.what} should be. ` +
          `Run "npm start" in another terminal first (or set ${port.variable}).`,
        'LOCAL_STACK_NOT_RUNNING',
      );
    }
  }
};
