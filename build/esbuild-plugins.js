const { templates } = require('./templates/plugin.js');
const { leanSdk } = require('./lean-sdk.js');
const { ownSourceMaps } = require('./own-source-maps.js');

/** A file of its own, since serverless-esbuild takes plugins by path only. */
module.exports = [templates(), leanSdk(), ownSourceMaps()];
