module.exports = require('tsx/cjs/api').require('./serverless.ts', __filename);
