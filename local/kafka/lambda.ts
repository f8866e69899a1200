import { Agent, request } from 'node:http';
import type { InvokeEvent } from './record';
import type { Invocation } from './verdict';

export type Invoke = (functionName: string, event: InvokeEvent) => Promise<Invocation>;

/** Where nothing answers, nothing was invoked. */
const UNAVAILABLE: Invocation = { status: 503, functionError: undefined, payload: '' };

/**
 * Invokes by the Lambda Invoke API, synchronously; `fetch` would end an invocation after five minutes.
 * Source: Lambda API reference, `API_Invoke`.
 */
export function lambdaAt(url: string): Invoke {
  const agent = new Agent({ keepAlive: true });
  return (functionName, event) =>
    new Promise((resolve) => {
      const body = Buffer.from(JSON.stringify(event));
      const headers = { 'content-type': 'application/json', 'content-length': body.length };
      const path = `${url}/2015-03-31/functions/${functionName}/invocations`;
      const outgoing = request(path, { method: 'POST', agent, headers }, async (response) => {
        const { statusCode: status = 500, headers: answered } = response;
        const error = answered['x-amz-function-error'];
        try {
          const chunks: Buffer[] = [];
          for await (const chunk of response) chunks.push(chunk);
          const payload = Buffer.concat(chunks).toString('utf8');
          resolve({ status, functionError: error === undefined ? undefined : String(error), payload });
        } catch {
          resolve(UNAVAILABLE);
        }
      });
      outgoing.once('error', () => resolve(UNAVAILABLE));
      outgoing.end(body);
    });
}
