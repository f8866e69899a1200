import { load } from 'js-yaml';
import * as z from 'zod';
import { textOf } from '../../support/docs';

const expression = (text: string) => `\${{ ${text} }}`;

const VARIABLES = z.record(z.string(), z.coerce.string()).default({});

/** What these tests look at of a workflow of GitHub. */
const WORKFLOW = z.object({
  jobs: z.record(
    z.string(),
    z.object({
      env: VARIABLES,
      steps: z.array(z.object({ run: z.string().default(''), with: VARIABLES })),
    }),
  ),
});

const { jobs } = WORKFLOW.parse(load(textOf('.github/workflows/deploy.yml')));
const deploying = Object.entries(jobs).filter(([, { steps }]) =>
  steps.some(({ run }) => run.includes('npx serverless')),
);

describe('the workflow that deploys', () => {
  it.each(deploying)('knows the Region of the stage: %s', (_, { env, steps }) => {
    const regions = [env.AWS_REGION, ...steps.map((step) => step.with['aws-region'])];

    expect(regions).toContain(expression('vars.AWS_REGION'));
  });
});
