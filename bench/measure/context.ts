/** What Lambda gives a handler beside the event. */
export interface Context {
  readonly functionName: string;
  readonly functionVersion: string;
  readonly invokedFunctionArn: string;
  readonly memoryLimitInMB: string;
  readonly awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

export type Handler = (
  event: unknown,
  context: Context,
) => Promise<{ readonly batchItemFailures: readonly unknown[] } | undefined>;

/** @param timeout of the invocation, in milliseconds */
export function contextOf(timeout: number): Context {
  const end = Date.now() + timeout;
  return {
    functionName: 'benchmark',
    functionVersion: '$LATEST',
    invokedFunctionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:benchmark',
    memoryLimitInMB: '512',
    awsRequestId: crypto.randomUUID(),
    getRemainingTimeInMillis: () => end - Date.now(),
  };
}
