import type { Deployment } from '../deployment';
import type { Alarm } from './alarms';
import { ofChannel } from './metrics';

/** How a person calls them, and what to look at first when they stand still. */
const CHANNELS = {
  sms: {
    id: 'Sms',
    name: 'text messages',
    provider: 'AWS End User Messaging',
    reasons: 'the pool, its numbers and the permission to send from it are the usual reasons',
  },
  push: {
    id: 'Push',
    name: 'pushes',
    provider: 'FCM',
    reasons: 'the credentials of Google and the roles of the service account are the usual reasons',
  },
} as const;

export const otherChannelsOf = ({ parameters }: Deployment) =>
  (['sms', 'push'] as const)
    .filter((channel) => parameters.channels.includes(channel))
    .map((channel) => ({ channel, ...CHANNELS[channel] }));

/** Describes the alarms of the channels beside e-mail, where the deployment has them. No mail waits for what they tell of. */
export function channelAlarms(deployment: Deployment): Readonly<Record<string, Alarm>> {
  const alarmsOf = ({ channel, id, name, provider, reasons }: ReturnType<typeof otherChannelsOf>[number]) => {
    const own = (metric: Parameters<typeof ofChannel>[1]) => ofChannel(deployment, metric, channel);
    const isSms = channel === 'sms';
    return {
      // One batch is enough: what halts one halts all that follow, and a text or push beside a mail that went is not retried.
      [`${id}Halted`]: {
        description: `${provider} takes no ${name} of this stage; mails are sent, and nobody sends those ${name} later. First: the saved query "texts and pushes that failed", whose code says why; ${reasons}.`,
        metrics: { halted: own('Halted'), ...(isSms && { limit: own('SpendLimitReached') }) },
        // The spend limit halts as well, and has an alarm of its own.
        ...(isSms ? { expression: 'halted - limit' } : {}),
        threshold: 1,
      },
      ...(isSms && {
        SmsSpendLimit: {
          description:
            'The account has spent all that it may spend on text messages this month; mails are sent, and nobody sends those texts later. First: aws pinpoint-sms-voice-v2 describe-spend-limits, and find out whether somebody makes us send (the runbook says how) before you raise it.',
          metrics: [own('SpendLimitReached')],
          threshold: 1,
        },
      }),
      // Single ones fail every day: numbers that nobody has any more, countries without a number of ours.
      [`${id}Failures`]: {
        description: `More than a fifth of the ${name} failed in a quarter of an hour; the mails beside them went, and nobody sends those ${name} later. First: the saved query "texts and pushes that failed".`,
        metrics: { failed: own('Failed'), sent: own('Sent') },
        expression: 'IF(failed + sent >= 20, failed / (failed + sent), 0)',
        threshold: 0.2,
        minutes: 15,
      },
    };
  };
  return Object.assign({}, ...otherChannelsOf(deployment).map(alarmsOf));
}
