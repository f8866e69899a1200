import { execFileSync } from 'node:child_process';
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

  it.each([
    ['', '', []],
    ['contactsTableArn,source', '', ['confirm=contactsTableArn,source']],
    ['', 'orderNotificationMapping=false batchSize=50', ['orderNotificationMapping=false', 'batchSize=50']],
    [
      'a; touch b',
      '$(id) `id` * --stage=dev "',
      ['confirm=a; touch b', '$(id)', '`id`', '*', '--stage=dev', '"'],
    ],
  ])(
    'takes %j and %j as what is confirmed, and as parameters of one deployment',
    (CONFIRM, PARAMS, params) => {
      const [script = ''] = (jobs.deploy?.steps ?? [])
        .map(({ run }) => run)
        .filter((run) => run.includes('npx serverless deploy'));
      const shown = script.replace('npx serverless', "printf '%s\\n'");

      const out = execFileSync('bash', ['-ec', shown], { env: { PATH: process.env.PATH, CONFIRM, PARAMS } });

      expect(out.toString().trimEnd().split('\n')).toEqual([
        'deploy',
        ...['--stage', 'prod'],
        ...params.flatMap((param) => ['--param', param]),
      ]);
      // What is typed must not be part of the script, where the shell would run it.
      expect(script).not.toContain('inputs.');
    },
  );
});
