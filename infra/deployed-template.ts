import { GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import type { Serverless, StackProvider } from './framework';

interface Framework extends Pick<Serverless, 'classes'> {
  getProvider(name: 'aws'): StackProvider;
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
