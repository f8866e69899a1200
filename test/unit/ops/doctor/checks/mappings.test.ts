import { mappings } from '../../../../../ops/doctor/checks/mappings';
import { Refusal } from '../../../../support/aws-api';
import { doctorWith, refused } from '../../../../support/doctor';
import { MAPPING } from '../../../../support/healthy-stage';

const { look, tellsOf } = doctorWith(mappings);

const mapping = (changes: object) => ({ GetEventSourceMapping: { ...MAPPING, ...changes } });

tellsOf([
  [
    'a paused topic',
    { answers: mapping({ State: 'Disabled' }) },
    /^! mappings: order_notification is paused.*npm run resume -- --stage prod --region eu-central-1 --topic order_notification/,
  ],
  [
    'a mapping that cannot read',
    { answers: mapping({ LastProcessingResult: 'PROBLEM: Connection error' }) },
    /^✗ mappings: order_notification: Enabled, last result: PROBLEM: Connection error/,
  ],
  [
    'a mapping that ignores which records failed',
    { answers: mapping({ FunctionResponseTypes: [] }) },
    /^✗ mappings: .* lacks ReportBatchItemFailures.*--uuid uuid-0 --function-response-types/,
  ],
  [
    'a mapping without a destination',
    { answers: mapping({ DestinationConfig: undefined }) },
    /^✗ mappings: .* goes to nowhere, and is lost/,
  ],
  [
    'a destination that redrive does not read',
    {
      answers: mapping({ DestinationConfig: { OnFailure: { Destination: 'arn:aws:s3:::another' } } }),
    },
    /^✗ mappings: .* goes to arn:aws:s3:::another, where npm run redrive does not look/,
  ],
  [
    'retries that somebody changed',
    { answers: mapping({ MaximumRetryAttempts: 1 }) },
    /^✗ mappings: .* MaximumRetryAttempts is 1, and 5 in the template/,
  ],
  [
    'pollers that somebody changed',
    { answers: mapping({ ProvisionedPollerConfig: undefined }) },
    /^✗ mappings: .* ProvisionedPollerConfig is nothing, and/,
  ],
  [
    'another consumer group',
    { answers: mapping({ AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId: 'x' } }) },
    /^✗ mappings: .* AmazonManagedKafkaEventSourceConfig is \{"ConsumerGroupId":"x"\}/,
  ],
  [
    'no mapping',
    { answers: { ListStackResources: { StackResourceSummaries: [] } } },
    /^✗ mappings: the stack has no mapping/,
  ],
  [
    'a mapping that somebody deleted',
    { answers: { GetEventSourceMapping: refused('ResourceNotFoundException') } },
    /^✗ mappings: Mapping0 is gone: .*serverless deploy --stage prod --region eu-central-1 --param \S+Mapping=false, then the same with =true/,
  ],
]);

it('tells of the other mappings where one is gone', async () => {
  const mappings = ['uuid-0', 'uuid-1'].map((PhysicalResourceId, index) => ({
    LogicalResourceId: `Mapping${index}`,
    ResourceType: 'AWS::Lambda::EventSourceMapping',
    PhysicalResourceId,
  }));
  const lines = await look({
    answers: {
      ListStackResources: { StackResourceSummaries: mappings },
      GetEventSourceMapping({ path }: { path: string }) {
        if (path.includes('uuid-0')) throw new Refusal('ResourceNotFoundException');
        return { ...MAPPING, Topics: ['payment_notification'] };
      },
    },
  });

  expect(lines).toContainEqual(expect.stringMatching(/^✗ mappings: Mapping0 is gone/));
  expect(lines).toContainEqual(expect.stringMatching(/^✓ mappings: payment_notification: Enabled/));
});
