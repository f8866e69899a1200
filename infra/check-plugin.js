const { readConfig } = require('tsx/cjs/api').require('../lib/config.ts', __filename);

/** Stops a command before it has created or bundled anything, when what it is given cannot work. */
module.exports = class CheckPlugin {
  constructor(serverless) {
    this.serverless = serverless;
    this.hooks = {
      initialize: () => this.refuse('These parameters are wrong:', this.stack.problems),
      'before:package:cleanup': () => this.check(),
      'before:deploy:function:initialize': () => this.check(),
    };
  }

  get stack() {
    return this.serverless.service.custom.stack;
  }

  check() {
    this.refuse('This cannot be deployed:', this.stack.refusals);
    this.refuse('The functions would not start:', this.environmentProblems());
  }

  refuse(what, problems) {
    if (problems.length === 0) return;
    throw new this.serverless.classes.Error([what, ...problems].join('\n'), 'DEPLOYMENT_REFUSED');
  }

  /** What each function would say at its start, asked of the code that says it. */
  environmentProblems() {
    const { provider, functions } = this.serverless.service;
    return Object.entries(functions).flatMap(([name, { environment }]) => {
      try {
        readConfig({ ...provider.environment, ...environment });
        return [];
      } catch (error) {
        return [`${name}: ${error.message}`];
      }
    });
  }
};
