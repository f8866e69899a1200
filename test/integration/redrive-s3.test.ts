import { CloudFormationClient, CreateStackCommand } from '@aws-sdk/client-cloudformation';
import {
  GetObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { KafkaEvent } from '../../lib/kafka/event';
import { TABLES } from '../../local/dynamodb';
import { type CommandResult, startCommand } from '../support/command';
import { arnOf, failureDocument } from '../support/documents';
import { type InvokeApi, startInvokeApi } from '../support/invoke-api';
import { type Moto, motoIsThere, PAGE, startMoto } from '../support/moto';
import { instancesOn, newOrder, orders } from '../support/service';
import { useStack } from '../support/stack';

const REGION = 'eu-central-1';
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const BUCKET = `on-failure-${process.pid}`;

const template = (outputs: Readonly<Record<string, string>>): string =>
  JSON.stringify({
    Resources: {
      Topic: { Type: 'AWS::SNS::Topic' },
      ...('OnFailureBucketName' in outputs && {
        Bucket: {
          Type: 'AWS::S3::Bucket',
          Properties: { BucketName: BUCKET },
        },
      }),
    },
    Outputs: Object.fromEntries(Object.entries(outputs).map(([name, Value]) => [name, { Value }])),
  });

(motoIsThere() ? describe : describe.skip)('redrive and explain in AWS', () => {
  const stack = useStack();
  const instance = instancesOn(stack);
  let moto: Moto;
  let lambda: InvokeApi;
  let s3: S3Client;

  beforeAll(async () => {
    moto = await startMoto();
    const order = () => instance();
    lambda = await startInvokeApi({ 'notification-service-shop-orderNotification': order });
    s3 = new S3Client({ endpoint: moto.url, region: REGION, credentials, forcePathStyle: true });
    const cloudFormation = new CloudFormationClient({ endpoint: moto.url, region: REGION, credentials });
    const create = (name: string, outputs: Readonly<Record<string, string>>) =>
      cloudFormation.send(new CreateStackCommand({ StackName: name, TemplateBody: template(outputs) }));
    await create('notification-service-shop', {
      OnFailureBucketName: BUCKET,
      NotificationLogTableName: TABLES.notificationLog,
    });
    await create('notification-service-old', {});
    const VersioningConfiguration = { Status: 'Enabled' } as const;
    await s3.send(new PutBucketVersioningCommand({ Bucket: BUCKET, VersioningConfiguration }));
  }, 60_000);
  afterAll(async () => {
    await lambda.close();
    await moto.close();
  });
  beforeEach(() => {
    lambda.invocations.length = 0;
  });

  const command = (
    script: 'ops/redrive.ts' | 'ops/explain.ts',
    args: readonly string[],
  ): Promise<CommandResult> =>
    startCommand(script, args, {
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_REGION: REGION,
      AWS_ENDPOINT_URL: moto.url,
      AWS_ENDPOINT_URL_LAMBDA: lambda.url,
      AWS_ENDPOINT_URL_DYNAMODB: stack.proxy.url,
    }).ended;
  const redrive = (...args: string[]) => command('ops/redrive.ts', ['--stage', 'shop', ...args]);

  const functionArn = arnOf('notification-service-shop-orderNotification');
  const put = (Key: string, event: KafkaEvent) =>
    s3.send(
      new PutObjectCommand({
        Bucket: BUCKET,
        Key,
        Body: JSON.stringify(failureDocument(event, { functionArn })),
      }),
    );
  const keys = async () => {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET }));
    return Contents.flatMap(({ Key }) => (Key && !Key.endsWith('/') ? [Key] : []));
  };

  it('sends what failed, removes what ended, and keeps the rest under its key', async () => {
    const order_id = newOrder();
    const key = 'aws/lambda/7a4b/2026/11/22/2026-11-22T18.00.00-1';
    await put(key, orders({ order_id }, { status: 'nonsense' }));
    await put('aws/lambda/7a4b/2026/11/22/2026-11-22T18.00.01-2', orders({}));

    const { code, out } = await redrive('--yes');

    expect(code).toBe(1);
    expect(out).toContain(`1 record kept in s3://${BUCKET}`);
    expect(await keys()).toEqual([key]);
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }));
    const { payload } = JSON.parse((await Body?.transformToString()) ?? '');
    expect(JSON.parse(payload).records).toMatchObject({ 'order_notification-0': [{ offset: 1 }] });
    expect(stack.ses.messages).toHaveLength(2);
  });

  it('leaves what it removed as an older version in a bucket with versioning', async () => {
    await put('removed', orders({}));
    await redrive('--yes');

    const versions = await s3.send(new ListObjectVersionsCommand({ Bucket: BUCKET, Prefix: 'removed' }));

    expect(await keys()).not.toContain('removed');
    expect(versions).toMatchObject({ Versions: [{ Key: 'removed' }], DeleteMarkers: [{ Key: 'removed' }] });
  });

  it('reads on where a page of the listing ends', async () => {
    const order_ids = Array.from({ length: 3 * PAGE }, newOrder);
    for (const order_id of order_ids) await put(`page/${order_id}`, orders({ order_id }));

    const { code } = await redrive('--yes', ...order_ids.flatMap((order_id) => ['--order', order_id]));

    expect(code).toBe(0);
    expect(stack.ses.messages).toHaveLength(3 * PAGE);
    expect((await keys()).filter((key) => key.startsWith('page/'))).toEqual([]);
  });

  it('explains an order', async () => {
    const order_id = newOrder();
    await instance().invoke(orders({ order_id }));

    const { code, out } = await command('ops/explain.ts', [order_id, '--stage', 'shop']);

    expect(code).toBe(0);
    expect(out).toContain('order_notification, pending: sent');
  });

  it.each([
    ['nowhere', 'There is no stack notification-service-nowhere in eu-central-1. Check --stage, --region'],
    [
      'old',
      'The stack notification-service-old has no output OnFailureBucketName. Deploy this version first',
    ],
  ])('says what is wrong with stage %s', async (stage, problem) => {
    const { code, err } = await command('ops/redrive.ts', ['--stage', stage]);

    expect(code).toBe(1);
    expect(err).toContain(problem);
  });
});
