import { GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import { GetObjectCommand, ListObjectsV2Command, NoSuchKey, S3Client } from '@aws-sdk/client-s3';
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

/** Where the framework keeps the packages of a stage: each in a folder whose name is its time. */
function packagesOf(serverless: FrameworkWithBucket): string {
  const provider = serverless.getProvider('aws');
  return `${[provider.getDeploymentPrefix(), serverless.service.service, provider.getStage()].join('/')}/`;
}

/**
 * Tells whether the package that was uploaded last is the one that is deployed. After a deployment that failed it is not, nor after a
 * rollback; the framework compares with it all the same, and would find nothing to deploy.
 * Source: serverless/serverless#3983.
 */
export async function isLastUploadDeployed(
  serverless: FrameworkWithBucket,
  deployed: unknown,
): Promise<boolean> {
  const provider = serverless.getProvider('aws');
  const { CommonPrefixes = [] } = await new S3Client(await provider.getAwsSdkV3Config()).send(
    new ListObjectsV2Command({
      Bucket: await provider.getServerlessDeploymentBucketName(),
      Prefix: packagesOf(serverless),
      Delimiter: '/',
    }),
  );
  const last =
    CommonPrefixes.map(({ Prefix = '' }) => Prefix)
      .sort()
      .at(-1) ?? '';
  return JSON.stringify(deployed).includes(last);
}

/**
 * Reads the template of a former deployment, which the framework keeps in its bucket for `rollback`.
 * @param timestamp of `deploy list`: milliseconds since the epoch, or ISO 8601 @returns undefined when there is none
 */
export async function formerTemplate(serverless: FrameworkWithBucket, timestamp: string): Promise<unknown> {
  const provider = serverless.getProvider('aws');
  // The framework takes it for text first, and then for a number.
  const date = [new Date(timestamp), new Date(Number(timestamp))].find((one) => !Number.isNaN(one.getTime()));
  if (date === undefined) {
    throw new serverless.classes.Error(
      `--timestamp: expected one that \`serverless deploy list\` says, found ${JSON.stringify(timestamp)}`,
      'NO_TIMESTAMP',
    );
  }
  const Key = `${packagesOf(serverless)}${date.getTime()}-${date.toISOString()}/${provider.naming.getCompiledTemplateS3Suffix()}`;
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
