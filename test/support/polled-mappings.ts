import { writeFileSync } from 'node:fs';
import type { Serverless } from '../../infra/framework';
import { compiledMappings } from '../../local/kafka/compiled-mappings';

const PluginManager = require('serverless/lib/classes/plugin-manager');

/**
 * Loaded into the CLI by `NODE_OPTIONS`: writes what the local event source mapping would poll to
 * `POLLED_MAPPINGS`, once the command is over.
 */
const { run } = PluginManager.prototype;
PluginManager.prototype.run = async function runWithMappings(
  this: { readonly serverless: Serverless },
  ...command: unknown[]
) {
  const mappings = await compiledMappings(this.serverless);
  await run.apply(this, command);
  writeFileSync(String(process.env.POLLED_MAPPINGS), JSON.stringify(mappings));
};
