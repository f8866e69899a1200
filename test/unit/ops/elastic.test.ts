import { logLines } from '../../../lib/runtime/log-line';
import template from '../../../ops/elastic/index-template.json';
import pipeline from '../../../ops/elastic/ingest-pipeline.json';
import retention from '../../../ops/elastic/opensearch-retention.json';
import { textOf } from '../../support/docs';

const FIELDS = Object.keys(template.template.mappings.properties);

interface SavedObject {
  readonly type: string;
  readonly id: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly references: ReadonlyArray<{ readonly type: string; readonly id: string }>;
}

const objects: SavedObject[] = textOf('ops/elastic/dashboard.ndjson')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line));

const ofType = (type: string) => objects.filter((object) => object.type === type);
const nameOf = ({ type, id }: { readonly type: string; readonly id: string }) => `${type} ${id}`;

/** The fields that a saved object reads: of its aggregations, its columns and its query. */
function fieldsOf({ attributes }: SavedObject): string[] {
  const { visState, columns, kibanaSavedObjectMeta } = attributes as {
    visState?: string;
    columns?: string[];
    kibanaSavedObjectMeta: { searchSourceJSON: string };
  };
  const { query } = JSON.parse(kibanaSavedObjectMeta.searchSourceJSON) as { query: { query: string } };
  const { aggs = [] } = JSON.parse(visState ?? '{}') as { aggs?: Array<{ params: { field?: string } }> };
  return [
    ...aggs.flatMap(({ params }) => params.field ?? []),
    ...(columns ?? []),
    ...[...query.query.matchAll(/([\w.]+) :/g)].map(([, field = '']) => field),
  ];
}

describe('the index template', () => {
  it('is for the data stream that the lines name, and keeps it for 30 days', () => {
    expect(template.index_patterns).toEqual(['logs-notification_service.log-*']);
    expect(template.template.lifecycle).toEqual({ data_retention: '30d' });
    expect(template.template.settings.index.default_pipeline).toBe('notification-logs');
  });

  it('comes before the one that Elasticsearch has for all logs, whose priority is 100', () => {
    expect(template.priority).toBeGreaterThan(100);
  });

  it('has only types that OpenSearch has from 2.12 on; `wildcard` of 2.15 breaks searches in all fields', () => {
    const types = Object.values(template.template.mappings.properties).map(({ type }) => type);

    expect(new Set(types)).toEqual(new Set(['date', 'keyword', 'match_only_text', 'long', 'object']));
  });

  it('has no field that docs/architecture.md does not have', () => {
    const section =
      textOf('docs/architecture.md').split('\n## Logs and metrics\n')[1]?.split('\n## ')[0] ?? '';
    const named = new Set([...section.matchAll(/`([^`]+)`/g)].map(([, name]) => name));
    const ofTheShipper = [
      'aws.cloudwatch.log_group',
      'aws.cloudwatch.log_stream',
      'event.kind',
      'error.message',
    ];
    const isMetric = (name: string) => /^[A-Z]/.test(name);

    expect(
      FIELDS.filter((name) => !isMetric(name) && !named.has(name) && !ofTheShipper.includes(name)),
    ).toEqual([]);
  });
});

describe('the policy of OpenSearch', () => {
  it('is for the same data stream, and for as long', () => {
    const [, gone] = retention.policy.states;
    const [kept] = retention.policy.states;

    expect(retention.policy.ism_template[0]?.index_patterns).toEqual(template.index_patterns);
    expect(kept?.transitions).toEqual([{ state_name: 'gone', conditions: { min_index_age: '30d' } }]);
    expect(gone?.actions).toEqual([{ delete: {} }]);
  });
});

describe('the ingest pipeline', () => {
  it('has only processors and settings that Elasticsearch and OpenSearch both know', () => {
    const processors = pipeline.processors.map((one) => Object.keys(one)[0]);

    expect(processors).toEqual(['json', 'set', 'remove']);
    expect(JSON.stringify(pipeline)).not.toContain('copy_from');
  });

  it('takes lines apart by what each of them has, and leaves those of others as text', () => {
    const [{ json } = {}] = pipeline.processors;
    const written: string[] = [];
    logLines({ requestId: 'id', namespace: 'notification-service/prod', clock: { wall: () => 0 } }, (line) =>
      written.push(line),
    )('INFO', 'message', 'action', {});
    const [mark = '-'] = /"ecs\.version":/.exec(String(json?.if)) ?? [];

    expect(json?.if).toContain(`ctx.message.contains('${mark}')`);
    expect(written.every((line) => line.startsWith('{') && line.includes(mark))).toBe(true);
  });
});

describe('the dashboard', () => {
  it('has what it refers to', () => {
    const names = objects.map(nameOf);

    expect(names).toEqual(
      expect.arrayContaining(objects.flatMap(({ references }) => references.map(nameOf))),
    );
    expect(ofType('dashboard')).toHaveLength(1);
  });

  it('shows each of its visualizations', () => {
    const [dashboard] = ofType('dashboard');
    const shown: unknown[] = JSON.parse(String(dashboard?.attributes.panelsJSON));

    expect(dashboard?.references.map(nameOf).sort()).toEqual(
      [...ofType('visualization'), ...ofType('search')].map(nameOf).sort(),
    );
    expect(shown).toHaveLength(dashboard?.references.length ?? 0);
  });

  it('has panels of a version from which nothing is migrated; without one, OpenSearch Dashboards does not open it', () => {
    const [dashboard] = ofType('dashboard');
    const panels: Array<{ version?: string }> = JSON.parse(String(dashboard?.attributes.panelsJSON));

    expect(new Set(panels.map(({ version }) => version))).toEqual(new Set(['7.3.0']));
  });

  it.each([...ofType('visualization'), ...ofType('search')].map((object) => [object.id, object]))(
    '%s reads fields that the template knows',
    (_, object) => {
      const fields = fieldsOf(object as SavedObject);

      expect(fields.length).toBeGreaterThan(0);
      expect(FIELDS).toEqual(expect.arrayContaining(fields));
    },
  );
});
