import { pausedProblem } from '../../../infra/paused';
import { type AwsApi, awsClient, startAwsApi } from '../../support/aws-api';
import { type FakeMapping, mappingsApi } from '../../support/mappings-api';

let aws: AwsApi;
beforeAll(async () => {
  aws = await startAwsApi();
});
afterAll(() => aws.close());

const STACK = 'notification-service-prod';

/** `deployed`: whether the mapping polls in the template that is deployed. */
function problem(mapping: FakeMapping | undefined, { deployed = true, stack = STACK } = {}) {
  const template = { Resources: { Mapping0: { Properties: { Enabled: deployed } } } };
  aws.answers = {
    ...mappingsApi(mapping ? [mapping] : []),
    GetTemplate: { TemplateBody: JSON.stringify(template) },
  };
  return pausedProblem(awsClient(aws), stack, 'prod', [
    { id: 'Mapping0', topic: 'order_notification', name: 'orderNotification' },
  ]);
}

it.each(['Disabled', 'Disabling'])(
  'a mapping that is %s and should poll stands in the way',
  async (state) => {
    const said = await problem({ topic: 'order_notification', state });

    expect(said).toContain('Paused: order_notification.');
    expect(said).toContain('npm run resume -- --stage prod');
    expect(said).toContain('--param orderNotificationEnabled=false');
    expect(said).toContain('--param confirm=paused');
  },
);

it('a mapping that polls does not', async () => {
  expect(await problem({ topic: 'order_notification', state: 'Enabled' })).toBeUndefined();
});

it('a mapping that the last deployment turned off does not', async () => {
  expect(
    await problem({ topic: 'order_notification', state: 'Disabled' }, { deployed: false }),
  ).toBeUndefined();
});

it('the first deployment has nothing to ask', async () => {
  expect(await problem(undefined, { stack: 'notification-service-new' })).toBeUndefined();
});

it('a mapping that is not there yet does not', async () => {
  expect(await problem(undefined)).toBeUndefined();
});

it('who may not ask is told what permission there has to be', async () => {
  aws.answers = {};

  const said = await pausedProblem(awsClient(aws), STACK, 'prod', []);

  expect(said).toContain('not authorized to perform ListStackResources');
  expect(said).toContain('cloudformation:GetTemplate');
});
