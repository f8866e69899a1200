const { writeFileSync } = require('node:fs');
const PluginManager = require('serverless/lib/classes/plugin-manager');
const compiledMappings = require('../../local/kafka/compiled-mappings.js');

/**
 * Loaded into the CLI by `NODE_OPTIONS`: writes what the local event source mapping would poll to
 * `POLLED_MAPPINGS`, once the command is over.
 */
const { run } = PluginManager.prototype;
PluginManager.prototype.run = async function runWithMappings(...command) {
  const mappings = await compiledMappings(this.serverless);
  await run.apply(this, command);
  writeFileSync(process.env.POLLED_MAPPINGS, JSON.stringify(mappings));
};
