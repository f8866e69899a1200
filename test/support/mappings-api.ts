import { type Answers, type AwsRequest, Refusal } from './aws-api';

/** A mapping of Lambda: each look at it moves it on, from `Disabling` to `Disabled`. */
export interface FakeMapping {
  readonly topic: string;
  /** In the template. */
  readonly id?: string;
  state: string;
  /** Whether Lambda takes a change never. */
  stuck?: boolean;
  /** Whether somebody deleted it by hand. */
  readonly deleted?: boolean;
}

const NEXT: Readonly<Record<string, string>> = {
  Disabling: 'Disabled',
  Enabling: 'Enabled',
  Updating: 'Enabled',
};

/** CloudFormation and Lambda with these mappings. */
export function mappingsApi(
  mappings: readonly FakeMapping[],
  StackName = 'notification-service-prod',
): Answers {
  const of = ({ path }: AwsRequest): FakeMapping => {
    const found = mappings[Number(path.split('/').at(-1)?.split('?')[0]?.split('-').at(-1))];
    if (!found || found.deleted) throw new Refusal('ResourceNotFoundException');
    return found;
  };
  const shown = (mapping: FakeMapping) => ({
    UUID: `uuid-${mappings.indexOf(mapping)}`,
    Topics: [mapping.topic],
    State: mapping.state,
  });
  return {
    ListStackResources({ body }: AwsRequest) {
      if (new URLSearchParams(body).get('StackName') !== StackName)
        throw new Refusal('ValidationError', 'Stack with id notification-service-nowhere does not exist');
      return {
        StackResourceSummaries: [
          { LogicalResourceId: 'Table', ResourceType: 'AWS::DynamoDB::Table', PhysicalResourceId: 'table' },
          ...mappings.map(({ id }, index) => ({
            LogicalResourceId: id ?? `Mapping${index}`,
            ResourceType: 'AWS::Lambda::EventSourceMapping',
            PhysicalResourceId: `uuid-${index}`,
          })),
        ],
      };
    },
    GetEventSourceMapping(request: AwsRequest) {
      const mapping = of(request);
      const answer = shown(mapping);
      if (!mapping.stuck) mapping.state = NEXT[mapping.state] ?? mapping.state;
      return answer;
    },
    UpdateEventSourceMapping(request: AwsRequest) {
      const mapping = of(request);
      if (NEXT[mapping.state]) throw new Refusal('ResourceInUseException');
      mapping.state = JSON.parse(request.body).Enabled ? 'Enabling' : 'Disabling';
      return shown(mapping);
    },
  };
}
