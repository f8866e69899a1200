import { type CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import {
  type EventSourceMappingConfiguration,
  GetEventSourceMappingCommand,
  type LambdaClient,
} from '@aws-sdk/client-lambda';
import { textIn } from './errors';

const TYPE = 'AWS::Lambda::EventSourceMapping';

/** An event source mapping of a deployed stack. */
export interface DeployedMapping {
  /** Its id in the template. */
  readonly id: string;
  readonly uuid: string;
}

/** The ids that AWS gave to the resources of a stack, by their ids in the template. */
export async function deployedResources(
  client: CloudFormationClient,
  StackName: string,
  signal?: AbortSignal,
): Promise<Array<{ readonly id: string; readonly type: string; readonly physicalId: string }>> {
  const found = [];
  for await (const { StackResourceSummaries = [] } of paginateListStackResources(
    { client },
    { StackName },
    { abortSignal: signal },
  )) {
    for (const {
      LogicalResourceId: id,
      ResourceType: type,
      PhysicalResourceId: physicalId,
    } of StackResourceSummaries)
      if (id && type && physicalId) found.push({ id, type, physicalId });
  }
  return found;
}

/** The mappings of a stack as CloudFormation has them. @throws what CloudFormation says, such as that there is no such stack */
export async function deployedMappings(
  client: CloudFormationClient,
  stackName: string,
): Promise<DeployedMapping[]> {
  const resources = await deployedResources(client, stackName);
  return resources.flatMap(({ id, type, physicalId }) => (type === TYPE ? [{ id, uuid: physicalId }] : []));
}

/** What Lambda says of a mapping now; undefined where somebody deleted it by hand. */
export const mappingNow = (
  client: LambdaClient,
  { uuid }: Pick<DeployedMapping, 'uuid'>,
  abortSignal?: AbortSignal,
): Promise<EventSourceMappingConfiguration | undefined> =>
  client
    .send(new GetEventSourceMappingCommand({ UUID: uuid }), abortSignal && { abortSignal })
    .catch((error) => {
      if (textIn(error, 'name') !== 'ResourceNotFoundException') throw error;
      return undefined;
    });

/** The function of a mapping, by its id. @example functionOf('OrderNotificationEventSourceMappingKafka') // 'orderNotification' */
export const functionOf = ({ id }: Pick<DeployedMapping, 'id'>): string =>
  `${id.charAt(0).toLowerCase()}${id.slice(1).replace(/EventSourceMapping.*$/, '')}`;

/** How to make a mapping again that is gone, since CloudFormation does not notice. `where` are the options of a deployment. */
export const remaking = (mapping: Pick<DeployedMapping, 'id'>, where: string): string => {
  const parameter = `--param ${functionOf(mapping)}Mapping`;
  return `npx serverless deploy ${where} ${parameter}=false, then the same with =true (docs/deploy.md#what-aws-cannot-change-in-a-mapping-that-exists)`;
};

export const topicOf = ({ Topics, UUID = '' }: EventSourceMappingConfiguration): string =>
  Topics?.[0] ?? UUID;
