import { generateKeyPairSync } from 'node:crypto';
import * as fc from 'fast-check';
import type { Answer, Reference } from '../../lib/channels/channel';
import { googleTokens, type TokenOverrides } from '../../lib/channels/push/credentials';
import { type Push, pushChannel } from '../../lib/channels/push/fcm';
import { requireFor } from '../../lib/config';
import { addressOf, type Device } from '../../lib/recipients/device';
import { type Clock, systemClock } from '../../lib/runtime/clock';
import { StoreUnavailableError } from '../../lib/runtime/errors';
import { TIMING, type Timing } from '../../lib/runtime/timing';
import { listen } from '../../local/http';
import { type LocalPush, type PushOptions, startPush } from '../../local/push/server';
import { anyText, configOf, REFERENCE } from '../support/channels';
import { pacer } from '../support/pacer';
import { movableClock } from '../support/service';

const PUSH: Push = { title: 'On its way', body: 'Order 123', link: 'https://shop.example/orders/123' };
const SECRET = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:fcm-AbCdEf';

let fcm: LocalPush;
beforeAll(async () => {
  // As Lambda has them; the library reads them there.
  Object.assign(process.env, {
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'AKIA',
    AWS_SECRET_ACCESS_KEY: 's',
  });
  fcm = await startPush();
});
beforeEach(() => fcm.clear());
afterAll(() => fcm.close());

/** What Google gives out for a role of AWS: it names no secret. */
const federation = (url: string, fields: object = {}): string =>
  JSON.stringify({
    type: 'external_account',
    audience: '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/aws/providers/aws',
    subject_token_type: 'urn:ietf:params:aws:token-type:aws4_request',
    token_url: `${url}/v1/token`,
    service_account_impersonation_url: `${url}/v1/projects/-/serviceAccounts/push@shop.iam.gserviceaccount.com:generateAccessToken`,
    credential_source: {
      environment_id: 'aws1',
      regional_cred_verification_url:
        'https://sts.{region}.amazonaws.com?Action=GetCallerIdentity&Version=2011-06-15',
    },
    ...fields,
  });

interface Options {
  readonly url?: string;
  readonly timing?: Partial<Timing>;
  readonly clock?: Clock;
  readonly credentials?: string;
  readonly overrides?: TokenOverrides;
  readonly remember?: () => Promise<'added' | 'full'>;
}

/** The channel as a function has it, but for where Google is; and the devices that it told to be gone. */
function channelOf({ url = fcm.url, timing = {}, clock = systemClock, ...options }: Options = {}) {
  const gone: string[] = [];
  const times = { ...TIMING, ...timing };
  const config = configOf({
    FCM_PROJECT: 'shop-1a2b3',
    FCM_CREDENTIALS: options.credentials ?? federation(url),
    FCM_ENDPOINT: url,
    PUSH_MAX_SEND_RATE: '100',
  });
  const needed = requireFor('push', config, 'FCM_PROJECT', 'FCM_CREDENTIALS', 'PUSH_MAX_SEND_RATE');
  const channel = pushChannel(
    needed,
    pacer(10_000, systemClock),
    clock,
    times,
    googleTokens(needed.FCM_CREDENTIALS, clock, times, options.overrides),
    {
      add: async (userId, device) => {
        gone.push(`${userId} ${addressOf(device)}`);
        return options.remember?.() ?? 'added';
      },
    },
  );
  const send = (names: readonly string[] = ['phone'], reference: Reference = REFERENCE): Promise<Answer> =>
    channel.prepare(PUSH, names.map(deviceOf), reference)();
  return { channel, send, gone };
}

const deviceOf = (token: string): Device => ({ token, seen_at: undefined });

