/** Stands in for the Lambda runtime: loads one built handler and invokes it with each event it is sent. */
const { handler } = require(process.argv[2]);

process.on('message', async ({ event, remainingMs }) => {
  const end = performance.now() + remainingMs;
  const context = {
    awsRequestId: crypto.randomUUID(),
    functionName: 'notification-service-test-function',
    getRemainingTimeInMillis: () => end - performance.now(),
  };
  try {
    process.send({ response: await handler(event, context) });
  } catch (error) {
    process.send({ error: `${error.name}: ${error.message}` });
  }
});

process.on('disconnect', () => process.exit());
