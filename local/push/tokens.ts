import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { FcmError } from './protocol';

const SCOPE = 'https://www.googleapis.com/auth/firebase.messaging';
const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';

const claims = z.object({ iss: z.string(), scope: z.string(), aud: z.string(), exp: z.number() });
/** The request to STS of AWS that proves a role: signed by the function, made by Google. */
const signed = z.object({
  url: z.string().regex(/^https:\/\/sts\.[\w.-]+\/?\?Action=GetCallerIdentity/),
  method: z.literal('POST'),
  headers: z.array(z.object({ key: z.string(), value: z.string() })),
});

const refused = (): FcmError => new FcmError(400, 'invalid_grant');

function parse<T>(schema: z.ZodType<T>, text: string): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    throw refused();
  }
}

/**
 * Gives out tokens as Google does: for the signed claims of a service account (RFC 7523), for a role of AWS (RFC 8693), and for a
 * service account that such a role may be. Signatures are not checked.
 */
export function newTokens(lifetime: number) {
  const alive = new Map<string, { readonly until: number; readonly scope: string }>();
  let issued = 0;

  function issue(scope: string) {
    issued++;
    const token = `ya29.${randomUUID()}`;
    alive.set(token, { until: Date.now() + lifetime * 1_000, scope });
    return { access_token: token, expires_in: lifetime, token_type: 'Bearer' };
  }

  const isAlive = (token: string): boolean => (alive.get(token)?.until ?? 0) > Date.now();

  return {
    get issued() {
      return issued;
    },
    /** Whether FCM takes this token. */
    opens: (token: string): boolean =>
      isAlive(token) && (alive.get(token)?.scope.split(' ').includes(SCOPE) ?? false),
    revoke: (token: string): boolean => alive.delete(token),
    /** Answers to `oauth2.googleapis.com/token` and `sts.googleapis.com/v1/token`. @throws FcmError */
    exchange(form: URLSearchParams): object {
      const grant = form.get('grant_type');
      if (grant === JWT_BEARER) {
        const [, payload = ''] = (form.get('assertion') ?? '').split('.');
        const { scope, exp } = parse(claims, Buffer.from(payload, 'base64url').toString());
        if (exp * 1_000 < Date.now()) throw refused();
        return issue(scope);
      }
      if (grant !== EXCHANGE) throw refused();
      const { headers } = parse(signed, decodeURIComponent(form.get('subject_token') ?? ''));
      const header = (name: string) => headers.find(({ key }) => key.toLowerCase() === name)?.value;
      if (header('x-goog-cloud-target-resource') !== form.get('audience')) throw refused();
      if (!header('authorization')?.startsWith('AWS4-HMAC-SHA256 ')) throw refused();
      return {
        ...issue(form.get('scope') ?? ''),
        issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      };
    },
    /** Answers to `iamcredentials.googleapis.com/…:generateAccessToken`. @throws FcmError */
    impersonate(bearer: string, body: string): object {
      if (!isAlive(bearer)) throw new FcmError(401, 'UNAUTHENTICATED');
      const { scope } = parse(z.object({ scope: z.array(z.string()) }), body);
      const { access_token } = issue(scope.join(' '));
      return { accessToken: access_token, expireTime: new Date(Date.now() + lifetime * 1_000).toISOString() };
    },
  };
}
