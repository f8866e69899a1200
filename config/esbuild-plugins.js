const { templates } = require('../templates/compiler/plugin.js');

/** A file of its own, since serverless-esbuild takes plugins by path only. */
module.exports = [templates()];
