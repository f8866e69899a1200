import { GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import { GetObjectCommand, NoSuchKey, S3Client } from '@aws-sdk/client-s3';
import type { DeploymentBucket, Provider, Serverless, StackProvider } from './framework';

interface Framework extends Pick<Serverless, 'classes'> {
  getProvider(name: 'aws'): StackProvider;
}

interface FrameworkWithBucket extends Pick<Serverless, 'classes'> {
  readonly service: Pick<Serverless['service'], 'service'>;
  getProvider(name: 'aws'): Pick<Provider, 'getAwsSdkV3Config' | 'getStage'> & DeploymentBucket;
}

/** CloudFormation has no error of its own for a stack that is not there. Source: its API reference, `GetTemplate`. */
const isMissing = (error: unknown) =>
  error instanceof Error && error.name === 'ValidationError' && error.message.includes('does not exist');

/** Reads the template of the stack that is there. @returns undefined when there is none */
export async function deployedTemplate(serverless: Framework): Promise<unknown> {
  const provider = serverless.getProvider('aws');
  const StackName = provider.naming.getStackName();
  const client = await provider.getCloudFormationClient();
  try {
    const { TemplateBody = '{}' } = await client.send(new GetTemplateCommand({ StackName }));
    return JSON.parse(TemplateBody);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw new serverless.classes.Error(
      `The stack ${StackName} could not be read, which a deployment does first (cloudformation:GetTemplate): ${(error as Error).message}`,
      'STACK_NOT_READ',
    );
  }
}

/**
 * Reads the template of a former deployment, which the framework keeps in its bucket for `rollback`.
 * @param timestamp of `deploy list`: milliseconds since the epoch, or ISO 8601 @returns undefined when there is none
 */
export async function formerTemplate(serverless: FrameworkWithBucket, timestamp: string): Promise<unknown> {
  const provider = serverless.getProvider('aws');
  // The framework takes it for text first, and then for a number.
  const date = [new Date(timestamp), new Date(Number(timestamp))].find((one) => !Number.isNaN(one.getTime()));
  if (date === undefined) return undefined;
  const folder = [provider.getDeploymentPrefix(), serverless.service.service, provider.getStage()].join('/');
  const Key = `${folder}/${date.getTime()}-${date.toISOString()}/${provider.naming.getCompiledTemplateS3Suffix()}`;
  const Bucket = await provider.getServerlessDeploymentBucketName();
  try {
    const { Body } = await new S3Client(await provider.getAwsSdkV3Config()).send(
      new GetObjectCommand({ Bucket, Key }),
    );
    return JSON.parse((await Body?.transformToString()) ?? '{}');
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw new serverless.classes.Error(
      `${Key} in ${Bucket} could not be read, which a rollback does first (s3:GetObject): ${(error as Error).message}`,
      'DEPLOYMENT_NOT_READ',
    );
  }
}
