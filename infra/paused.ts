import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { deployedMappings, functionOf, mappingNow, remaking, topicOf } from '../tools/mappings';
import type { ClientConfig } from './framework';

/** Finds what should poll and does not: what somebody paused, and what somebody deleted by hand. @param polling ids of mappings */
async function silentIn(config: ClientConfig, stackName: string, polling: readonly string[]) {
  const cloudFormation = new CloudFormationClient(config);
  const lambda = new LambdaClient(config);
  try {
    const mappings = (await deployedMappings(cloudFormation, stackName)).filter(({ id }) =>
      polling.includes(id),
    );
    const states = await Promise.all(
      mappings.map(async (mapping) => ({ mapping, now: await mappingNow(lambda, mapping) })),
    );
    return {
      gone: states.flatMap(({ mapping, now }) => (now ? [] : [mapping])),
      paused: states.flatMap(({ mapping, now }) =>
        now?.State === 'Disabled' || now?.State === 'Disabling'
          ? [{ topic: topicOf(now), parameter: `${functionOf(mapping)}Enabled` }]
          : [],
      ),
    };
  } finally {
    cloudFormation.destroy();
    lambda.destroy();
  }
}

/** Says what stands in the way of a deployment while something is paused; undefined when nothing does. @param polling ids of the mappings that are to poll */
export async function pausedProblem(
  config: ClientConfig,
  stackName: string,
  stage: string,
  polling: readonly string[],
): Promise<string | undefined> {
  const confirm = 'or say that you know: --param confirm=paused';
  try {
    const { gone, paused } = await silentIn(config, stackName, polling);
    const [first] = gone;
    if (first)
      return `Lambda has no mapping for ${gone.map(functionOf).join(', ')}: somebody deleted it by hand, and CloudFormation does not make it again. Deploy: ${remaking(first, `--stage ${stage}`)}, ${confirm}`;
    if (paused.length === 0) return undefined;
    return (
      `Paused: ${paused.map(({ topic }) => topic).join(', ')}. CloudFormation turns a mapping on as soon as anything of it changes. ` +
      `Resume first (npm run resume -- --stage ${stage}), let it stay so (${paused.map(({ parameter }) => `--param ${parameter}=false`).join(' ')}), ${confirm}`
    );
  } catch (error) {
    return `Whether something is paused is not known (${String(error)}). Deploy with permission to ask (cloudformation:ListStackResources, lambda:GetEventSourceMapping), ${confirm}`;
  }
}
