import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { Faults, seededRandom } from './faults';
import { answerXml, errorXml, membersOf, type Result, SesError } from './protocol';

export interface SesOptions {
  /** 0 takes any free port. */
  readonly port?: number;
  /** Mails a second; above it `SendEmail` answers "Maximum sending rate exceeded". 0 is no limit. */
  readonly maxSendRate?: number;
  /** Added to every answer to a send, in milliseconds. */
  readonly latencyMs?: number;
  /** Share of sends, 0 to 1, that are answered with an error and not taken. */
  readonly failRate?: number;
  /** Seed of `failRate`: the same seed fails the same calls. */
  readonly seed?: number;
  /** Given every mail that it takes; it keeps the last 5,000. */
  readonly onMail?: (mail: ReceivedMail) => void;
}

/** A mail as `GET /api/messages` gives it. */
export interface ReceivedMail {
  readonly id: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly replyTo: readonly string[];
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly configurationSet: string | null;
  /** ISO 8601. */
  readonly receivedAt: string;
  /** The request as it came: its form for SendEmail, the MIME message for SendRawEmail. */
  readonly raw: string;
}

export interface LocalSes {
  readonly url: string;
  /** Newest first. */
  readonly messages: readonly ReceivedMail[];
  /** Sends that were asked for since the start or the last `clear`, whatever the answer. */
  readonly calls: number;
  clear(): void;
  close(): Promise<void>;
}

const MAX_REQUEST = 10 * 1024 * 1024;
const MAX_RECIPIENTS = 50;
const MAX_KEPT = 5_000;
const QUOTA = 50_000;

/** 7-bit ASCII without blanks, bare or in angle brackets behind a display name. */
const ADDRESS = /^(?:[ -;=?-~]*<)?[!-;=?-~]+@[!-;=?-~]+\.[!-;=?-~]+>?$/;
const TAG = /^[A-Za-z0-9_-]{1,256}$/;

const bareAddress = (address: string): string => /<([^>]*)>$/.exec(address)?.[1] ?? address;

function required(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (value === null || value === '')
    throw new SesError('ValidationError', `Value at '${name}' must not be null`);
  return value;
}

function checkAddress(address: string): void {
  if (!address.includes('@')) throw new SesError('InvalidParameterValue', "Missing final '@domain'");
  if (!ADDRESS.test(address))
    throw new SesError('InvalidParameterValue', 'Local address or domain contains illegal characters');
}

function recipientsOf(form: URLSearchParams, lists: readonly string[]): string[] {
  const recipients = lists.flatMap((list) => membersOf(form, list));
  if (recipients.length === 0) throw new SesError('InvalidParameterValue', 'Missing required recipient');
  if (recipients.length > MAX_RECIPIENTS)
    throw new SesError('InvalidParameterValue', 'Recipient count exceeds 50');
  recipients.forEach(checkAddress);
  return recipients;
}

function tagsOf(form: URLSearchParams): Record<string, string> {
  const tags: Record<string, string> = {};
  for (let index = 1; form.has(`Tags.member.${index}.Name`); index++) {
    const name = required(form, `Tags.member.${index}.Name`);
    const value = required(form, `Tags.member.${index}.Value`);
    if (!TAG.test(name) || !TAG.test(value))
      throw new SesError('InvalidParameterValue', 'Invalid tag name or value');
    tags[name] = value;
  }
  return tags;
}

/** The mail of one request, before it is taken. */
type Draft = Omit<ReceivedMail, 'id' | 'receivedAt'>;