describe('a push', () => {
  it('says what it says, and opens its link', async () => {
    const answer = await channelOf().send();

    expect(fcm.messages).toMatchObject([{ device: 'phone', ...PUSH }]);
    expect(answer).toMatchObject({ kind: 'sent', outcome: { messageId: fcm.messages[0]?.id } });
  });

  it('goes to every device of the customer, by token and by installation', async () => {
    const { channel } = channelOf();

    await channel.prepare(PUSH, [deviceOf('phone'), { fid: 'tablet', seen_at: undefined }], REFERENCE)();

    expect(fcm.messages.map(({ message: { token, fid } }) => token ?? `fid ${fid}`).sort()).toEqual([
      'fid tablet',
      'phone',
    ]);
  });

  it('that is sent twice replaces itself on every platform', async () => {
    const { send } = channelOf();

    await send();
    await send();

    const [second, first] = fcm.messages;
    expect(second?.replaces).toBe(first?.id);
    const { android, apns, webpush } = second?.message ?? {};
    expect(android?.collapse_key).toBe(second?.tag);
    expect(apns?.headers?.['apns-collapse-id']).toBe(second?.tag);
    expect(webpush).toMatchObject({ headers: { Topic: second?.tag }, notification: { tag: second?.tag } });
  });

  it('of another notification replaces nothing', async () => {
    const { send } = channelOf();

    await send();
    await send(['phone'], {
      ...REFERENCE,
      key: { orderId: '124', notification: REFERENCE.key.notification },
    });

    expect(fcm.messages.map(({ replaces }) => replaces)).toEqual([null, null]);
  });

  it('lives as long as it is not too old', async () => {
    await channelOf().send(['phone'], { ...REFERENCE, expiresAt: Date.now() + 3_600_000 });

    const [{ ttl = 0, message } = {}] = fcm.messages;
    expect(ttl).toBeGreaterThan(3_500);
    expect(ttl).toBeLessThanOrEqual(3_600);
    const expiration = Number(message?.apns?.headers?.['apns-expiration']) - Date.now() / 1_000;
    expect(Math.abs(expiration - (ttl ?? 0))).toBeLessThan(60);
    expect(message?.webpush?.headers?.TTL).toBe(String(ttl));
  });

  it('lives shorter where it waited for its turn', async () => {
    const clock = movableClock();
    const reference = { ...REFERENCE, expiresAt: clock.wall() + 3_600_000 };
    const send = channelOf({ clock }).channel.prepare(PUSH, [deviceOf('phone')], reference);

    clock.move(1_800_000);
    await send();

    expect(fcm.messages[0]?.ttl).toBeGreaterThan(1_700);
    expect(fcm.messages[0]?.ttl).toBeLessThanOrEqual(1_800);
  });

  it('is taken by FCM whatever is in its texts', async () => {
    const { channel } = channelOf();
    const text = anyText;
    await fc.assert(
      fc.asyncProperty(text, text, fc.option(text), async (title, body, path) => {
        const link = path === null ? undefined : `https://shop.example/${path}`;

        const answer = await channel.prepare({ title, body, link }, [deviceOf('phone')], REFERENCE)();

        expect(answer.kind).toBe('sent');
      }),
      { numRuns: 50 },
    );
  });
});

const ROWS: readonly (readonly [string, Answer['kind'], string, 'gone'?])[] = [
  ['gone', 'declined', 'not_reachable', 'gone'],
  ['malformed', 'declined', 'not_reachable', 'gone'],
  ['invalid', 'rejected', 'parameter_refused'],
  ['apns', 'rejected', 'parameter_refused'],
  ['badpayload', 'rejected', 'parameter_refused'],
  ['toolarge', 'rejected', 'parameter_refused'],
  ['mismatch', 'rejected', 'rejected'],
  ['forbidden', 'halted', 'not_permitted'],
  ['noproject', 'halted', 'not_set_up'],
  ['thirdparty', 'halted', 'not_set_up'],
  ['unauthenticated', 'halted', 'no_credentials'],
  ['quota', 'throttled', 'throttled'],
  ['quotaafter', 'throttled', 'throttled'],
  ['error500', 'transient', 'provider_error'],
  ['unavailable', 'transient', 'provider_error'],
  ['slow', 'sent', 'sent'],
  ['lost', 'transient', 'no_answer'],
];

