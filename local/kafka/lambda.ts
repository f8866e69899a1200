import { request } from 'node:http';
import type { InvokeEvent } from './record';
import type { Invocation } from './verdict';

export type Invoke = (functionName: string, event: InvokeEvent) => Promise<Invocation>;

/** Nothing listens, so nothing was invoked. */
const UNAVAILABLE: Invocation = { status: 503, functionError: undefined, payload: '' };
/** The connection was lost: the function was at work, and nobody knows how far it came. */
const LOST: Invocation = { status: 200, functionError: 'Unhandled', payload: '' };

const neverArrived = (error: NodeJS.ErrnoException): boolean => error.code === 'ECONNREFUSED';

/**
 * Invokes by the Lambda Invoke API, synchronously; `fetch` would end an invocation after five minutes.
 * Source: Lambda API reference, `API_Invoke`.
 */
export function lambdaAt(url: string): (functionName: string, event: unknown) => Promise<Invocation> {
  return (functionName, event) =>
    new Promise((resolve) => {
      const body = Buffer.from(JSON.stringify(event));
      const headers = { 'content-type': 'application/json', 'content-length': body.length };
      const path = `${url}/2015-03-31/functions/${functionName}/invocations`;
      // A connection each: one that is kept may be closed just when it is used again.
      const outgoing = request(path, { method: 'POST', agent: false, headers }, async (response) => {
        const { statusCode: status = 500, headers: answered } = response;
        const error = answered['x-amz-function-error'];
        try {
          const chunks: Buffer[] = [];
          for await (const chunk of response) chunks.push(chunk);
          const payload = Buffer.concat(chunks).toString('utf8');
          resolve({ status, functionError: error === undefined ? undefined : String(error), payload });
        } catch {
          resolve(LOST);
        }
      });
      outgoing.once('error', (error) => resolve(neverArrived(error) ? UNAVAILABLE : LOST));
      outgoing.end(body);
    });
}
