// The framework itself loads these two clients, so they cost a command nothing.
import { CloudFormationClient, GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { deployedMappings, mappingNow } from '../tools/mappings';
import type { ClientConfig } from './framework';

/** A mapping that a deployment is to turn on, or to leave on. */
export interface PollingMapping {
  /** Its id in the template. */
  readonly id: string;
  readonly topic: string;
  /** Of its function. */
  readonly name: string;
}

interface Template {
  readonly Resources?: Readonly<Record<string, { readonly Properties?: { readonly Enabled?: unknown } }>>;
}

const isFirst = (error: unknown): boolean => /does not exist/.test(String(error));

/**
 * Finds what somebody paused: mappings that are off in Lambda, and on in the template that is deployed now. One that the last
 * deployment itself turned off is none of them.
 */
async function pausedIn(
  config: ClientConfig,
  stackName: string,
  polling: readonly PollingMapping[],
): Promise<PollingMapping[]> {
  const cloudFormation = new CloudFormationClient(config);
  const lambda = new LambdaClient(config);
  try {
    const deployed = await deployedMappings(cloudFormation, stackName);
    const { TemplateBody = '{}' } = await cloudFormation.send(
      new GetTemplateCommand({ StackName: stackName }),
    );
    const template: Template = JSON.parse(TemplateBody);
    const states = await Promise.all(
      polling.map(async (wanted) => {
        const mapping = deployed.find(({ id }) => id === wanted.id);
        if (!mapping || template.Resources?.[wanted.id]?.Properties?.Enabled === false) return [];
        const { State } = await mappingNow(lambda, mapping);
        return State === 'Disabled' || State === 'Disabling' ? [wanted] : [];
      }),
    );
    return states.flat();
  } catch (error) {
    if (isFirst(error)) return [];
    throw error;
  } finally {
    cloudFormation.destroy();
    lambda.destroy();
  }
}

/** Says what stands in the way of a deployment while something is paused; undefined when nothing does. */
export async function pausedProblem(
  config: ClientConfig,
  stackName: string,
  stage: string,
  polling: readonly PollingMapping[],
): Promise<string | undefined> {
  const confirm = 'or say that you know: --param confirm=paused';
  try {
    const paused = await pausedIn(config, stackName, polling);
    if (paused.length === 0) return undefined;
    return (
      `Paused: ${paused.map(({ topic }) => topic).join(', ')}. CloudFormation turns a mapping on as soon as anything of it changes. ` +
      `Resume first (npm run resume -- --stage ${stage}), let it stay so (${paused.map(({ name }) => `--param ${name}Enabled=false`).join(' ')}), ${confirm}`
    );
  } catch (error) {
    return `Whether something is paused is not known (${String(error)}). Deploy with permission to ask (cloudformation:ListStackResources, cloudformation:GetTemplate, lambda:GetEventSourceMapping), ${confirm}`;
  }
}
