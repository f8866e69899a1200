import type { Parameters } from './parameters/parameters';
import type { Policies } from './template';

/** All that the parts of the stack are made from. */
export interface Deployment {
  readonly service: string;
  readonly stage: string;
  readonly region: string;
  readonly parameters: Parameters;
}

/** What every name in the stack begins with. */
export const nameOf = ({ service, stage }: Pick<Deployment, 'service' | 'stage'>) => `${service}-${stage}`;

/** As the framework names a function. */
export const functionNameOf = (
  stack: Pick<Deployment, 'service' | 'stage'>,
  { name }: { readonly name: string },
) => `${nameOf(stack)}-${name}`;

/** As the framework names its log group. */
export const logGroupOf = (deployment: Deployment, fn: { readonly name: string }) =>
  `/aws/lambda/${functionNameOf(deployment, fn)}`;

/** An ARN in the account and Region of the stack; `resource` may hold CloudFormation variables. */
export const arnOf = (service: string, resource: string) => ({
  'Fn::Sub': `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`,
});

/** What holds data outlives the stack, unless `retainData` says otherwise. */
export const keeping = ({ retainData }: Parameters): Policies => {
  // A first deployment that fails takes back what it made, or the next one would find it there.
  return retainData
    ? { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' }
    : { DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' };
};
