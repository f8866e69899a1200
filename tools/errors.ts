/** Reads a property of anything. Errors made by Node.js itself and by SDKs are not always `instanceof Error` where this runs. */
export function textIn(error: unknown, property: 'code' | 'message' | 'name'): string | undefined {
  const value = typeof error === 'object' && error !== null ? Reflect.get(error, property) : undefined;
  return value === undefined ? undefined : String(value);
}

/** What somebody can do about an error, told by its name or code. Source: the pages "Common errors" of the AWS API references. */
const ADVICE: ReadonlyArray<readonly [RegExp, string]> = [
  [
    /CredentialsProviderError|TokenProviderError/,
    'There are no credentials: set AWS_PROFILE, or sign in (aws sso login). See who you are: aws sts get-caller-identity',
  ],
  [
    /Expired|InvalidClientTokenId|UnrecognizedClient|InvalidAccessKeyId|Signature/,
    'AWS does not take your credentials: sign in again. See who you are: aws sts get-caller-identity',
  ],
  [
    /TimeoutError|ENOTFOUND|ECONNREFUSED|ECONNRESET|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH/,
    'AWS was not reached: check --region, the network and, where it is set, AWS_ENDPOINT_URL',
  ],
];

/** What to do where AWS could not be asked at all, whatever it was to be asked; undefined for any other error. */
export function accessAdvice(error: unknown): string | undefined {
  const what = `${textIn(error, 'name')} ${textIn(error, 'code')}`;
  return ADVICE.find(([pattern]) => pattern.test(what))?.[1];
}
