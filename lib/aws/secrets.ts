import {
  GetSecretValueCommand,
  SecretsManagerClient,
  type SecretsManagerClientConfig,
} from '@aws-sdk/client-secrets-manager';
import type { Timing } from '../runtime/timing';
import { attempts, TimedHandler, withoutLog } from './sdk';

/** Makes a client of Secrets Manager with two attempts at a secret. `attempt`: the longest one, in milliseconds. */
export const connectSecrets = (
  attempt: number,
  timing: Pick<Timing, 'storePause'>,
  overrides: SecretsManagerClientConfig = {},
): SecretsManagerClient =>
  withoutLog(
    new SecretsManagerClient({
      retryStrategy: attempts(2, timing.storePause),
      requestHandler: new TimedHandler(attempt, {}),
      ...overrides,
    }),
  );

/** Reads the text of a secret. `secretId`: name or ARN. @throws what the SDK throws; it never quotes the secret */
export async function secretOf(client: SecretsManagerClient, secretId: string): Promise<string | undefined> {
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
  return SecretString;
}
