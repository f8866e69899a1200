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
}

interface Template {
  readonly Resources?: Readonly<Record<string, { readonly Properties?: { readonly Enabled?: unknown } }>>;
}

const isFirst = (error: unknown): boolean => /does not exist/.test(String(error));

/**
 * Names the topics that somebody paused: their mappings are off in Lambda, and on in the template that is deployed now. One that the last
 * deployment itself turned off is none of them.
 */
export async function pausedTopics(
  config: ClientConfig,
  stackName: string,
  polling: readonly PollingMapping[],
): Promise<string[]> {
  const cloudFormation = new CloudFormationClient(config);
  const lambda = new LambdaClient(config);
  try {
    const deployed = await deployedMappings(cloudFormation, stackName);
    const { TemplateBody = '{}' } = await cloudFormation.send(
      new GetTemplateCommand({ StackName: stackName }),
    );
    const template: Template = JSON.parse(TemplateBody);
    const states = await Promise.all(
      polling.map(async ({ id, topic }) => {
        const mapping = deployed.find((one) => one.id === id);
        if (!mapping || template.Resources?.[id]?.Properties?.Enabled === false) return [];
        const { State } = await mappingNow(lambda, mapping);
        return State === 'Disabled' || State === 'Disabling' ? [topic] : [];
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
    const topics = await pausedTopics(config, stackName, polling);
    if (topics.length === 0) return undefined;
    return (
      `Paused: ${topics.join(', ')}. CloudFormation turns a mapping on as soon as anything of it changes. ` +
      `Resume first (npm run resume -- --stage ${stage}), let it stay so (--param enabled=false), ${confirm}`
    );
  } catch (error) {
    return `Whether something is paused is not known (${String(error)}). Deploy with permission to ask (cloudformation:ListStackResources, cloudformation:GetTemplate, lambda:GetEventSourceMapping), ${confirm}`;
  }
}
