import { pausedProblem } from '../../../infra/paused';
import { type AwsApi, awsClient, startAwsApi } from '../../support/aws-api';
import { mappingsApi } from '../../support/mappings-api';

let aws: AwsApi;
beforeAll(async () => {
  aws = await startAwsApi();
});
afterAll(() => aws.close());

const STACK = 'notification-service-prod';

const MAPPING = 'OrderNotificationEventSourceMappingKafka';

function problem(state: string, { polling = [MAPPING], deleted = false } = {}) {
  aws.answers = mappingsApi([{ topic: 'order_notification', state, deleted, id: MAPPING }]);
  return pausedProblem(awsClient(aws), STACK, 'prod', polling);
}

it.each(['Disabled', 'Disabling'])(
  'a mapping that is %s and should poll stands in the way',
  async (state) => {
    const said = await problem(state);

    expect(said).toContain('Paused: order_notification.');
    expect(said).toContain('npm run resume -- --stage prod');
    expect(said).toContain('--param orderNotificationEnabled=false');
    expect(said).toContain('--param confirm=paused');
  },
);

it('a mapping that polls does not', async () => {
  expect(await problem('Enabled')).toBeUndefined();
});

it('a mapping that is not to poll does not', async () => {
  expect(await problem('Disabled', { polling: [] })).toBeUndefined();
});

it('a mapping that somebody deleted by hand does, with how to make it again', async () => {
  const said = await problem('Enabled', { deleted: true });

  expect(said).toContain('Lambda has no mapping for orderNotification: somebody deleted it by hand');
  expect(said).toContain('--stage prod --param orderNotificationMapping=false, then the same with =true');
  expect(said).not.toContain('permission');
});

it('who may not ask is told what permission there has to be', async () => {
  aws.answers = {};

  const said = await pausedProblem(awsClient(aws), STACK, 'prod', [MAPPING]);

  expect(said).toContain('not authorized to perform ListStackResources');
  expect(said).toContain('cloudformation:ListStackResources');
});
