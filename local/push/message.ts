import * as z from 'zod';
import { badRequest, FcmError } from './protocol';

const LARGEST = 4_096;
const seconds = z.string().regex(/^\d+(?:\.\d{1,9})?s$/);
const strings = z.record(z.string(), z.string());

/** What FCM takes, as far as this service uses it. Source: Firebase reference, `projects.messages`. */
const message = z.strictObject({
  token: z.string().min(1).optional(),
  fid: z.string().min(1).optional(),
  notification: z.strictObject({ title: z.string(), body: z.string() }).optional(),
  data: strings
    .refine((data) => Object.keys(data).every((key) => !/^(?:from$|gcm|google)/.test(key)), 'a reserved key')
    .optional(),
  android: z
    .strictObject({
      collapse_key: z.string().optional(),
      priority: z.enum(['NORMAL', 'HIGH']).optional(),
      ttl: seconds.optional(),
      notification: z.strictObject({ tag: z.string().optional() }).optional(),
    })
    .optional(),
  apns: z
    .strictObject({
      headers: strings
        .refine(
          (headers) => Buffer.byteLength(headers['apns-collapse-id'] ?? '') <= 64,
          'a collapse id that is too long',
        )
        .optional(),
      payload: z.record(z.string(), z.unknown()).optional(),
    })
    .optional(),
  webpush: z
    .strictObject({
      headers: strings
        .refine((headers) => /^[\w-]{0,32}$/.test(headers.Topic ?? ''), 'a topic that is too long')
        .optional(),
      notification: z.record(z.string(), z.unknown()).optional(),
      fcm_options: z.strictObject({ link: z.string().startsWith('https://') }).optional(),
    })
    .optional(),
});
const request = z.strictObject({ message, validate_only: z.boolean().optional() });

type Message = z.infer<typeof message>;

/** A push as `GET /api/messages` gives it. */
export interface ReceivedPush {
  readonly id: string;
  /** The token, or the installation id. */
  readonly device: string;
  readonly title: string;
  readonly body: string;
  readonly link: string | null;
  /** What names it on the device: one that is there already is replaced. */
  readonly tag: string | null;
  /** The id of the push that this one replaced on the device. */
  readonly replaces: string | null;
  /** In seconds. */
  readonly ttl: number | null;
  /** ISO 8601. */
  readonly receivedAt: string;
  /** The message as it came. */
  readonly message: Message;
}

const invalid = (field: string, description: string): FcmError =>
  new FcmError(400, 'INVALID_ARGUMENT', [badRequest(field, description)]);

/** Reads the message of a request. @throws FcmError for what FCM refuses */
export function readMessage(body: string): Message & { readonly device: string } {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    throw invalid('', 'no JSON');
  }
  const parsed = request.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw invalid(issue?.path.join('.') ?? '', issue?.message ?? '');
  }
  const { message: given } = parsed.data;
  const device = given.token ?? given.fid;
  if (device === undefined || (given.token !== undefined && given.fid !== undefined))
    throw invalid('message', 'Recipient of the message is not set.');
  const { token: _, fid: __, ...payload } = given;
  // Without details, as FCM does it.
  if (Buffer.byteLength(JSON.stringify(payload)) > LARGEST) throw new FcmError(400, 'INVALID_ARGUMENT');
  return { ...given, device };
}
