import { type Config, sendsAtOnce } from '../../config';
import { addressOf, type Device } from '../../recipients/device';
import { type GoneDevices, isGoneSince, MOST_GONE_DEVICES } from '../../recipients/gone-devices';
import type { Clock } from '../../runtime/clock';
import { withTimeout } from '../../runtime/timeout';
import { pushAnswer, type Timing } from '../../runtime/timing';
import type { Channel } from '../channel';
import type { Pace } from '../pace';
import { answerWithoutToken, foldDevices, RESTING, type Verdict, verdictOf, verdictOfError } from './answers';
import type { Tokens } from './credentials';
import { messageOf, type Push, requestFor } from './payload';
import { reachByPush } from './reach';

export type { Push } from './payload';

export type PushConfig = Config & { readonly FCM_PROJECT: string; readonly PUSH_MAX_SEND_RATE: number };

const FCM = 'https://fcm.googleapis.com';

const FULL = `push: ${MOST_GONE_DEVICES} devices of this user are remembered as gone, and no more, so the others are asked each time; have the user service remove devices without the app`;

/** Most devices that an instance knows as gone: some hundred kB. */
const MOST_KNOWN = 2_000;

/** After so many requests in a row without an answer FCM is taken to hang, and rests: mails of the next batch must not wait for it. */
const MOST_SILENCES = 2;

/**
 * Makes the channel of push by FCM HTTP v1: one request for each device of a customer, side by side. A device that no longer has the
 * app is told to `goneDevices`, and this instance does not ask for it again.
 */
export function pushChannel(
  config: PushConfig,
  pace: Pace,
  clock: Clock,
  timing: Timing,
  tokens: Tokens,
  goneDevices: GoneDevices,
): Channel<Push, readonly Device[]> {
  const url = `${config.FCM_ENDPOINT ?? FCM}/v1/projects/${config.FCM_PROJECT}/messages:send`;
  /** Until when FCM asked to wait: milliseconds of `clock.now`. */
  let restsUntil = Number.NEGATIVE_INFINITY;
  /** When FCM said of a device that it is gone, by its token: a delivery that is tried again has its contact from before. */
  const goneAt = new Map<string, number>();

  /** Requests without an answer, since the last that had one. */
  let silences = 0;

  async function ask(body: string, token: string, signal: AbortSignal): Promise<Verdict> {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body,
        signal,
      });
      const after = response.headers.get('retry-after');
      const answer = await response.text();
      silences = 0;
      return verdictOf(response.status, answer, after, clock.wall());
    } catch (error) {
      silences++;
      return verdictOfError(error, silences >= MOST_SILENCES);
    }
  }

  async function askTwice(body: string, token: string, signal: AbortSignal): Promise<Verdict> {
    const verdict = await ask(body, token, signal);
    if (!verdict.renew) return verdict;
    try {
      return await ask(body, await withTimeout(timing.token, tokens.renew(token)), signal);
    } catch (error) {
      return { answer: answerWithoutToken(error) };
    }
  }

  /** What could not be written, another instance learns anew. */
  async function forget(
    userId: string,
    devices: readonly Device[],
    tell: (message: string) => void,
  ): Promise<void> {
    // What is forgotten is only asked for once more.
    if (goneAt.size >= MOST_KNOWN) goneAt.clear();
    for (const device of devices) goneAt.set(addressOf(device), clock.wall());
    const written = Promise.all(devices.map((device) => goneDevices.add(userId, device)));
    const results = await withTimeout(timing.storeCall, written).catch(() => undefined);
    if (results?.includes('full')) tell(FULL);
  }

  return {
    name: 'push',
    places: sendsAtOnce(config.PUSH_MAX_SEND_RATE),
    slowestAnswer: pushAnswer(timing),
    pace,
    restsUntil: () => restsUntil,
    reach: reachByPush(config.ALLOWED_RECIPIENTS),

    prepare(push, devices, reference, tell = () => {}) {
      const messageAt = messageOf(push, reference, clock.wall());
      return async () => {
        if (clock.now() < restsUntil) return RESTING;
        let token: string;
        try {
          token = await withTimeout(timing.token, tokens.get());
        } catch (error) {
          return answerWithoutToken(error);
        }
        const signal = AbortSignal.timeout(timing.sendAnswer);
        const message = messageAt(clock.wall());
        const asked = devices.filter((device) => !isGoneSince(goneAt.get(addressOf(device)), device));
        const verdicts = await Promise.all(
          asked.map((device) => askTwice(requestFor(message, device), token, signal)),
        );
        for (const { rest } of verdicts)
          if (rest !== undefined) restsUntil = Math.max(restsUntil, clock.now() + rest);
        const gone = asked.filter((_, index) => verdicts[index]?.gone);
        if (gone.length > 0) await forget(reference.userId, gone, tell);
        return foldDevices(verdicts.map(({ answer }) => answer));
      };
    },
  };
}
