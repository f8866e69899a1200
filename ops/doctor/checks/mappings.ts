import type { EventSourceMappingConfiguration } from '@aws-sdk/client-lambda';
import { mappingNow, remaking, topicOf } from '../../../tools/mappings';
import { whereOf } from '../../place';
import { awsCommand, type Check, type Line, ok, warning, wrong } from '../check';
import type { Context, Properties } from '../context';

/** What CloudFormation and Lambda name alike, and what breaks where Lambda has another value. */
const PROPERTIES = [
  'BatchSize',
  'MaximumBatchingWindowInSeconds',
  'MaximumRetryAttempts',
  'MaximumRecordAgeInSeconds',
  'BisectBatchOnFunctionError',
  'ProvisionedPollerConfig',
  'Topics',
  'AmazonManagedKafkaEventSourceConfig',
  'SelfManagedKafkaEventSourceConfig',
] as const satisfies ReadonlyArray<keyof EventSourceMappingConfiguration>;

/** Whether Lambda has what the template asks for; it may have more. */
function has(found: unknown, wanted: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return String(found) === String(wanted);
  if (typeof found !== 'object' || found === null) return false;
  return Object.entries(wanted).every(([name, value]) => has(Reflect.get(found, name), value));
}

const shown = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));

const change = ({ place }: Context, { UUID = '' }: EventSourceMappingConfiguration, option: string) =>
  awsCommand(place.region, `lambda update-event-source-mapping --uuid ${UUID} ${option}`);

function stateLine(mapping: EventSourceMappingConfiguration, { place }: Context): Line {
  const { State = 'unknown', StateTransitionReason, LastProcessingResult = 'nothing read yet' } = mapping;
  const topic = topicOf(mapping);
  const text = `${topic}: ${State}, last result: ${LastProcessingResult}`;
  if (State === 'Disabled' || State === 'Disabling')
    return warning(
      `${topic} is paused: records wait in Kafka (${StateTransitionReason ?? State})`,
      `npm run resume -- ${whereOf(place)} --topic ${topic}`,
    );
  if (/PROBLEM/i.test(LastProcessingResult)) return wrong(text, 'docs/runbook.md#pollingerrors');
  return State === 'Enabled' ? ok(text) : warning(text, 'look again in a minute');
}

function answerLine(mapping: EventSourceMappingConfiguration, context: Context): Line {
  if (mapping.FunctionResponseTypes?.includes('ReportBatchItemFailures'))
    return ok(`${topicOf(mapping)}: heeds which records failed (ReportBatchItemFailures)`);
  return wrong(
    `${topicOf(mapping)}: FunctionResponseTypes lacks ReportBatchItemFailures: Lambda ignores which records failed, and they are lost`,
    change(context, mapping, '--function-response-types ReportBatchItemFailures'),
  );
}

function destinationLine(
  mapping: EventSourceMappingConfiguration,
  buckets: readonly string[],
  context: Context,
): Line {
  const topic = topicOf(mapping);
  const destination = mapping.DestinationConfig?.OnFailure?.Destination;
  if (buckets.some((bucket) => destination?.endsWith(`:::${bucket}`)))
    return ok(`${topic}: what is given up goes to ${destination}`);
  const bucket = buckets[0] ?? '<bucket>';
  return wrong(
    `${topic}: what is given up goes to ${destination ?? 'nowhere, and is lost'}, where npm run redrive does not look`,
    change(context, mapping, `--destination-config '{"OnFailure":{"Destination":"arn:aws:s3:::${bucket}"}}'`),
  );
}

/** Deploying again mends nothing: CloudFormation changes what differs between two templates. */
function changedLines(
  mapping: EventSourceMappingConfiguration,
  template: Properties,
  context: Context,
): Line[] {
  const topic = topicOf(mapping);
  const changed = PROPERTIES.filter(
    (name) => template[name] !== undefined && !has(mapping[name], template[name]),
  );
  if (changed.length > 0)
    return changed.map((name) =>
      wrong(
        `${topic}: ${name} is ${shown(mapping[name])}, and ${shown(template[name])} in the template: somebody changed it by hand`,
        change(context, mapping, `--cli-input-json '${JSON.stringify({ [name]: template[name] })}'`),
      ),
    );
  const group =
    mapping.AmazonManagedKafkaEventSourceConfig?.ConsumerGroupId ??
    mapping.SelfManagedKafkaEventSourceConfig?.ConsumerGroupId;
  const { MinimumPollers, MaximumPollers, PollerGroupName } = mapping.ProvisionedPollerConfig ?? {};
  return [
    ok(
      `${topic}: as in the template: consumer group ${group}, ${mapping.MaximumRetryAttempts} retries, ${MinimumPollers} to ${MaximumPollers} pollers of group ${PollerGroupName}`,
    ),
  ];
}

export const mappings: Check = {
  name: 'mappings',
  looksFor:
    'of each topic, as Lambda reports them: state, last result, response types, retries, destination, pollers, consumer group; whether somebody changed them by hand',
  needs: ['cloudformation:ListStackResources', 'cloudformation:GetTemplate', 'lambda:GetEventSourceMapping'],
  async run(context) {
    const [deployed, buckets] = await Promise.all([
      context.resources('AWS::Lambda::EventSourceMapping'),
      context.resources('AWS::S3::Bucket'),
    ]);
    if (deployed.length === 0)
      return [wrong('the stack has no mapping: nothing reads Kafka', 'deploy again')];
    const names = buckets.map(({ physicalId }) => physicalId);
    return deployed.flatMap(({ id, physicalId: uuid }) => {
      const now = mappingNow(context.clients.lambda, { uuid }, context.abortSignal);
      const gone = `${id} is gone: Lambda has no mapping ${uuid}, and nothing reads its topic`;
      return [
        now.then((mapping) =>
          mapping
            ? [
                stateLine(mapping, context),
                answerLine(mapping, context),
                destinationLine(mapping, names, context),
              ]
            : wrong(gone, remaking({ id }, whereOf(context.place))),
        ),
        Promise.all([now, context.template(id)]).then(([mapping, template]) =>
          mapping ? changedLines(mapping, template, context) : [],
        ),
      ];
    });
  },
};
