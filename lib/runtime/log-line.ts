/** Writes one line of JSON, as CloudWatch Logs takes it from stdout. */
export type WriteLine = (line: string) => void;

/**
 * Writes to stdout directly: `console.log` would wrap the line in an envelope under Lambda's JSON log format, and
 * CloudWatch would not find the metrics. Source: Lambda developer guide, `nodejs-logging`.
 */
export const toStdout: WriteLine = (line) => void process.stdout.write(`${line}\n`);

export type Level = 'INFO' | 'WARN' | 'ERROR';
export type Fields = Readonly<Record<string, unknown>>;

/** What all lines of one invocation have in common. */
export interface LineContext {
  readonly requestId: string;
  /** Of the metrics: `<service>/<stage>` in a deployment. */
  readonly namespace: string;
  /** Of the service, where the deployment says it. */
  readonly version?: string | undefined;
  readonly functionName?: string | undefined;
  readonly clock: { wall(): number };
}

/** `action` is a fixed word for what happened; programs compare it. */
export type Log = (level: Level, message: string, action: string, fields: Fields) => void;

const ECS_VERSION = '8.11.0';

/**
 * Writes log lines with the field names of the Elastic Common Schema.
 * Sources: ECS logging specification, `spec.json`; ECS field reference. `level` stands beside `log.level`, and
 * `timestamp` beside `@timestamp`, because Lambda's log-level filter reads these.
 * Source: Lambda developer guide, `monitoring-cloudwatchlogs-log-level`.
 */
export function logLines(
  { requestId, namespace, version, functionName, clock }: LineContext,
  write: WriteLine,
): Log {
  const [serviceName = '', environment] = namespace.split('/');
  // Elasticsearch makes the name of a data stream from it, which has no capitals and no dashes.
  const dataset = `${serviceName.toLowerCase().replaceAll(/[^a-z0-9._]/g, '_')}.log`;
  return (level, message, action, fields) => {
    const timestamp = new Date(clock.wall()).toISOString();
    const line = {
      '@timestamp': timestamp,
      'log.level': level,
      message,
      'ecs.version': ECS_VERSION,
      timestamp,
      level,
      'service.name': serviceName,
      'service.version': version,
      'service.environment': environment,
      'event.dataset': dataset,
      'event.action': action,
      'faas.name': functionName,
      'faas.execution': requestId,
      ...fields,
    };
    write(JSON.stringify(line));
  };
}

/** A metric as embedded metric format declares it. */
export interface DeclaredMetric {
  readonly Name: string;
  readonly Unit: 'Count' | 'Milliseconds';
}

/**
 * Declares which fields of a line are metrics; by its `topic`, and over all topics, unless others are said.
 * Source: CloudWatch user guide, `CloudWatch_Embedded_Metric_Format_Specification`.
 */
export const metricsDeclared = (
  { namespace, clock }: Pick<LineContext, 'namespace' | 'clock'>,
  metrics: readonly DeclaredMetric[],
  dimensions: ReadonlyArray<readonly string[]> = [['topic'], []],
): Fields => ({
  _aws: {
    Timestamp: clock.wall(),
    CloudWatchMetrics: [{ Namespace: namespace, Dimensions: dimensions, Metrics: metrics }],
  },
});
