import { sample } from '../../../../local/samples';
import type { LogLine } from '../../../../local/start/log-line';
import { runSample } from '../../../../local/start/run-sample';

const LINE = {
  '@timestamp': '2026-11-26T09:44:45.785Z',
  'log.level': 'INFO',
  'ecs.version': '8.11.0',
  message: '',
};
const skipped: LogLine = {
  ...LINE,
  'event.action': 'record_skipped',
  'labels.outcome': 'skipped',
  'event.code': 'tombstone',
};
const summary: LogLine = { ...LINE, 'event.action': 'batch_finished', Sent: 1, Skipped: 1 };

function functionThat(says: readonly LogLine[], response: unknown) {
  const listeners = new Set<(line: LogLine) => void>();
  return {
    listeners,
    listen(listener: (line: LogLine) => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async invoke() {
      for (const line of says) for (const listener of listeners) listener(line);
      return response;
    },
  };
}

describe('a sample event', () => {
  const one = sample('order-notification');

  it('is counted by the batch’s summary and the response', async () => {
    const result = await runSample(one, functionThat([skipped, summary], { batchItemFailures: [{}, {}] }));

    expect(result).toEqual({ sample: one, codes: ['tombstone'], sent: 1, skipped: 1, failed: 2 });
  });

  it('is heard no longer once it has ended', async () => {
    const fn = functionThat([summary], { batchItemFailures: [] });

    await runSample(one, fn);

    expect(fn.listeners.size).toBe(0);
  });

  it.each([null, {}, { errorMessage: 'oh' }, { batchItemFailures: 'all' }])(
    'is a problem when the function answers %j',
    async (response) => {
      await expect(runSample(one, functionThat([summary], response))).rejects.toThrow(
        `order-notification: the function answered ${JSON.stringify(response)}`,
      );
    },
  );
});