function fromForm(form: URLSearchParams, raw: string): Draft {
  const from = required(form, 'Source');
  checkAddress(from);
  const to = recipientsOf(form, [
    'Destination.ToAddresses',
    'Destination.CcAddresses',
    'Destination.BccAddresses',
  ]);
  const replyTo = membersOf(form, 'ReplyToAddresses');
  replyTo.forEach(checkAddress);
  const subject = required(form, 'Message.Subject.Data');
  if (/[\r\n]/.test(subject)) throw new SesError('InvalidParameterValue', 'Subject contains line breaks');
  const html = form.get('Message.Body.Html.Data') ?? '';
  const text = form.get('Message.Body.Text.Data') ?? '';
  if (html === '' && text === '') throw new SesError('InvalidParameterValue', 'Message has no body');
  return {
    from,
    to,
    replyTo,
    subject,
    html,
    text,
    tags: tagsOf(form),
    configurationSet: form.get('ConfigurationSetName'),
    raw,
  };
}

async function fromMime(form: URLSearchParams): Promise<Draft> {
  const raw = Buffer.from(required(form, 'RawMessage.Data'), 'base64');
  const mime = await PostalMime.parse(raw);
  const addresses = (list: typeof mime.to) => (list ?? []).flatMap(({ address }) => address ?? []);
  const named = membersOf(form, 'Destinations');
  const to = named.length > 0 ? named : [mime.to, mime.cc, mime.bcc].flatMap(addresses);
  if (to.length === 0) throw new SesError('InvalidParameterValue', 'Missing required recipient');
  to.forEach(checkAddress);
  return {
    from: form.get('Source') ?? mime.from?.address ?? '',
    to,
    replyTo: addresses(mime.replyTo),
    subject: mime.subject ?? '',
    html: mime.html ?? '',
    text: mime.text ?? '',
    tags: tagsOf(form),
    configurationSet: form.get('ConfigurationSetName'),
    raw: raw.toString('utf8'),
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MAX_REQUEST) throw new SesError('MessageTooLarge', 'Request is larger than 10 MB', 413);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const INBOX = readFileSync(join(__dirname, 'inbox.html'));
/** The page's own script and style only; mails are shown in a sandboxed frame, with pictures but no scripts. */
const POLICY =
  "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src https: data:; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'";

/**
 * Amazon SES for a laptop: the Query protocol of `SendEmail` and its neighbours, an inbox page, and faults on demand.
 * Listens on loopback only.
 */
export async function startSes(options: SesOptions = {}): Promise<LocalSes> {
  const { port = 0, maxSendRate = 0, latencyMs = 0, failRate = 0, seed = 1, onMail } = options;
  let messages: ReceivedMail[] = [];
  let calls = 0;
  let sendTimes: number[] = [];
  let random = seededRandom(seed);
  const faults = new Faults();
  const watchers = new Set<ServerResponse>();
  const pauses = new Set<NodeJS.Timeout>();

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(() => {
        pauses.delete(timer);
        resolve();
      }, ms);
      pauses.add(timer);
    });

  function takeFromRate(count: number): void {
    if (maxSendRate <= 0) return;
    const now = Date.now();
    sendTimes = sendTimes.filter((time) => now - time < 1_000);
    if (sendTimes.length + count > maxSendRate)
      throw new SesError('Throttling', 'Maximum sending rate exceeded.');
    for (let taken = 0; taken < count; taken++) sendTimes.push(now);
  }

  /** The answer, or none when the fault is that there is none. */
  async function take(draft: Draft, response: ServerResponse): Promise<Result | undefined> {
    calls++;
    if (latencyMs > 0) await pause(latencyMs);
    const fault = draft.to.map((recipient) => faults.of(bareAddress(recipient))).find(Boolean);
    if (fault?.kind === 'error') throw fault.error(draft.from);
    if (failRate > 0 && random() < failRate) {
      throw new SesError(
        'ServiceUnavailable',
        'The request has failed due to a temporary failure of the server.',
        503,
      );
    }
    takeFromRate(draft.to.length);
    const id = `${Date.now().toString(16).padStart(16, '0')}-${randomUUID()}`;
    const mail = { id, receivedAt: new Date().toISOString(), ...draft };
    messages = [mail, ...messages].slice(0, MAX_KEPT);
    onMail?.(mail);
    for (const watcher of watchers) watcher.write('data: changed\n\n');
    switch (fault?.kind) {
      case 'lost':
        response.destroy();
        return undefined;
      case 'silent':
        return undefined;
      case 'slow':
        await pause(fault.delayMs);
    }
    return { MessageId: id };
  }

  type Action = (form: URLSearchParams, raw: string, response: ServerResponse) => Promise<Result | undefined>;
  const actions: Readonly<Record<string, Action>> = {
    SendEmail: async (form, raw, response) => take(fromForm(form, raw), response),
    SendRawEmail: async (form, _raw, response) => take(await fromMime(form), response),
    GetSendQuota: async () => ({
      Max24HourSend: QUOTA,
      MaxSendRate: maxSendRate || 14,
      SentLast24Hours: messages.length,
    }),
    GetSendStatistics: async () => ({
      SendDataPoints: [
        {
          Timestamp: new Date().toISOString(),
          DeliveryAttempts: messages.length,
          Bounces: 0,
          Complaints: 0,
          Rejects: 0,
        },
      ],
    }),
    VerifyEmailIdentity: async (form) => {
      checkAddress(required(form, 'EmailAddress'));
      return {};
    },
  };

  async function answerQuery(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = randomUUID();
    let status = 200;
    let xml: string;
    try {
      const raw = await bodyOf(request);
      const form = new URLSearchParams(raw);
      const name = form.get('Action') ?? '';
      const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
      if (!action)
        throw new SesError(
          'InvalidAction',
          `The local SES has no such action; it knows ${Object.keys(actions).join(', ')}`,
        );
      const result = await action(form, raw, response);
      if (result === undefined) return;
      xml = answerXml(name, result, requestId);
    } catch (error) {
      const answer = error instanceof SesError ? error : new SesError('InternalFailure', String(error), 500);
      status = answer.status;
      xml = errorXml(answer, requestId);
    }
    if (response.destroyed) return;
    response.writeHead(status, { 'content-type': 'text/xml', 'x-amzn-requestid': requestId }).end(xml);
  }

  function watch(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(': the inbox as it changes\n\n');
    watchers.add(response);
    response.on('close', () => watchers.delete(response));
  }

  function clear(): void {
    messages = [];
    calls = 0;
    sendTimes = [];
    random = seededRandom(seed);
    faults.reset();
    for (const watcher of watchers) watcher.write('data: changed\n\n');
  }

  /** `addr` of a page elsewhere must not read the inbox through a name that points at this machine. */
  function isLocal(request: IncomingMessage): boolean {
    return /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/.test(request.headers.host ?? '');
  }

  const server: Server = createServer((request, response) => {
    const path = request.url?.split('?')[0];
    const route = `${request.method} ${path}`;
    response.setHeader('x-content-type-options', 'nosniff');
    if (!isLocal(request)) {
      response
        .writeHead(403, { 'content-type': 'text/plain' })
        .end('This server answers to localhost only.\n');
      return;
    }
    switch (route) {
      case 'GET /':
        response
          .writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': POLICY })
          .end(INBOX);
        return;
      case 'GET /api/messages':
        response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
        response.end(JSON.stringify(messages));
        return;
      case 'DELETE /api/messages':
        clear();
        response.writeHead(204).end();
        return;
      case 'GET /api/changes':
        watch(response);
        return;
      case 'POST /':
        void answerQuery(request, response);
        return;
      default:
        response.writeHead(path?.startsWith('/v2/') ? 400 : 404, { 'content-type': 'text/xml' });
        response.end(
          errorXml(
            new SesError('InvalidAction', `No ${route} here: the local SES speaks SES v1.`),
            randomUUID(),
          ),
        );
    }
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: actual } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${actual}`,
    get messages() {
      return messages;
    },
    get calls() {
      return calls;
    },
    clear,
    async close() {
      for (const timer of pauses) clearTimeout(timer);
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
