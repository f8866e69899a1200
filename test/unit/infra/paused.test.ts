import { pausedProblem } from '../../../infra/paused';
import { type AwsApi, awsClient, startAwsApi } from '../../support/aws-api';
import { mappingsApi } from '../../support/mappings-api';

let aws: AwsApi;
beforeAll(async () => {
  aws = await startAwsApi();
});
afterAll(() => aws.close());

const STACK = 'notification-service-prod';

const template = (Enabled: boolean) => ({
  Resources: {
    OrderNotificationEventSourceMappingKafka: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: { Enabled },
    },
  },
});

/** `deployed`: whether the mapping polls in the template that is deployed; `compiled`: in that to come. */
function problem(state: string, { deployed = true, compiled = true } = {}) {
  aws.answers = mappingsApi([
    { topic: 'order_notification', state, id: 'OrderNotificationEventSourceMappingKafka' },
  ]);
  return pausedProblem(awsClient(aws), STACK, 'prod', {
    deployed: template(deployed),
    compiled: template(compiled),
  });
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

it('a mapping that the last deployment turned off does not', async () => {
  expect(await problem('Disabled', { deployed: false })).toBeUndefined();
});

it('a mapping that is to stay off does not', async () => {
  expect(await problem('Disabled', { compiled: false })).toBeUndefined();
});

it('who may not ask is told what permission there has to be', async () => {
  aws.answers = {};

  const said = await pausedProblem(awsClient(aws), STACK, 'prod', { deployed: {}, compiled: {} });

  expect(said).toContain('not authorized to perform ListStackResources');
  expect(said).toContain('cloudformation:ListStackResources');
});
