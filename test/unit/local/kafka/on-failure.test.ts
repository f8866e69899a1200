import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { deliverTo, objectKey } from '../../../../local/kafka/on-failure';
import { mappingProperties } from '../../../../local/kafka/properties';
import type { EventRecord } from '../../../../local/kafka/record';

const at = new Date('2026-11-22T20:08:09.123Z');

const record = (partition: number, offset: number): EventRecord => ({
  topic: 'order_notification',
  partition,
  offset,
  timestamp: at.getTime() - offset,
  timestampType: 'CREATE_TIME',
  key: 'aw==',
  headers: [],
});

const properties = mappingProperties(
  'Mapping',
  {
    FunctionName: 'fn',
    Topics: ['order_notification'],
    StartingPosition: 'LATEST',
    DestinationConfig: { OnFailure: { Destination: 'arn:aws:s3:::bucket' } },
  },
  'fn',
);

const origin = { eventSourceArn: 'arn', bootstrapServers: 'b:9092' };

async function delivered(records: readonly EventRecord[], invocations: number) {
  const folder = mkdtempSync(join(tmpdir(), 'on-failure-'));
  const deliver = deliverTo(properties, origin, folder);
  await deliver?.({
    batch: { id: 1, origin: 1, records, first: records, retries: 5, invocations, notBefore: 0 },
    condition: invocations === 0 ? 'MaximumPayloadSizeExceeded' : 'RetryAttemptsExhausted',
    at,
    functionError: true,
  });
  const [file, ...others] = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) =>
    one.isFile(),
  );
  expect(others).toEqual([]);
  const path = join(file?.parentPath ?? '', file?.name ?? '');
  return { key: relative(folder, path), document: JSON.parse(readFileSync(path, 'utf8')) };
}

describe('the document for the on-failure bucket', () => {
  it('is what kafka-on-failure describes, the event an escaped string', async () => {
    const records = [record(0, 4), record(0, 7), record(2, 1)];

    const { document } = await delivered(records, 6);

    const { payload, ...rest } = document;
    expect(rest).toEqual({
      requestContext: {
        requestId: expect.stringMatching(/^[\da-f-]{36}$/),
        functionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:fn',
        condition: 'RetryAttemptsExhausted',
        approximateInvokeCount: 6,
      },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      version: '1.0',
      timestamp: '2026-11-22T20:08:09.123Z',
      KafkaBatchInfo: {
        batchSize: 3,
        ...origin,
        payloadSize: Buffer.byteLength(payload),
        recordsInfo: {
          'order_notification-0': {
            firstRecordOffset: '4',
            lastRecordOffset: '7',
            firstRecordTimestamp: '2026-11-22T20:08:09.119Z',
            lastRecordTimestamp: '2026-11-22T20:08:09.116Z',
          },
          'order_notification-2': {
            firstRecordOffset: '1',
            lastRecordOffset: '1',
            firstRecordTimestamp: '2026-11-22T20:08:09.122Z',
            lastRecordTimestamp: '2026-11-22T20:08:09.122Z',
          },
        },
      },
    });
    expect(JSON.parse(payload)).toEqual({
      eventSource: 'aws:kafka',
      ...origin,
      records: {
        'order_notification-0': [record(0, 4), record(0, 7)],
        'order_notification-2': [record(2, 1)],
      },
    });
  });

  it('has no responseContext for records that were never invoked', async () => {
    const { document } = await delivered([record(0, 4)], 0);

    expect(document.responseContext).toBeNull();
    expect(document.requestContext.approximateInvokeCount).toBe(0);
  });

  it('is written whatever time a producer gave its record', async () => {
    const { document } = await delivered([{ ...record(0, 4), timestamp: Number.MAX_SAFE_INTEGER }], 1);

    expect(document.KafkaBatchInfo.recordsInfo['order_notification-0'].firstRecordTimestamp).toBe(
      '+275760-09-13T00:00:00.000Z',
    );
  });

  it('lies under the key that S3 would have', async () => {
    const { key } = await delivered([record(0, 4)], 6);

    const uuid = '[\\da-f-]{36}';
    expect(key).toMatch(
      new RegExp(`^aws/lambda/${properties.uuid}/2026/11/22/2026-11-22T20\\.08\\.09-${uuid}$`),
    );
    expect(objectKey('u', at)).not.toBe(objectKey('u', at));
  });
});
