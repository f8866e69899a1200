import {
  PinpointSMSVoiceV2Client,
  type PinpointSMSVoiceV2ClientConfig,
  SendTextMessageCommand,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { onlyOnce, withoutLog } from '../../aws/sdk';
import { type Config, sendsAtOnce } from '../../config';
import type { Clock } from '../../runtime/clock';
import { sent } from '../../runtime/outcome';
import type { Timing } from '../../runtime/timing';
import { brand } from '../brand';
import type { Channel, Reference } from '../channel';
import type { Pace } from '../pace';
import { tagsOf } from '../tags';
import { classify } from './answers';
import { reachBySms } from './reach';

/** The words of a text message. */
export type Text = string;

export type SmsConfig = Config & { readonly SMS_POOL: string; readonly SMS_MAX_SEND_RATE: number };

/** Bounds of `SendTextMessage`: seconds, entries of Context, and characters of a value. Source: its API reference. */
const TIME_TO_LIVE = { least: 5, most: 259_200 };
const CONTEXT = { entries: 5, longest: 800 };

/** How long a text may still be handed over, in seconds: a phone that was off must not get it when it is too old. */
function timeToLive({ expiresAt }: Reference, now: number): number | undefined {
  if (expiresAt === undefined) return undefined;
  const left = Math.floor((expiresAt - now) / 1_000);
  return Math.min(Math.max(left, TIME_TO_LIVE.least), TIME_TO_LIVE.most);
}

/** What the events of a text carry back: what names its entry exactly comes first, what is for people where there is room. */
export function contextOf(reference: Reference): Record<string, string> {
  const tags = Object.entries(tagsOf(reference, CONTEXT.longest));
  const isEntry = ([name]: readonly [string, string]) => name.startsWith('entry');
  const inOrder = [...tags.filter(isEntry), ...tags.filter((tag) => !isEntry(tag))];
  return Object.fromEntries(inOrder.slice(0, CONTEXT.entries));
}

/** Makes the channel of text messages by AWS End User Messaging SMS: `SendTextMessage`, one request for each text. */
export function smsChannel(
  config: SmsConfig,
  pace: Pace,
  clock: Clock,
  timing: Timing,
  overrides: PinpointSMSVoiceV2ClientConfig = {},
): Channel<Text, string> {
  const places = sendsAtOnce(config.SMS_MAX_SEND_RATE);
  const client = withoutLog(
    new PinpointSMSVoiceV2Client({
      ...onlyOnce(timing, places, clock),
      ...overrides,
    }),
  );

  return {
    name: 'sms',
    places,
    slowestAnswer: timing.sendAnswer,
    pace,
    reach: reachBySms(config.ALLOWED_RECIPIENTS, brand.timeZone, clock),

    prepare(text, number, reference) {
      const request = {
        DestinationPhoneNumber: number,
        OriginationIdentity: config.SMS_POOL,
        MessageBody: text,
        MessageType: 'TRANSACTIONAL',
        ConfigurationSetName: config.SMS_CONFIGURATION_SET,
        MaxPrice: config.SMS_MAX_PRICE,
        Context: contextOf(reference),
      } as const;
      return async () => {
        const TimeToLive = timeToLive(reference, clock.wall());
        try {
          const { MessageId } = await client.send(new SendTextMessageCommand({ ...request, TimeToLive }));
          return { kind: 'sent', outcome: sent(MessageId ?? '') };
        } catch (error) {
          return classify(error);
        }
      };
    },
  };
}
