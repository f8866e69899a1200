import type { Discard } from '../../../../local/kafka/on-failure';
import { startPoller } from '../../../../local/kafka/poller';
import { mappingProperties } from '../../../../local/kafka/properties';
import { FAULTS, type FaultSettings, RETRIES } from '../../../../local/kafka/settings';
import { topicLog } from '../../../../local/kafka/topic-log';
import { error, ok, placeOf, report, type Script } from '../../../support/mapping-bench';

const TOPIC = 'orders';

async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** A poller of a topic in memory with one partition, with what it paused, resumed and gave up. */
async function poll(
  records: number,
  script: Script,
  more: Readonly<Record<string, unknown>> = {},
  faults: FaultSettings = FAULTS,
) {
  const log = topicLog([TOPIC], 1);
  const flow: string[] = [];
  const discards: Discard[] = [];
  const record = { key: null, value: Buffer.from('{}'), headers: [] };
  await log.send(
    TOPIC,
    Array.from({ length: records }, () => record),
  );
  const source = log.consumer('group', [TOPIC], { at: 'TRIM_HORIZON' });
  let invocations = 0;
  const poller = await startPoller({
    properties: mappingProperties(
      'Mapping',
      {
        FunctionName: 'fn',
        Topics: [TOPIC],
        StartingPosition: 'TRIM_HORIZON',
        MaximumBatchingWindowInSeconds: 0,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ProvisionedPollerConfig: { MaximumPollers: 1 },
        ...more,
      },
      'fn',
    ),
    source: {
      ...source,
      pause(one) {
        flow.push('pause');
        source.pause(one);
      },
      resume(one) {
        flow.push('resume');
        source.resume(one);
      },
      rebalance: async () => {
        throw new Error('the broker is away');
      },
    },
    invoke: async (_, { records: byPartition }) =>
      script(Object.values(byPartition).flat().map(placeOf), invocations++),
    deliver: async (discard) => void discards.push(discard),
    retries: { ...RETRIES, gap: 1 },
    faults,
    report: () => {},
  });
  return { committed: () => log.committed('group', TOPIC)[0], flow, discards, stop: () => poller.stop() };
}

describe('a poller', () => {
  it('reads no further than ten batches, and goes on when there is room', async () => {
    // The log hands out 500 records at once.
    const poller = await poll(1_200, () => ok, { BatchSize: 20 });

    await until(() => poller.committed() === 1_200);

    expect(poller.flow.slice(0, 3)).toEqual(['pause', 'resume', 'pause']);
    await poller.stop();
  });

  it('counts an answer where a rebalance was asked for and cannot be had', async () => {
    const poller = await poll(1, () => ok, {}, { ...FAULTS, rebalance: 1 });

    await until(() => poller.committed() === 1);

    await poller.stop();
  });

  it.each([
    ['a function error', error, true],
    ['a partial batch response after a function error', report(TOPIC)('0@0'), false],
  ])('tells the destination whether it was a function error: %s', async (_, last, functionError) => {
    const poller = await poll(1, (__, nth) => (nth === 0 ? error : last), {
      MaximumRetryAttempts: 1,
      DestinationConfig: { OnFailure: { Destination: 'arn:aws:s3:::bucket' } },
    });

    await until(() => poller.committed() === 1);

    expect(poller.discards).toMatchObject([{ condition: 'RetryAttemptsExhausted', functionError }]);
    await poller.stop();
  });
});