describe('the answer to a push', () => {
  it.each(ROWS)('for a device that is %s is %s, %s', async (name, kind, code, ...[isGone]) => {
    const { send, gone } = channelOf();

    const answer = await send([`${name}.secret-device`]);

    expect(answer).toMatchObject({ kind, outcome: { code } });
    expect(gone).toEqual(isGone ? [`42 ${name}.secret-device`] : []);
    expect(JSON.stringify(answer)).not.toContain('secret-device');
  });

  it('that never comes is worth another try, and really ends the call', async () => {
    const answer = await channelOf({ timing: { sendAnswer: 500 } }).send(['silent']);

    expect(answer).toMatchObject({ kind: 'transient', outcome: { code: 'no_answer' } });
  });

  it('that does not come twice in a row lets the channel rest, so that no mail waits for a third', async () => {
    const { channel, send } = channelOf({ timing: { sendAnswer: 500 } });
    const rests = () => (channel.restsUntil?.() ?? 0) > systemClock.now();

    await send(['silent']);
    await send(['phone']);
    await send(['silent']);
    expect(rests()).toBe(false);

    await send(['silent']);
    expect(rests()).toBe(true);
  });

  it('of a server that nobody runs is that nothing was sent', async () => {
    const { channel } = channelOf();
    await channel.prepare(PUSH, [deviceOf('phone')], REFERENCE)();
    const down = await startPush();
    const { send } = channelOf({ url: down.url, credentials: federation(fcm.url) });
    await down.close();

    expect(await send()).toMatchObject({ kind: 'transient', outcome: { code: 'no_connection' } });
  });
});

describe('a customer with several devices', () => {
  it.each([
    ['one took it, one is gone', ['gone', 'phone'], 'sent'],
    ['one took it, one may take it later', ['error500', 'phone'], 'sent'],
    ['one took it, one was never answered', ['lost', 'phone'], 'sent'],
    ['the channel cannot go on', ['gone', 'error500', 'forbidden'], 'halted'],
    ['one is to wait', ['error500', 'quota', 'mismatch'], 'throttled'],
    ['one may take it later', ['mismatch', 'gone', 'error500'], 'transient'],
    ['one refuses it, one is gone', ['gone', 'mismatch'], 'rejected'],
    ['all are gone', ['gone.a', 'gone.b'], 'declined'],
  ])('%s', async (_, names, kind) => {
    expect(await channelOf().send(names)).toMatchObject({ kind });
  });

  it('has those remembered that are gone', async () => {
    const { send, gone } = channelOf();

    await send(['gone.a', 'phone', 'gone.b']);

    expect(gone).toEqual(['42 gone.a', '42 gone.b']);
  });

  it('is not asked for again those that are gone, by the same instance', async () => {
    const { send, gone } = channelOf();
    await send(['gone.a', 'error500']);
    const before = fcm.calls;

    const answers = [await send(['gone.a', 'phone']), await send(['gone.a'])];

    expect(answers.map(({ kind }) => kind)).toEqual(['sent', 'declined']);
    expect([fcm.calls - before, gone]).toEqual([1, ['42 gone.a']]);
  });

  it('is asked again for one that was seen since', async () => {
    const { channel, send } = channelOf();
    await send(['gone.a']);
    const before = fcm.calls;

    await channel.prepare(PUSH, [{ token: 'gone.a', seen_at: Date.now() + 1_000 }], REFERENCE)();

    expect(fcm.calls - before).toBe(1);
  });

  it.each([
    ['nothing', 'added', []],
    ['once per push', 'full', [expect.stringContaining('50 devices of this user are remembered as gone')]],
  ] as const)('is told %s of where one that is gone was %s', async (_, result, expected) => {
    const told: string[] = [];
    const { channel } = channelOf({ remember: async () => result });

    await channel.prepare(PUSH, ['gone.a', 'gone.b'].map(deviceOf), REFERENCE, (what) => told.push(what))();

    expect(told).toEqual(expected);
  });

  it('has a push all the same where DynamoDB does not remember', async () => {
    const remember = async () => {
      throw new StoreUnavailableError('contacts_unavailable', 'down');
    };

    expect(await channelOf({ remember }).send(['gone', 'phone'])).toMatchObject({ kind: 'sent' });
  });
});

