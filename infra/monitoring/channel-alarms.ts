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

/** Lists the channels beside e-mail that the deployment has. */
export const otherChannelsOf = ({ parameters }: Deployment) =>
  (['sms', 'push'] as const)
    .filter((channel) => parameters.channels.includes(channel))
    .map((channel) => ({ channel, ...CHANNELS[channel] }));

type Other = ReturnType<typeof otherChannelsOf>[number];

function alarmsOf(deployment: Deployment, { channel, id, name, provider, reasons }: Other) {
  const lost = `nobody sends those ${name} later`;
  const query = 'First: the saved query "texts and pushes that failed"';
  return {
    // One batch is enough: what halts one halts all that follow, and what was not sent beside a mail is not tried again.
    [`${id}Halted`]: {
      description: `${provider} takes no ${name} of this stage; mails are sent, and ${lost}. ${query}, whose code says why; ${reasons}.`,
      metrics: {
        halted: ofChannel(deployment, 'Halted', channel),
        limit: ofChannel(deployment, 'SpendLimitReached', channel),
      },
      // The spend limit of texts halts as well, and has an alarm of its own.
      expression: 'halted - limit',
      threshold: 1,
    },
    // Single ones fail every day: a country without a number of ours, a device of another project.
    [`${id}Failures`]: {
      description: `A fifth of the ${name} or more failed in a quarter of an hour; the mails beside them went, and ${lost}. ${query}.`,
      metrics: {
        failed: ofChannel(deployment, 'Failed', channel),
        sent: ofChannel(deployment, 'Sent', channel),
      },
      expression: 'IF(failed + sent >= 20, failed / (failed + sent), 0)',
      threshold: 0.2,
      minutes: 15,
    },
  };
}

/** Describes the alarms of the channels beside e-mail, where the deployment has them. No mail waits for what they tell of. */
export const channelAlarms = (deployment: Deployment): Readonly<Record<string, Alarm>> => ({
  ...Object.fromEntries(
    otherChannelsOf(deployment).flatMap((other) => Object.entries(alarmsOf(deployment, other))),
  ),
  ...(deployment.parameters.channels.includes('sms') && {
    SmsSpendLimit: {
      description:
        'The account has spent all that it may spend on text messages this month; mails are sent, and nobody sends those texts later. First: aws pinpoint-sms-voice-v2 describe-spend-limits. Before you raise it, find out whether somebody makes us send (the runbook says how).',
      metrics: [ofChannel(deployment, 'SpendLimitReached', 'sms')],
      threshold: 1,
    },
  }),
});
