import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { alertRules } from '../infra/grafana/alerts';
import { dashboardOf } from '../infra/grafana/dashboard';
import { EXIT, parseCommandLine, run } from '../tools/command';

const FOLDER = 'ops/grafana';

const HELP = `Writes the dashboard and the alert rules for Grafana, from the definitions of the CloudWatch dashboard and alarms.

Usage: npm run grafana

  -h, --help  print this text

Writes ${FOLDER}/dashboard.json and ${FOLDER}/alerts.json. docs/monitoring.md says how Grafana gets them.
`;

async function main(args: string[]): Promise<number> {
  parseCommandLine({ args });
  const folder = join(__dirname, '..', FOLDER);
  mkdirSync(folder, { recursive: true });
  for (const [file, content] of [
    ['dashboard.json', dashboardOf()],
    ['alerts.json', alertRules()],
  ] as const) {
    writeFileSync(join(folder, file), `${JSON.stringify(content, null, 2)}\n`);
    process.stdout.write(`${FOLDER}/${file}\n`);
  }
  return EXIT.ended;
}

run('grafana', main, HELP);