describe('Retry-After', () => {
  it.each([
    ['quotaafter', 1_000],
    ['unavailable', 1_000],
    ['quota', 60_000],
  ])('of %s is heeded: nothing is asked meanwhile, and no rate is halved', async (name, ms) => {
    const clock = movableClock();
    const { channel, send } = channelOf({ clock });
    await send([name]);
    const rests = (channel.restsUntil?.() ?? 0) - clock.now();
    const before = fcm.calls;

    clock.move(ms - 500);
    const early = await send();
    const asked = fcm.calls - before;
    clock.move(600);
    const late = await send();

    expect(rests).toBeGreaterThan(ms - 500);
    expect(rests).toBeLessThanOrEqual(ms);
    expect([early.kind, asked, late.kind]).toEqual(['transient', 0, 'sent']);
    expect(early.outcome.code).toBe('throttled');
  });

  it('is not needed after an error without it', async () => {
    const { send } = channelOf();
    await send(['error500']);

    expect(await send()).toMatchObject({ kind: 'sent' });
  });
});

describe('a token of access', () => {
  it('is asked for once, whoever needs it', async () => {
    const { send } = channelOf();
    const before = fcm.issued;

    await Promise.all([send(['a', 'b']), send(['c'])]);
    await send(['d']);

    // That of the role, and that of the service account.
    expect(fcm.issued - before).toBe(2);
  });

  it('is renewed once for all devices that are refused with it', async () => {
    const { send } = channelOf();
    const before = fcm.issued;

    const answer = await send(['stale.a', 'stale.b', 'stale.c']);

    expect([answer.kind, fcm.messages.length, fcm.issued - before]).toEqual(['sent', 3, 4]);
  });

  it('is one and the same for all that ask for another at the same moment', async () => {
    const tokens = googleTokens(federation(fcm.url), systemClock, TIMING);
    const stale = await tokens.get();

    const fresh = await Promise.all([1, 2, 3].map(() => tokens.renew(stale)));

    expect(new Set(fresh).size).toBe(1);
    expect(fresh).not.toContain(stale);
  });

  it('that is refused again is not renewed again', async () => {
    const { send } = channelOf();

    const answer = await send(['unauthenticated']);

    expect([answer.kind, fcm.calls]).toEqual(['halted', 2]);
  });

  it('is made anew five minutes before its end', async () => {
    const short = await startPush({ tokenLifetime: 299 });
    const { send } = channelOf({ url: short.url });

    await send();
    await send();

    expect(short.issued).toBe(4);
    await short.close();
  });

  it('that Google refuses halts the channel, and says nothing of the credentials', async () => {
    const { send } = channelOf({ credentials: federation(fcm.url, { token_url: `${fcm.url}/nowhere` }) });

    const answer = await send();

    expect(answer).toMatchObject({ kind: 'halted', outcome: { code: 'no_credentials' } });
    expect(JSON.stringify(answer)).not.toMatch(/AKIA|nowhere|audience/);
    expect(fcm.calls).toBe(0);
  });

  it('that does not come in time is worth another try', async () => {
    const hung = await listen(0, () => {});
    const { send } = channelOf({ credentials: federation(hung.url), timing: { token: 300 } });

    expect(await send()).toMatchObject({ kind: 'transient', outcome: { code: 'provider_error' } });
    expect(fcm.calls).toBe(0);
    await hung.close();
  });
});

