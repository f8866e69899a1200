import { alertRules } from '../../../../infra/grafana/alerts';
import { dashboardOf } from '../../../../infra/grafana/dashboard';
import { VARIABLE } from '../../../../infra/grafana/deployment';
import { alarms } from '../../../../infra/monitoring/alarms';
import { textOf } from '../../../support/docs';
import { alertRulesIn, panelsIn, variablesIn } from '../../../support/grafana';

const rules = alertRulesIn(textOf('ops/grafana/alerts.json'));
const every = Object.entries(alarms(VARIABLE));

describe('ops/grafana', () => {
  it.each([
    ['dashboard.json', dashboardOf],
    ['alerts.json', alertRules],
  ])('%s is what `npm run grafana` writes', (file, made) => {
    expect(textOf(`ops/grafana/${file}`)).toBe(`${JSON.stringify(made(), null, 2)}\n`);
  });
});

describe('the alert rules', () => {
  it('are those of the alarms', () => {
    const names = rules.map(({ title }) => title.replace(/ \(\d\)$/, ''));

    expect([...new Set(names)].sort()).toEqual(every.map(([id]) => id).sort());
  });

  it('have ids of their own, which leave 14 characters for the stage', () => {
    const uids = rules.map(({ uid }) => uid.replace('${NOTIFICATIONS_STAGE}', ''));

    expect(new Set(uids).size).toBe(rules.length);
    for (const uid of uids) expect(uid.length).toBeLessThanOrEqual(40 - 14);
  });

  it('link their entries in the runbook', () => {
    const headings = [...textOf('docs/runbook.md').matchAll(/^### (\w+)$/gm)].map(
      ([, name = '']) => `\${NOTIFICATIONS_RUNBOOK}#${name.toLowerCase()}`,
    );

    expect(headings).toEqual(expect.arrayContaining(rules.map(({ annotations }) => annotations.runbook_url)));
  });

  it('have formulas that CloudWatch takes: 1,024 characters of a search, 2,048 in all', () => {
    for (const { expression } of rules) {
      expect(expression.length).toBeLessThanOrEqual(2_048);
      for (const [search] of expression.matchAll(/SEARCH\('[^']+'/g))
        expect(search.length).toBeLessThanOrEqual(1_024);
    }
  });

  it('refer to nothing but themselves: Grafana makes no rule of a formula over other queries', () => {
    const words = rules.flatMap(({ expression }) =>
      [...expression.replaceAll(/SEARCH\('[^']+', '\w+', \d+\)/g, '').matchAll(/[a-z]\w*/gi)].map(
        ([word]) => word,
      ),
    );

    expect([...new Set(words)].sort()).toEqual(['AND', 'FILL', 'IF', 'MAX', 'RATE', 'SUM']);
  });

  it('are over the complete periods in which CloudWatch looks, and as many of them', () => {
    for (const [id, { minutes = 5, periods = 1, datapoints = periods, threshold }] of every) {
      const own = rules.filter(({ title }) => title.replace(/ \(\d\)$/, '') === id);
      for (const { range, period, needed, expression } of own) {
        expect([id, range.from - range.to, range.to]).toEqual([id, periods * minutes * 60, minutes * 60]);
        expect([id, period, needed]).toEqual([id, String(minutes * 60), datapoints]);
        expect(expression).toContain(`>= ${threshold}, 1, 0)`);
      }
    }
  });

  it('take from the environment what docs/monitoring.md lists', () => {
    const named = (text: string) => [...new Set(text.match(/NOTIFICATIONS_\w+/g))].sort();

    const file = textOf('ops/grafana/alerts.json');

    expect(named(textOf('docs/monitoring.md'))).toEqual(named(file));
    // Grafana would take any other for a variable too.
    expect(file.replaceAll(/\$\{NOTIFICATIONS_\w+\}/g, '')).not.toContain('$');
  });

  it('go off in silence where the alarms do', () => {
    const silent = rules.filter(({ noDataState }) => noDataState === 'Alerting').map(({ title }) => title);

    expect(silent.sort()).toEqual(
      every.flatMap(([id, { silence }]) => (silence === 'breaching' ? [id] : [])).sort(),
    );
  });
});

describe('the dashboard', () => {
  const dashboard = textOf('ops/grafana/dashboard.json');

  it('has a panel for what the team asks', () => {
    expect(panelsIn(dashboard).map(({ title }) => title)).toEqual(
      expect.arrayContaining([
        'How records ended',
        'How text messages ended',
        'How pushes ended',
        'Mails sent, by topic',
        'Consumer lag, by topic',
        'How long a mail waits for its turn',
        'What became of mails',
      ]),
    );
  });

  it('uses the variables that it has, and no name that only CloudFormation knows', () => {
    const used = new Set([...dashboard.matchAll(/\$\{([^}]+)\}/g)].map(([, name]) => name));

    expect([...used].sort()).toEqual(variablesIn(dashboard).sort());
    expect(variablesIn(dashboard)).toEqual(expect.arrayContaining(['stage', 'region']));
  });
});
