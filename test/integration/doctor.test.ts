import { type AwsApi, awsEnvironment, startAwsApi } from '../support/aws-api';
import { startCommand } from '../support/command';
import { ACCOUNT, HEALTHY, IDENTITY } from '../support/healthy-stage';
import { mappingsApi } from '../support/mappings-api';

let aws: AwsApi;
beforeAll(async () => {
  aws = await startAwsApi();
});
afterAll(() => aws.close());

const doctor = (...args: string[]) => startCommand('ops/doctor.ts', args, awsEnvironment(aws)).ended;

/** DNS is the network's; this test asks for none that has to be there. */
const WITHOUT_DNS = { ...HEALTHY, GetEmailIdentity: { ...IDENTITY, MailFromAttributes: {} } };

it('npm run doctor says what is right and what is not, and reads alone', async () => {
  aws.answers = { ...WITHOUT_DNS, GetAccount: { ...ACCOUNT, SendingEnabled: false } };

  const { code, out } = await doctor('--stage', 'prod');

  expect(out).toContain(
    'sending\n  ✓ SES is out of the sandbox\n  ✗ sending is paused for the whole account\n    → aws ses',
  );
  expect(out).toMatch(/✗ 1 {3}1 thing to mend\n$/);
  expect(code).toBe(1);
  expect(
    aws.requests
      .map(({ operation }) => operation)
      .filter((one) => !/^(?:Get|List|Describe|Filter|Simulate)/.test(one)),
  ).toEqual([]);
});

it('npm run doctor --json says the same to programs, and ends with 0 where nothing is wrong', async () => {
  aws.answers = WITHOUT_DNS;

  const { code, out } = await doctor('--stage', 'prod', '--json');

  expect(JSON.parse(out)).toMatchObject({ stack: 'notification-service-prod', region: 'eu-central-1' });
  expect(JSON.parse(out).findings).toContainEqual({
    check: 'tables',
    lines: expect.arrayContaining([{ mark: 'ok', text: 'log: old entries expire (expires_at)' }]),
  });
  expect(code).toBe(0);
});

it('npm run doctor fails in one sentence, with what to do, where AWS is not reached', async () => {
  const { code, err, out } = await startCommand('ops/doctor.ts', ['--stage', 'prod'], {
    ...awsEnvironment(aws),
    AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
  }).ended;

  expect(err).toMatch(
    /notification-service-prod \(eu-central-1\): not looked at: .*\nAWS was not reached: check --region/,
  );
  expect({ code, out }).toEqual({ code: 1, out: '' });
});

it('npm run doctor fails where its credentials permit nothing', async () => {
  aws.answers = {};

  const { code, err } = await doctor('--stage', 'prod');

  expect(err).toContain('not looked at: your credentials lack one of cloudformation:ListStackResources');
  expect(code).toBe(1);
});

it('npm run doctor says in one line that there is no such stage', async () => {
  aws.answers = mappingsApi([]);

  const { code, err, out } = await doctor('--stage', 'nowhere');

  expect(err).toContain('There is no stack notification-service-nowhere in eu-central-1.');
  expect({ code, out }).toEqual({ code: 1, out: '' });
});
