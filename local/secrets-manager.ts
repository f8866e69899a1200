import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LocalSecretsManager {
  readonly url: string;
  /** Values by name; a test may change them, as a rotation does. */
  readonly values: Map<string, string>;
  /** How often a value was asked for. */
  readonly reads: number;
  /** Answers every request with this status, until it is undefined again. */
  failing: number | undefined;
  close(): Promise<void>;
}

const CONTENT = { 'content-type': 'application/x-amz-json-1.1' };

/** Secrets Manager for a laptop: `GetSecretValue`, and nothing else. Listens on loopback only. */
export async function startSecretsManager(
  secrets: Readonly<Record<string, string>>,
  port = 0,
): Promise<LocalSecretsManager> {
  const values = new Map(Object.entries(secrets));
  let reads = 0;
  let failing: number | undefined;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const answer = (status: number, body: object) =>
      response.writeHead(status, CONTENT).end(JSON.stringify(body));
    if (request.headers['x-amz-target'] !== 'secretsmanager.GetSecretValue')
      return answer(400, { __type: 'UnknownOperationException' });
    reads++;
    if (failing !== undefined) return answer(failing, { __type: 'InternalServiceError' });
    const { SecretId } = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    const value = values.get(SecretId);
    if (value === undefined) return answer(400, { __type: 'ResourceNotFoundException' });
    return answer(200, { Name: SecretId, SecretString: value });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${actual}`,
    values,
    get reads() {
      return reads;
    },
    get failing() {
      return failing;
    },
    set failing(status) {
      failing = status;
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
