import { answerJson, bodyOf, listen } from './http';

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

/** In bytes: a request is a name. */
const LARGEST = 10_000;

const CONTENT = { 'content-type': 'application/x-amz-json-1.1' };

/** Secrets Manager for a laptop: `GetSecretValue`, and nothing else. Listens on loopback only. */
export async function startSecretsManager(
  secrets: Readonly<Record<string, string>>,
  port = 0,
): Promise<LocalSecretsManager> {
  const values = new Map(Object.entries(secrets));
  let reads = 0;
  let failing: number | undefined;
  const { url, close } = await listen(port, async (request, response) => {
    const body = await bodyOf(request, LARGEST);
    const answer = (status: number, said: object) => answerJson(response, status, said, CONTENT);
    if (request.headers['x-amz-target'] !== 'secretsmanager.GetSecretValue')
      return answer(400, { __type: 'UnknownOperationException' });
    reads++;
    if (failing !== undefined) return answer(failing, { __type: 'InternalServiceError' });
    const { SecretId } = JSON.parse(body ?? '{}');
    const value = values.get(SecretId);
    if (value === undefined) return answer(400, { __type: 'ResourceNotFoundException' });
    return answer(200, { Name: SecretId, SecretString: value });
  });
  return {
    url,
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
    close,
  };
}
