import { type AwsApi, awsEnvironment, SILENCE, startAwsApi } from '../support/aws-api';
import { startCommand } from '../support/command';
import { mappingsApi } from '../support/mappings-api';

let aws: AwsApi;
beforeAll(async () => {
  aws = await startAwsApi();
});
afterAll(() => aws.close());

const turn = (how: 'pause' | 'resume', ...args: string[]) =>
  startCommand(`ops/${how}.ts`, args, awsEnvironment(aws)).ended;

it('npm run pause says what is not read any more, and how to go on', async () => {
  aws.answers = mappingsApi([{ topic: 'order_notification', state: 'Enabled' }]);

  const { code, out } = await turn('pause', '--stage', 'prod', '--topic', 'order_notification');

  expect(out).toContain('order_notification: Disabled\nThese topics are not read;');
  expect(out).toContain('npm run resume -- --stage prod --region eu-central-1 --topic order_notification\n');
  expect(code).toBe(0);
});

it('npm run pause fails where a mapping is gone, and says how to make it again', async () => {
  aws.answers = mappingsApi([
    { topic: 'order_notification', id: 'OrderNotificationEventSourceMappingKafka', state: '', deleted: true },
    { topic: 'payment_notification', state: 'Enabled' },
  ]);

  const { code, out } = await turn('pause', '--stage', 'prod');

  expect(out).toContain('order_notification: gone\n  payment_notification: Disabled\n');
  expect(out).toContain(
    'npx serverless deploy --stage prod --region eu-central-1 --param orderNotificationMapping=false, then the same with =true',
  );
  expect(code).toBe(1);
});

it('npm run resume says that records are read', async () => {
  aws.answers = mappingsApi([{ topic: 'order_notification', state: 'Disabled' }]);

  const { code, out } = await turn('resume', '--stage', 'prod');

  expect(out).toContain('order_notification: Enabled\nRecords are read on from where they were left.');
  expect(code).toBe(0);
});

it.each([
  ['nowhere', mappingsApi([]), 'There is no stack notification-service-nowhere in eu-central-1.'],
  ['prod', mappingsApi([]), 'The stack notification-service-prod has no event source mapping'],
  ['prod', {}, 'AccessDeniedException: not authorized to perform ListStackResources'],
])('npm run pause says what is wrong with stage %s', async (stage, answers, problem) => {
  aws.answers = answers;

  const { code, err } = await turn('pause', '--stage', stage);

  expect(err).toContain(problem);
  expect(code).toBe(1);
});

it('npm run pause says what to do where AWS is not reached', async () => {
  const { code, err } = await startCommand('ops/pause.ts', ['--stage', 'prod'], {
    ...awsEnvironment(aws),
    AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
  }).ended;

  expect(err).toContain('\nAWS was not reached: check --region');
  expect(code).toBe(1);
});

it('npm run pause says what to do where AWS does not answer', async () => {
  aws.answers = { ListStackResources: SILENCE };

  const { code, err } = await turn('pause', '--stage', 'prod');

  expect(err).toContain('\nAWS was not reached: check --region');
  expect(code).toBe(1);
});

it('npm run pause says what to do where there are no credentials', async () => {
  const { code, err } = await startCommand('ops/pause.ts', ['--stage', 'prod'], {
    AWS_ENDPOINT_URL: aws.url,
    AWS_PROFILE: 'nope',
    AWS_EC2_METADATA_DISABLED: 'true',
  }).ended;

  expect(err).toContain('\nThere are no credentials: set AWS_PROFILE');
  expect(code).toBe(1);
});
