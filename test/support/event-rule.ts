import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { newRule, type Rule, type RuleOptions } from '../../local/eventbridge/rule';
import { lambdaAt } from '../../local/kafka/lambda';

/** A function behind the Lambda Invoke API, and the rule that takes events to it. */
export interface RuleWithFunction {
  readonly rule: Rule;
  readonly reports: string[];
  close(): Promise<void>;
}

/** Invokes the handler over HTTP as serverless-offline does; what it throws is a function error. */
export async function startRule(
  handler: (event: unknown) => Promise<unknown>,
  options: Partial<RuleOptions> = {},
): Promise<RuleWithFunction> {
  const server = createServer(async (request, response) => {
    try {
      await handler(await json(request));
      response.end('null');
    } catch (error) {
      response.writeHead(200, { 'x-amz-function-error': 'Unhandled' });
      response.end(JSON.stringify({ errorMessage: String((error as Error).message) }));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const reports: string[] = [];
  const rule = newRule({
    invoke: lambdaAt(`http://127.0.0.1:${port}`),
    functionName: 'mailEvents',
    report: (level, message) => reports.push(`${level}: ${message}`),
    retryGap: 10,
    ...options,
  });
  return {
    rule,
    reports,
    async close() {
      await rule.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Waits until it is so, and gives up when it never is. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + 150_000;
  while (!(await isSo())) {
    if (performance.now() > giveUpAt) throw new Error(`never came to be: ${isSo}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
