import type { ChannelMetricName } from '../../lib/runtime/channel-telemetry';
import type { Deployment } from '../deployment';
import { otherChannelsOf } from './channel-alarms';
import { ofChannel } from './metrics';
import { COLOURS, chart, type Widget } from './widgets';

/** Draws the channels beside e-mail, a row for each; nothing where there are none. */
export const channelWidgets = (deployment: Deployment): Widget[] =>
  otherChannelsOf(deployment).flatMap(({ channel, name, provider }) => {
    const own = (metric: ChannelMetricName) => ofChannel(deployment, metric, channel);
    const latency = own('SendLatency');
    const wait = own('PaceWait');
    return [
      chart({
        title: `How ${name} ended`,
        lines: [
          { ...own('Sent'), label: 'sent', color: COLOURS.good },
          { ...own('Skipped'), label: 'skipped', color: COLOURS.skipped },
          { ...own('Failed'), label: 'failed', color: COLOURS.permanent },
          { ...own('Halted'), label: 'batches halted', color: COLOURS.unknown },
        ],
      }),
      chart({
        title: `How long ${provider} takes to answer`,
        unit: 'ms',
        lines: ['p50', 'p90', 'p99'].map((stat) => ({ ...latency, stat, label: stat })),
      }),
      chart({
        title: `How long ${name} wait for their turn`,
        unit: 'ms',
        lines: ['p50', 'p99'].map((stat) => ({ ...wait, stat, label: stat })),
      }),
    ];
  });
