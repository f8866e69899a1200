const { register } = require('tsx/cjs/api');

// Not its `require`, which gives packages a second time to what loads them while it runs.
const unregister = register();
module.exports = require('./serverless-esbuild.ts').default;

unregister();
