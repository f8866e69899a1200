import { CHANNELS, SOURCES } from '../../../../tools/stacks/deployments';
import { propertiesOf, stack } from '../../../support/computed-stack';

describe('the dashboard', () => {
  interface Widget {
    readonly type: string;
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
    readonly properties: {
      readonly title?: string;
      readonly alarms?: readonly string[];
      readonly metrics?: ReadonlyArray<readonly unknown[]>;
    };
  }
  const [dashboard] = propertiesOf<{ DashboardBody: { 'Fn::Sub': string } }>(
    SOURCES.msk,
    'AWS::CloudWatch::Dashboard',
  );
  const body = dashboard?.DashboardBody['Fn::Sub'] ?? '';
  const { widgets } = JSON.parse(body) as { widgets: Widget[] };

  it('has no two widgets in one place, and none off the grid', () => {
    const taken = widgets.flatMap(({ x, y, width, height }) =>
      Array.from(
        { length: width * height },
        (_, cell) => `${x + (cell % width)}/${y + Math.floor(cell / width)}`,
      ),
    );

    expect(new Set(taken).size).toBe(taken.length);
    for (const { x, width } of widgets) expect(x + width).toBeLessThanOrEqual(24);
  });

  it('shows every alarm', () => {
    const shown = widgets.flatMap(({ properties }) => properties.alarms ?? []);

    expect(shown).toHaveLength(propertiesOf(SOURCES.msk, 'AWS::CloudWatch::Alarm').length);
  });

  it('shows what a person on call asks for', () => {
    const names = new Set(
      widgets.flatMap(({ properties }) => (properties.metrics ?? []).map(([, name]) => name)),
    );

    expect([...names]).toEqual(
      expect.arrayContaining([
        'PolledEventCount',
        'Sent',
        'Skipped',
        'Invalid',
        'FailedTransient',
        'FailedPermanent',
        'FailedUnknown',
        'Defects',
        'SentUnrecorded',
        'SentAgain',
        'Delivered',
        'Delayed',
        'Bounced',
        'Complained',
        'Suppressed',
        'Rejected',
        'DeliveryTime',
        'ApproximateNumberOfMessagesVisible',
        'SendLatency',
        'PaceWait',
        'RecordAge',
        'StaticShare',
        'ClockSkew',
        'BatchDuration',
        'SumOffsetLag',
        'ProvisionedPollers',
        'Throttles',
        'ReadThrottleEvents',
        'WriteThrottleEvents',
        'Reputation.BounceRate',
        'Reputation.ComplaintRate',
        'OnFailureDestinationDeliveredEventCount',
        'DroppedEventCount',
        'PollingErrorCount',
        'Errors',
        'ConcurrentExecutions',
      ]),
    );
    expect(widgets.map(({ properties }) => properties.title)).toContain('Failures by reason');
  });

  it('shows how long most mails, and the slowest, wait for their turn', () => {
    const waits = widgets
      .flatMap(({ properties }) => properties.metrics ?? [])
      .filter(([, name]) => name === 'PaceWait');

    expect(waits).toEqual([
      ['notifications/test', 'PaceWait', { label: 'p50', stat: 'p50' }],
      ['notifications/test', 'PaceWait', { label: 'p99', stat: 'p99' }],
    ]);
  });

  it('refers to nothing that the stack does not have', () => {
    const references = [...body.matchAll(/\$\{(?!AWS::)([^}.]+)/g)].map(([, id]) => id ?? '');
    const { Resources, extensions } = stack(SOURCES.msk).resources;

    expect(references).toContain('MailEventsDeadLetterQueue');
    expect(Object.keys({ ...Resources, ...extensions })).toEqual(expect.arrayContaining(references));
  });

  it('shows every function, the one of the events of mails too', () => {
    const functions = widgets
      .flatMap(({ properties }) => properties.metrics ?? [])
      .filter(([, name]) => name === 'ConcurrentExecutions')
      .map(([, , , value]) => value);

    expect(functions).toContain('notifications-test-mailEvents');
    expect(functions).toHaveLength(5);
  });

  it.each<[string, Record<string, string>, readonly string[]]>([
    ['e-mail', SOURCES.msk, []],
    ['all channels', { ...SOURCES.msk, ...CHANNELS }, ['sms', 'push']],
  ])('shows the channels beside e-mail, where there are some: %s', (_, raw, channels) => {
    const [{ DashboardBody } = { DashboardBody: { 'Fn::Sub': '' } }] = propertiesOf<{
      DashboardBody: { 'Fn::Sub': string };
    }>(raw, 'AWS::CloudWatch::Dashboard');
    const shown = (JSON.parse(DashboardBody['Fn::Sub']) as { widgets: Widget[] }).widgets
      .flatMap(({ properties }) => properties.metrics ?? [])
      .filter(([, , dimension]) => dimension === 'channel')
      .map(([, name, , channel]) => `${channel} ${name}`);

    expect([...new Set(shown)]).toEqual(
      channels.flatMap((channel) =>
        ['Sent', 'Skipped', 'Failed', 'Halted', 'SendLatency', 'PaceWait'].map(
          (name) => `${channel} ${name}`,
        ),
      ),
    );
  });
});
