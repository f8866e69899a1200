import { execFileSync } from 'node:child_process';
import { load } from 'js-yaml';
import * as z from 'zod';
import { SOURCES } from '../../../tools/stacks/deployments';
import { propertiesOf } from '../../support/computed-stack';
import { ROOT, textOf } from '../../support/docs';

const expression = (text: string) => `\${{ ${text} }}`;

const VARIABLES = z.record(z.string(), z.coerce.string()).default({});

/** What these tests look at of a workflow of GitHub. */
const WORKFLOW = z.object({
  concurrency: z.unknown().optional(),
  jobs: z.record(
    z.string(),
    z.object({
      env: VARIABLES,
      concurrency: z.object({ 'cancel-in-progress': z.boolean() }).optional(),
      steps: z.array(z.object({ run: z.string().default(''), with: VARIABLES })),
    }),
  ),
});

const POLICY = z.object({ Statement: z.array(z.object({ Sid: z.string(), Resource: z.unknown() })) });

const { concurrency, jobs } = WORKFLOW.parse(load(textOf('.github/workflows/deploy.yml')));
const deploying = Object.entries(jobs).filter(([, { steps }]) =>
  steps.some(({ run }) => run.includes('npx serverless')),
);

describe('the policy of the role that deploys', () => {
  const [, option = ''] = /`(-e s:role[^`]+)`/.exec(textOf('docs/pipeline.md')) ?? [];
  const out = execFileSync('sed', [...option.split(' '), 'docs/deploy-role.json'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  const policy = POLICY.parse(JSON.parse(out));

  it.each(['Roles', 'RolesOfFunctions'])(
    'names roles with their path, as docs/pipeline.md says: %s',
    (sid) => {
      const [role] = propertiesOf<{ Path: string }>(
        { ...SOURCES.msk, rolePath: '/teams/shop/' },
        'AWS::IAM::Role',
      );

      expect(policy.Statement.find(({ Sid }) => Sid === sid)?.Resource).toBe(
        `arn:aws:iam::123456789012:role${role?.Path}notification-service-prod-*`,
      );
    },
  );
});

describe('the workflow that deploys', () => {
  it.each(deploying)('knows the Region of the stage: %s', (_, { env, steps }) => {
    const regions = [env.AWS_REGION, ...steps.map((step) => step.with['aws-region'])];

    expect(regions).toContain(expression('vars.AWS_REGION'));
  });

  it('lets one deployment wait for another, and no test or review for an approval', () => {
    const found = Object.entries(jobs).flatMap(([name, job]) =>
      job.concurrency ? [[name, job.concurrency]] : [],
    );

    expect(found).toEqual([['deploy', { 'cancel-in-progress': false }]]);
    expect(concurrency).toBeUndefined();
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

      const out = execFileSync('bash', ['-ec', shown], {
        env: { PATH: process.env.PATH, CONFIRM, PARAMS },
        stdio: ['ignore', 'pipe', 'inherit'],
      });

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
