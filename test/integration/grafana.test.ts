import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stackOf } from '../../infra/stack';
import { CHANNELS, SOURCES } from '../../tools/stacks/deployments';
import { type Answers, type AwsApi, awsEnvironment, startAwsApi } from '../support/aws-api';
import { startCommand } from '../support/command';
import { alertRulesIn, panelsIn } from '../support/grafana';
import { mappingsApi } from '../support/mappings-api';

let aws: AwsApi;
let folder: string;
beforeAll(async () => {
  aws = await startAwsApi();
  folder = mkdtempSync(join(tmpdir(), 'grafana-'));
});
afterAll(async () => {
  await aws.close();
  rmSync(folder, { recursive: true });
});

/** AWS with the stack `notification-service-prod` of these parameters. Each resource is called as in the template, in lower case. */
function deployed(parameters: Readonly<Record<string, string>>): Answers {
  const template = stackOf({
    service: 'notification-service',
    stage: 'prod',
    region: 'eu-central-1',
    version: 'v1.2.3',
    raw: { ...SOURCES.msk, ...parameters },
  }).resources;
  const ids = [...Object.keys(template.Resources), ...Object.keys(template.extensions)];
  return {
    GetTemplate: { TemplateBody: JSON.stringify(template) },
    ListStackResources: {
      StackResourceSummaries: [...new Set(ids)].map((id) => ({
        LogicalResourceId: id,
        ResourceType: 'AWS::Some::Type',
        PhysicalResourceId: id.includes('Queue')
          ? `https://sqs.example/1/${id}`.toLowerCase()
          : id.toLowerCase(),
      })),
    },
  };
}

const GIVEN = ['--data-source', 'cw-1', '--runbook', 'https://git.example/runbook.md'];

const grafana = (...args: string[]) => startCommand('local/grafana.ts', args, awsEnvironment(aws)).ended;

async function written(parameters: Readonly<Record<string, string>>) {
  aws.answers = deployed(parameters);
  const { code, err } = await grafana('--stage', 'prod', ...GIVEN, '--out', folder);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const [alerts, dashboard] = ['alerts', 'dashboard'].map((name) =>
    readFileSync(join(folder, `${name}.json`), 'utf8'),
  ) as [string, string];
  return { alerts, dashboard, rules: alertRulesIn(alerts) };
}

it('npm run grafana writes the rules of a stage, with its names and no variable: Grafana would not fill it in', async () => {
  const { alerts, rules } = await written({});

  expect(alerts).not.toContain('$');
  expect(rules.find(({ title }) => title === 'DroppedEvents')).toMatchObject({
    dataSource: 'cw-1',
    annotations: { runbook_url: 'https://git.example/runbook.md#droppedevents' },
    group: { name: 'notification-service-prod', folder: 'notification-service-prod (eu-central-1)' },
    expression: expect.stringContaining(
      '"EventSourceMappingUUID"=("deliverynotificationeventsourcemappingmskshopdeliverynotification" OR "ordernotification',
    ),
  });
  expect(rules.find(({ title }) => title === 'MailEventsFailed')?.expression).toContain(
    '"QueueName"="maileventsdeadletterqueue"',
  );
});

it('npm run grafana writes the rules that the stage has alarms for, with its thresholds', async () => {
  const { rules } = await written({
    orderNotificationEnabled: 'false',
    timeout: '200',
    sesRegion: 'eu-west-1',
  });
  const titles = rules.map(({ title }) => title);

  expect(titles).toContain('PollersSilentPaymentNotification');
  expect(titles).not.toContain('PollersSilentOrderNotification');
  expect(titles).not.toContain('BounceRate');
  expect(titles).not.toContain('SmsHalted');
  expect(rules.find(({ title }) => title === 'NearTimeout')?.expression).toContain('>= 180000, 1, 0)');
});

it('npm run grafana writes which rules Grafana deletes: those that another deployment of the stage had', async () => {
  const { rules } = await written({ ...CHANNELS, preferencesPage: 'true', allowedRecipients: '*' });
  const fewer = await written({ orderNotificationEnabled: 'false', sesRegion: 'eu-west-1' });
  const { deleteRules } = JSON.parse(fewer.alerts);
  const kept = fewer.rules.map(({ uid }) => uid);
  const gone = rules.filter(({ uid }) => !kept.includes(uid));

  expect(gone.map(({ title }) => title)).toEqual(
    expect.arrayContaining(['PollersSilentOrderNotification', 'BounceRate', 'SmsHalted']),
  );
  expect(deleteRules).toEqual(gone.map(({ uid }) => ({ orgId: 1, uid })));
});

it('npm run grafana writes a dashboard of the stage, on which the data source alone can be chosen', async () => {
  const { dashboard } = await written({});

  expect([...new Set(dashboard.match(/(?<=\$\{)[^}]*/g))]).toEqual(['cloudwatch']);
  expect(JSON.parse(dashboard)).toMatchObject({
    title: 'Order notifications: notification-service-prod (eu-central-1)',
  });
  expect(panelsIn(dashboard).map(({ title }) => title)).not.toContain('How text messages ended');
});

it.each([
  ['no stage', ['--data-source', 'cw-1'], 2, 'Say where: add --stage <stage>.'],
  ['no data source', ['--stage', 'prod'], 2, 'add --data-source <uid>'],
  [
    'the name of a data source',
    ['--stage', 'prod', '--data-source', 'CloudWatch prod', '--runbook', 'https://git.example/runbook.md'],
    2,
    '--data-source: expected a uid of letters, digits, - and _, found "CloudWatch prod"',
  ],
  ['no runbook', ['--stage', 'prod', '--data-source', 'cw-1'], 2, 'add --runbook <address>'],
  [
    'a runbook that is no address',
    ['--stage', 'prod', '--data-source', 'cw-1', '--runbook', 'docs:runbook.md'],
    2,
    '--runbook: expected an address such as https://…, without #, found "docs:runbook.md"',
  ],
  [
    'a runbook with a heading',
    ['--stage', 'prod', '--data-source', 'cw-1', '--runbook', 'https://git.example/runbook.md#alarms'],
    2,
    'without #, found "https://git.example/runbook.md#alarms"',
  ],
  [
    'a stage that is not there',
    ['--stage', 'nowhere', ...GIVEN],
    1,
    'There is no stack notification-service-nowhere in eu-central-1.',
  ],
])('npm run grafana says what is wrong: %s', async (_, args, expected, message) => {
  aws.answers = mappingsApi([]);

  const { code, err } = await grafana(...args);

  expect(err).toContain(message);
  expect(code).toBe(expected);
});

it.each([
  ['is of a version that does not describe itself', '{"Resources":{}}'],
  ['has no template yet', ''],
])('npm run grafana says what to do where the stack %s', async (_, TemplateBody) => {
  aws.answers = { ...deployed({}), GetTemplate: { TemplateBody } };

  const { code, err } = await grafana('--stage', 'prod', ...GIVEN);

  expect(err).toContain(
    'notification-service-prod (eu-central-1) does not say its parameters. Deploy this version first',
  );
  expect(code).toBe(1);
});

it('npm run grafana writes nothing where the stack lacks what its parameters want', async () => {
  const answers = deployed({});
  aws.answers = { ...answers, ListStackResources: { StackResourceSummaries: [] } };

  const { code, err, out } = await grafana('--stage', 'prod', ...GIVEN);

  expect(err).toContain(
    'notification-service-prod (eu-central-1) has no DeliveryNotificationEventSourceMapping',
  );
  expect({ code, out }).toEqual({ code: 1, out: '' });
});
