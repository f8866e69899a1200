import { contextOf, type Handler } from '../measure/context';

/*
 * One instance of a function, as Lambda keeps it: a process that is given one batch after the other, and answers each.
 * Bundled, so that twenty of them start within seconds.
 */

const [, , bundle = '', timeout = ''] = process.argv;
const { handler }: { handler: Handler } = require(bundle);

process.on('message', async (event) => {
  const response = await handler(event, contextOf(Number(timeout)));
  process.send?.({ failed: response?.batchItemFailures.length ?? 0 });
});
process.on('disconnect', () => process.exit());
process.send?.({ failed: 0 });