describe('the key of a service account', () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const KEY = JSON.stringify({
    type: 'service_account',
    client_email: 'push@shop.iam.gserviceaccount.com',
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
  });

  /** Secrets Manager with one secret, and Google where the local FCM is. */
  async function withSecret(
    answer: { status?: number; body: object },
    clock: Clock = systemClock,
    google = fcm.url,
  ) {
    let reads = 0;
    const { url, close } = await listen(0, (_, response) => {
      reads++;
      response.writeHead(answer.status ?? 200, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(answer.body));
    });
    const channel = channelOf({
      clock,
      credentials: SECRET,
      overrides: {
        secrets: {
          endpoint: url,
          region: 'eu-central-1',
          credentials: { accessKeyId: 'AKIA', secretAccessKey: 'secret' },
        },
        fetch: (input, init) => fetch(String(input).replace('https://oauth2.googleapis.com', google), init),
      },
    });
    return { ...channel, close, reads: () => reads };
  }

  it('is read from Secrets Manager once, and opens FCM', async () => {
    const { send, reads, close } = await withSecret({ body: { SecretString: KEY } });

    const kinds = [await send(), await send()].map(({ kind }) => kind);

    expect([kinds, reads()]).toEqual([['sent', 'sent'], 1]);
    await close();
  });

  it('is read again when its token is refused: it may have been replaced', async () => {
    const { send, reads, close } = await withSecret({ body: { SecretString: KEY } });

    const answer = await send(['stale']);

    expect([answer.kind, reads()]).toEqual(['sent', 2]);
    await close();
  });

  it('is read again once a minute at most, while its tokens are refused', async () => {
    const clock = movableClock();
    const { send, reads, close } = await withSecret({ body: { SecretString: KEY } }, clock);

    for (let push = 0; push < 3; push++) await send(['unauthenticated']);
    const inAMinute = reads();
    clock.move(60_000);
    await send(['unauthenticated']);

    expect([inAMinute, reads()]).toEqual([2, 3]);
    await close();
  });

  it('is read again once a minute at most, while Google gives no token', async () => {
    const down = await listen(
      0,
      (_, response) => void response.writeHead(400).end('{"error": "invalid_grant"}'),
    );
    const { send, reads, close } = await withSecret({ body: { SecretString: KEY } }, systemClock, down.url);

    for (let push = 0; push < 3; push++) await send();

    expect(reads()).toBe(2);
    await Promise.all([close(), down.close()]);
  });

  it('is read again at once where it could not be read', async () => {
    const { send, reads, close } = await withSecret({ status: 500, body: {} });

    await send();
    const before = reads();
    await send();

    expect(reads()).toBe(2 * before);
    await close();
  });

  it.each([
    ['that is none', { body: { SecretString: '{"private_key": "top-secret"}' } }],
    ['that is no JSON', { body: { SecretString: 'top-secret' } }],
    [
      'that may not be read',
      { status: 400, body: { __type: 'AccessDeniedException', Message: 'top-secret' } },
    ],
    ['that is not there', { status: 400, body: { __type: 'ResourceNotFoundException' } }],
  ])('%s halts the channel, and is not told', async (_, answer) => {
    const { send, close } = await withSecret(answer);

    const told = await send();

    expect(told).toMatchObject({ kind: 'halted', outcome: { code: 'no_credentials' } });
    expect(JSON.stringify(told)).not.toContain('top-secret');
    await close();
  });
});

describe('the local FCM', () => {
  const asked = async (message: object, options: PushOptions = {}) => {
    const server = await startPush(options);
    const { access_token }: { access_token?: string } = Object(
      await (
        await fetch(`${server.url}/token`, {
          method: 'POST',
          body: new URLSearchParams({
            grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
            assertion: `x.${Buffer.from(
              JSON.stringify({
                iss: 'a',
                aud: 'b',
                exp: 9_999_999_999,
                scope: 'https://www.googleapis.com/auth/firebase.messaging',
              }),
            ).toString('base64url')}.x`,
          }),
        })
      ).json(),
    );
    const response = await fetch(`${server.url}/v1/projects/shop-1a2b3/messages:send`, {
      method: 'POST',
      headers: { authorization: `Bearer ${access_token}` },
      body: JSON.stringify({ message }),
    });
    await server.close();
    return response.status;
  };

  it.each([
    ['takes a message', { token: 'phone', notification: { title: 'a', body: 'b' } }, 200],
    ['refuses one without a device', { notification: { title: 'a', body: 'b' } }, 400],
    ['refuses one with two devices', { token: 'phone', fid: 'phone' }, 400],
    ['refuses a field that it does not know', { token: 'phone', subject: 'a' }, 400],
    ['refuses data that is no text', { token: 'phone', data: { a: 1 } }, 400],
    ['refuses one that is too large', { token: 'phone', data: { a: 'x'.repeat(4_097) } }, 400],
    ['refuses a time to live that is none', { token: 'phone', android: { ttl: 3_600 } }, 400],
    [
      'refuses a collapse id that is too long',
      { token: 'phone', apns: { headers: { 'apns-collapse-id': 'x'.repeat(65) } } },
      400,
    ],
  ])('%s, as FCM does', async (_, message, status) => {
    expect(await asked(message)).toBe(status);
  });

  it('opens to no token that it did not give', async () => {
    const response = await fetch(`${fcm.url}/v1/projects/shop-1a2b3/messages:send`, {
      method: 'POST',
      headers: { authorization: 'Bearer made-up' },
      body: JSON.stringify({ message: { token: 'phone' } }),
    });

    expect(response.status).toBe(401);
  });
});
