import * as z from 'zod';
import { invalid, SmsError } from './protocol';

const short = (pattern: RegExp) => z.string().min(1).max(256).regex(pattern);
const name = short(/^[A-Za-z0-9_:/-]+$/);

/** What `SendTextMessage` takes. Source: its model, as the AWS SDKs have it (`pinpoint-sms-voice-v2`, 2022-03-31). */
const request = z.strictObject({
  DestinationPhoneNumber: z
    .string()
    .max(20)
    .regex(/^\+?[1-9][0-9]{1,18}$/),
  OriginationIdentity: short(/^[A-Za-z0-9_:/+-]+$/),
  MessageBody: z.string().max(1_600).regex(/\S/),
  MessageType: z.enum(['TRANSACTIONAL', 'PROMOTIONAL']).optional(),
  ConfigurationSetName: name.optional(),
  MaxPrice: z
    .string()
    .min(2)
    .max(8)
    .regex(/^[0-9]{0,2}\.[0-9]{1,5}$/)
    .optional(),
  TimeToLive: z.int().min(5).max(259_200).optional(),
  Context: z
    .record(
      z.string().min(1).max(100).regex(/^\S+$/),
      z
        .string()
        .min(1)
        .max(800)
        .regex(/^\S[\s\S]*(?<!\s)$/),
    )
    .refine((context) => Object.keys(context).length <= 5, '5 entries at most')
    .optional(),
  DryRun: z.boolean().optional(),
});

/** A text message as `GET /api/messages` gives it. */
export interface ReceivedText {
  readonly id: string;
  readonly to: string;
  readonly text: string;
  /** The pool. */
  readonly origination: string;
  readonly type: string | null;
  readonly configurationSet: string | null;
  readonly maxPrice: string | null;
  /** In seconds. */
  readonly timeToLive: number | null;
  readonly context: Readonly<Record<string, string>>;
  /** ISO 8601. */
  readonly receivedAt: string;
}

/** Reads the text of a request. @throws SmsError for what AWS refuses */
export function readText(
  body: string,
): Omit<ReceivedText, 'id' | 'receivedAt'> & { readonly dryRun: boolean } {
  let given: unknown;
  try {
    given = JSON.parse(body);
  } catch {
    throw new SmsError('SerializationException', 'The request is not JSON');
  }
  const parsed = request.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw invalid(String(issue?.path[0] ?? issue?.code), issue?.message ?? '');
  }
  const { data } = parsed;
  return {
    to: data.DestinationPhoneNumber,
    text: data.MessageBody,
    origination: data.OriginationIdentity,
    type: data.MessageType ?? null,
    configurationSet: data.ConfigurationSetName ?? null,
    maxPrice: data.MaxPrice ?? null,
    timeToLive: data.TimeToLive ?? null,
    context: data.Context ?? {},
    dryRun: data.DryRun ?? false,
  };
}
