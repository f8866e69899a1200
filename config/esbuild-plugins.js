const { templates } = require('../templates/compiler/plugin.js');
const { leanSdk } = require('./lean-sdk.js');

/** A file of its own, since serverless-esbuild takes plugins by path only. */
module.exports = [templates(), leanSdk()];
