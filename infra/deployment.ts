import type { Parameters } from './parameters/parameters';
import type { Policies } from './template';

/** What every part of the stack is computed from. */
export interface Deployment {
  readonly service: string;
  readonly stage: string;
  readonly region: string;
  /** Which version of the service this is; see infra/version.ts. */
  readonly version: string;
  readonly parameters: Parameters;
}

/** Gives the beginning of every name in the stack. */
export const nameOf = ({ service, stage }: Pick<Deployment, 'service' | 'stage'>) => `${service}-${stage}`;

/** Names a function as the framework does. */
export const functionNameOf = (
  stack: Pick<Deployment, 'service' | 'stage'>,
  { name }: { readonly name: string },
) => `${nameOf(stack)}-${name}`;

/** Names the log group of a function as the framework does. */
export const logGroupOf = (deployment: Deployment, fn: { readonly name: string }) =>
  `/aws/lambda/${functionNameOf(deployment, fn)}`;

/** Makes an ARN in the account of the stack, and in its Region unless another is given. `resource` may hold CloudFormation variables. */
export const arnOf = (service: string, resource: string, region = '${AWS::Region}') => ({
  'Fn::Sub': `arn:\${AWS::Partition}:${service}:${region}:\${AWS::AccountId}:${resource}`,
});

/** Says what becomes of a resource that holds data: it outlives the stack, unless `retainData` says otherwise. */
export const keeping = ({ retainData }: Parameters): Policies => {
  // A first deployment that fails removes what it created. Otherwise the next one would find it and fail too.
  return retainData
    ? { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' }
    : { DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' };
};
