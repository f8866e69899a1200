import type { SecretsManagerClientConfig } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';
import { connectSecrets, secretOf } from '../../aws/secrets';
import type { Clock } from '../../runtime/clock';
import type { Timing } from '../../runtime/timing';

/** Tokens of access to FCM. */
export interface Tokens {
  /** @throws whatever Google, Secrets Manager or the library say */
  get(): Promise<string>;
  /** Gets another than this one, which FCM refused; many may ask at once. */
  renew(stale: string): Promise<string>;
}

/** What of google-auth-library is used: it keeps a token until five minutes before its end. */
interface TokenClient {
  getAccessToken(): Promise<{ readonly token?: string | null | undefined }>;
}

const SCOPES = ['https://www.googleapis.com/auth/firebase.messaging'];

/** The key of a service account, as Google gives it out. */
const serviceAccountKey = z.object({
  client_email: z.string(),
  private_key: z.string(),
  private_key_id: z.optional(z.string()),
});

/** What of the library can be otherwise: how it asks. */
export interface TokenOverrides {
  readonly secrets?: SecretsManagerClientConfig;
  readonly fetch?: typeof fetch;
}

/**
 * Makes what gives tokens. `credentials`: JSON of an `external_account` configuration, by which Google trusts the role of the function,
 * or the ARN of the secret with a service account's key. Nothing is asked before the first token is needed; the secret is read once,
 * and again when its tokens are refused, at most once in `timing.credentialsAgain`.
 */
export function googleTokens(
  credentials: string,
  clock: Clock,
  timing: Timing,
  overrides: TokenOverrides = {},
): Tokens {
  const library = {
    scopes: SCOPES,
    ...(overrides.fetch && { transporterOptions: { fetchImplementation: overrides.fetch } }),
  };
  let client: Promise<TokenClient> | undefined;
  let forgottenAt = Number.NEGATIVE_INFINITY;

  // By the paths of these two parts: the entry of the library loads all of it, which is half as large again. The library promises no such
  // paths, but the lockfile keeps its version, and the tests of push fail with one that has others.
  async function make(): Promise<TokenClient> {
    if (!credentials.startsWith('arn:')) {
      const { AwsClient } = await import('google-auth-library/build/src/auth/awsclient.js');
      return new AwsClient({ ...JSON.parse(credentials), ...library });
    }
    const { JWT } = await import('google-auth-library/build/src/auth/jwtclient.js');
    const key = serviceAccountKey.parse(JSON.parse(await textOf(credentials, timing, overrides.secrets)));
    return new JWT({ email: key.client_email, key: key.private_key, ...library });
  }

  /** Has the secret read anew. What is wrong at Google no secret mends, and each time costs a request. */
  function forget(held: Promise<TokenClient>): void {
    if (client !== held || clock.now() - forgottenAt < timing.credentialsAgain) return;
    client = undefined;
    forgottenAt = clock.now();
  }

  async function get(): Promise<string> {
    client ??= make();
    const held = client;
    // One that cannot be made has nothing to keep.
    const made = await held.catch((error) => {
      if (client === held) client = undefined;
      throw error;
    });
    try {
      const { token } = await made.getAccessToken();
      return token ?? '';
    } catch (error) {
      forget(held);
      throw error;
    }
  }

  return {
    get,
    async renew(stale) {
      const held = client;
      if ((await get()) === stale && held) forget(held);
      return get();
    },
  };
}

async function textOf(
  arn: string,
  timing: Timing,
  overrides: SecretsManagerClientConfig | undefined,
): Promise<string> {
  const client = connectSecrets(timing.storeCall, timing, overrides);
  try {
    return (await secretOf(client, arn)) ?? '';
  } finally {
    client.destroy();
  }
}
