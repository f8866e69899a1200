import { redriveOf } from '../../../lib/kafka/redrive';
import { RedriveOptionsError } from '../../../lib/runtime/errors';

const event = { eventSource: 'aws:kafka', records: {} };

describe('how a redrive wants its records treated', () => {
  it('is nothing in the event of an event source mapping', () => {
    expect(redriveOf(event)).toBeUndefined();
  });

  it.each([{ maxAgeSeconds: 0 }, { maxAgeSeconds: 86_400, resendUnknownBefore: 1_790_000_000_000 }])(
    'is read from beside the records: %j',
    (redrive) => {
      expect(redriveOf({ ...event, redrive })).toEqual(redrive);
    },
  );

  it.each<[unknown, string]>([
    [null, 'redrive: expected an object with maxAgeSeconds'],
    [true, 'redrive: expected an object with maxAgeSeconds'],
    [{}, 'redrive.maxAgeSeconds: expected a whole number of seconds, 0 for no limit, found nothing'],
    [
      { maxAgeSeconds: '3d' },
      'redrive.maxAgeSeconds: expected a whole number of seconds, 0 for no limit, found a string',
    ],
    [{ maxAgeSeconds: -1 }, 'redrive.maxAgeSeconds: expected a whole number of seconds'],
    [
      { maxAgeSeconds: 0, resendUnknownBefore: true },
      'redrive.resendUnknownBefore: expected milliseconds since the epoch',
    ],
    [{ maxAgeSeconds: 0, resendUnknwon: 1 }, 'redrive: expected an object'],
  ])('is refused when it is %j', (redrive, problem) => {
    const read = () => redriveOf({ ...event, redrive });

    expect(read).toThrow(RedriveOptionsError);
    expect(read).toThrow(problem);
  });
});
