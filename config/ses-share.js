/** Invocations that one poller may have under way. Source: Lambda developer guide, `kafka-scaling-modes`. */
const CONCURRENCY_OF_A_POLLER = 5;
const FUNCTIONS = 4;

/**
 * The SES sending rate belongs to the account: each instance that may run gets its share of it, so that all of
 * them together never exceed it.
 */
module.exports = async ({ resolveVariable }) => {
  const [rate, pollers] = await Promise.all(
    ['param:sesMaxSendRate', 'param:maximumPollers'].map(async (name) => {
      const value = Number(await resolveVariable(name));
      if (value > 0) return value;
      throw new Error(`${name} must be a number above 0.`);
    }),
  );
  return { share: String(Number((rate / (FUNCTIONS * CONCURRENCY_OF_A_POLLER * pollers)).toFixed(6))) };
};
