module.exports = require('tsx/cjs/api').require('./serverless-plugin.ts', __filename);
