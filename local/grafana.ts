import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { CloudFormationClient, GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import { ANY_LINKS, alertRules } from '../infra/grafana/alerts';
import { dashboardOf } from '../infra/grafana/dashboard';
import { ANY, type NamedDeployment, namedDeploymentOf } from '../infra/grafana/deployment';
import {
  AWS_PLACE_HELP,
  AWS_PLACE_OPTIONS,
  type AwsPlace,
  awsPlaceOf,
  nameOfPlace,
  noStack,
  stackName,
} from '../ops/place';
import { EXIT, Problem, parseCommandLine, run, UsageError } from '../tools/command';
import { deployedResources } from '../tools/mappings';
import { wrongValue } from '../tools/options';

const FOLDER = join(__dirname, '../ops/grafana');

const HELP = `Writes the dashboard and the alert rules for Grafana, from the definitions of the CloudWatch dashboard and alarms.

  npm run grafana -- --stage <stage> --data-source <uid> --runbook <address> [options]
  npm run grafana

${AWS_PLACE_HELP}
  --data-source <uid> uid of Grafana's CloudWatch data source; its page in Grafana has it at the end of its address
  --runbook <address> where your team reads docs/runbook.md; each alert links its entry there
  --out <folder>      where to write (default: ops/grafana/<stage>)
  -h, --help          print this text

With a stage it reads the stack, and writes what the stage has: its channels and topics, the thresholds of its parameters, its names.
Without, it renews the files of this repository, which have variables for all of that; Grafana fills them into the dashboard, and not
into rules. docs/monitoring.md says how Grafana gets the files.

Permissions: cloudformation:GetTemplate, cloudformation:ListStackResources.

Exit code: 0 written; 1 something went wrong; 2 wrong options.
`;

function write(folder: string, dashboard: object, alerts: object): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of [
    ['dashboard.json', dashboard],
    ['alerts.json', alerts],
  ] as const) {
    const file = join(folder, name);
    writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
    process.stdout.write(`${relative(process.cwd(), file)}\n`);
  }
}

/** Reads what a stack says of itself. @throws Problem when there is none, or it is of a version that says nothing */
async function readDeployment(place: AwsPlace): Promise<NamedDeployment> {
  const client = new CloudFormationClient({ region: place.region });
  const StackName = stackName(place);
  try {
    const [{ TemplateBody }, resources] = await Promise.all([
      client.send(new GetTemplateCommand({ StackName })),
      deployedResources(client, StackName),
    ]);
    // A stack whose first deployment has not begun has no template.
    const parameters = JSON.parse(TemplateBody || '{}').Metadata?.Parameters;
    if (parameters === undefined)
      throw new Problem(
        `${nameOfPlace(place)} does not say its parameters. Deploy this version first: npx serverless deploy --stage ${place.stage}`,
      );
    return namedDeploymentOf(
      place,
      parameters,
      new Map(resources.map(({ id, physicalId }) => [id, physicalId])),
    );
  } catch (error) {
    return noStack(place, error);
  } finally {
    client.destroy();
  }
}

async function main(args: string[]): Promise<number> {
  const { values } = parseCommandLine({
    args,
    options: {
      ...AWS_PLACE_OPTIONS,
      'data-source': { type: 'string' },
      runbook: { type: 'string' },
      out: { type: 'string' },
    },
  });
  if (args.length === 0) {
    write(FOLDER, dashboardOf(ANY), alertRules(ANY, ANY_LINKS));
    return EXIT.ended;
  }
  const place = awsPlaceOf(values, process.env);
  const { 'data-source': dataSource, runbook, out = join(FOLDER, place.stage) } = values;
  if (!dataSource) throw new UsageError("Say the uid of Grafana's data source: add --data-source <uid>.");
  if (!runbook) throw new UsageError('Say where your team reads docs/runbook.md: add --runbook <address>.');
  if (!/^[\w-]{1,40}$/.test(dataSource))
    throw wrongValue('--data-source', 'a uid of letters, digits, - and _', dataSource);
  // Each alert adds the heading of its entry.
  if (!/^https?:[^#]+$/.test(runbook) || !URL.canParse(runbook))
    throw wrongValue('--runbook', 'an address such as https://…, without #', runbook);
  const what = await readDeployment(place);
  const alerts = alertRules(what, { dataSource, runbook });
  const [missing] = /\$\{\w+/.exec(JSON.stringify(alerts)) ?? [];
  if (missing)
    throw new Problem(
      `${nameOfPlace(place)} has no ${missing.slice(2)}, which its parameters want. Deploy again, then write the files.`,
    );
  write(out, dashboardOf(what, `Order notifications: ${nameOfPlace(place)}`), alerts);
  return EXIT.ended;
}

run('grafana', main, HELP);
