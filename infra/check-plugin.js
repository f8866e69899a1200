module.exports = require('tsx/cjs/api').require('./check-plugin.ts', __filename);
