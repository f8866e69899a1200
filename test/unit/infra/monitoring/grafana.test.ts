import { ANY_LINKS, alertRules } from '../../../../infra/grafana/alerts';
import { dashboardOf } from '../../../../infra/grafana/dashboard';
import { ANY } from '../../../../infra/grafana/deployment';
import { alarms } from '../../../../infra/monitoring/alarms';
import { isRuleOn, keyOf } from '../../../support/alarm-rules';
import { textOf } from '../../../support/docs';
import { alertRulesIn, panelsIn, searchedIn, variablesIn } from '../../../support/grafana';

const rules = alertRulesIn(textOf('ops/grafana/alerts.json'));
const every = Object.entries(alarms(ANY.deployment));

describe('ops/grafana', () => {
  it.each([
    ['dashboard.json', () => dashboardOf(ANY)],
    ['alerts.json', () => alertRules(ANY, ANY_LINKS)],
  ])('%s is what `npm run grafana` writes', (file, made) => {
    expect(textOf(`ops/grafana/${file}`)).toBe(`${JSON.stringify(made(), null, 2)}\n`);
  });
});

describe('the alert rules', () => {
  it('are those of the alarms', () => {
    expect([...new Set(rules.map(({ alarm }) => alarm))].sort()).toEqual(every.map(([id]) => id).sort());
  });

  it('have ids of their own, which Grafana takes', () => {
    expect(new Set(rules.map(({ uid }) => uid)).size).toBe(rules.length);
    for (const { uid } of rules) expect(uid).toMatch(/^[\w-]{1,40}$/);
  });

  it('lie in a folder of the stage: a title is used once in a folder', () => {
    expect(new Set(rules.map(({ group }) => group.folder))).toEqual(
      new Set(['${service}-${stage} (${region})']),
    );
    expect(new Set(rules.map(({ title }) => title)).size).toBe(rules.length);
  });

  it('link their entries in the runbook', () => {
    const headings = [...textOf('docs/runbook.md').matchAll(/^### (\w+)$/gm)].map(
      ([, name = '']) => `\${runbook}#${name.toLowerCase()}`,
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

  it.each(every)('go off when enough periods reach the threshold of the alarm: %s', (id, alarm) => {
    const { minutes = 5, periods = 1, datapoints = periods, threshold, silence } = alarm;
    const own = rules.filter((rule) => rule.alarm === id);

    for (const { period, evaluator, expression } of own) {
      expect(period).toBe(String(minutes * 60));
      if (silence) {
        // Where nothing is told, no period is good.
        expect(expression).toContain(`>= ${threshold}, 0, 1)`);
        expect(evaluator).toEqual({ type: 'lt', params: [periods - datapoints + 0.5] });
      } else {
        // More than 2.5 are at least 3.
        expect(expression).toContain(`>= ${threshold}, 1, 0)`);
        expect(evaluator).toEqual({ type: 'gt', params: [datapoints - 0.5] });
      }
    }
  });

  it('look at as many periods as the alarms do, of which the last is two minutes old; at one more for a rate', () => {
    const lasting = every.filter(([, { periods = 1, datapoints = periods }]) => datapoints > 1);
    for (const [id, { minutes = 5, periods = 1, expression = '' }] of lasting) {
      const looked = expression.includes('RATE') ? periods + 1 : periods;
      for (const { range } of rules.filter(({ alarm }) => alarm === id))
        expect([id, range]).toEqual([id, { from: looked * minutes * 60 + 120, to: 180 }]);
    }
  });

  it('look back far enough for a metric that is found 15 minutes after its first value', () => {
    const once = every.filter(([, { periods = 1, datapoints = periods }]) => datapoints === 1);
    for (const [id] of once)
      for (const { range, group } of rules.filter(({ alarm }) => alarm === id)) {
        expect(group.interval).toBe('5m');
        expect([id, range.from >= (15 + 5) * 60 + 120]).toEqual([id, true]);
      }
  });

  it('OldDocuments does not go off and on with the hours: S3 writes the number of a day until the end of the next', () => {
    const day = 1_440;
    const measured = new Map([
      [
        keyOf('AWS/S3', 'BucketSizeBytes', {
          BucketName: '${on_failure_bucket}',
          StorageType: 'IntelligentTieringFAStorage',
        }),
        Object.assign([], { [3 * day]: [[4_000, 1]] }),
      ],
    ]);
    const [rule] = rules.filter(({ alarm }) => alarm === 'OldDocuments');

    // The next number is written at the latest when day 5 ends.
    for (let now = 3 * day + 5; now < 6 * day; now += 60)
      expect(rule && isRuleOn(rule, measured, now)).toBe(true);
  });

  it('ask for as many metrics as docs/monitoring.md says', () => {
    const asked = rules.flatMap(({ expression }) => searchedIn(expression));

    expect(textOf('docs/monitoring.md')).toContain(`asks for ${asked.length} metrics at most`);
  });

  it('go off in silence where the alarms do', () => {
    const silent = rules.filter(({ noDataState }) => noDataState === 'Alerting').map(({ title }) => title);

    expect(silent.sort()).toEqual(
      every.flatMap(([id, { silence }]) => (silence === 'breaching' ? [id] : [])).sort(),
    );
  });
});

it('stages of the same name in two Regions share nothing in one Grafana', () => {
  const [here, there] = ['eu-central-1', 'us-east-1'].map((region) => {
    const watched = { ...ANY, deployment: { ...ANY.deployment, region } };
    const file = alertRulesIn(JSON.stringify(alertRules(watched, ANY_LINKS)));
    const { uid } = JSON.parse(JSON.stringify(dashboardOf(watched)));
    return [uid, ...file.flatMap((rule) => [rule.uid, rule.group.folder])];
  });

  expect(there?.filter((name) => here?.includes(name))).toEqual([]);
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

  it('says of each query that it searches metrics: otherwise its page asks nothing', () => {
    const asked = panelsIn(dashboard)
      .flatMap(({ targets = [] }) => targets)
      .filter(({ queryMode }) => queryMode === 'Metrics');

    expect(new Set(asked.map(({ metricQueryType }) => metricQueryType))).toEqual(new Set([0]));
  });

  it('uses the variables that it has, and no name that only CloudFormation knows', () => {
    const used = new Set([...dashboard.matchAll(/\$\{([^}]+)\}/g)].map(([, name]) => name));

    expect([...used].sort()).toEqual(
      variablesIn(dashboard)
        .map(({ name }) => name)
        .sort(),
    );
  });

  it('opens with the stage prod', () => {
    expect(variablesIn(dashboard)).toEqual(
      expect.arrayContaining([
        { name: 'service', value: 'notification-service' },
        { name: 'stage', value: 'prod' },
        { name: 'region', value: 'eu-central-1' },
      ]),
    );
  });
});
