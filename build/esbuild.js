module.exports = require('tsx/cjs/api').require('./serverless-esbuild.ts', __filename).default;
