import { type Deployment, nameOf } from './deployment';

/** Says why a stack is not removed: the stage must be confirmed by its name. What is kept follows from the deployment, not from this command. */
export function removalProblems(deployment: Deployment): string[] {
  const { stage, parameters } = deployment;
  if (parameters.confirm.includes(stage)) return [];
  return [
    `confirm: removing ${nameOf(deployment)} ends all its notifications. Tables, failed records, logs and the sender identity are kept, ` +
      'but for what was last deployed with retainData=false. ' +
      `If you mean it, repeat with --param confirm=${stage}`,
  ];
}
