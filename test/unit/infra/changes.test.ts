import { changesBetween, createdIdentity, refusalOf, rollbackRefusalOf } from '../../../infra/changes';
import { FUNCTIONS } from '../../../infra/functions';
import { SOURCES, TABLE } from '../../../tools/stacks/deployments';
import { stack } from '../../support/computed-stack';
import { blocksOf, sectionOf } from '../../support/docs';

type Raw = Readonly<Record<string, string>>;

const { msk: MSK, 'self-managed': SELF_MANAGED } = SOURCES;

/** The template of a stack, with its mappings as the framework compiles them. */
function template(raw: Raw) {
  const { resources, events } = stack(raw);
  const mappings = FUNCTIONS.flatMap(({ name, id }) =>
    (events[name] ?? []).map((event) => {
      const { topic, consumerGroupId, startingPosition, ...rest } = 'msk' in event ? event.msk : event.kafka;
      const group = { ConsumerGroupId: consumerGroupId };
      const source =
        'msk' in event
          ? { EventSourceArn: event.msk.arn, AmazonManagedKafkaEventSourceConfig: group }
          : {
              SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: event.kafka.bootstrapServers } },
              SelfManagedKafkaEventSourceConfig: group,
            };
      return [
        `${id}Mapping${topic}${Object.keys(event)}`,
        {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: {
            FunctionName: { 'Fn::GetAtt': [`${id}LambdaFunction`, 'Arn'] },
            Enabled: rest.enabled,
            Topics: [topic],
            StartingPosition: startingPosition,
            ...(rest.startingPositionTimestamp && {
              StartingPositionTimestamp: rest.startingPositionTimestamp,
            }),
            ...source,
          },
        },
      ] as const;
    }),
  );
  return {
    Metadata: resources.Metadata,
    Resources: {
      OrderNotificationLambdaFunction: { Type: 'AWS::Lambda::Function', Properties: {} },
      ...Object.fromEntries(mappings),
    },
  };
}

/** Why a stage that was deployed with `before` refuses `after`. */
const refusal = (before: Raw, after: Raw) =>
  refusalOf(changesBetween(template(before), template(after)), stack(after).parameters.confirm).join('\n');

describe('a second deployment', () => {
  it('changes nothing with the same parameters', () => {
    expect(changesBetween(template(MSK), template(MSK))).toEqual({
      known: true,
      parameters: [],
      rewiring: [],
      fixed: [],
      unmapped: [],
      polling: FUNCTIONS.map(({ id }) => expect.stringContaining(`${id}Mapping`)),
    });
  });

  it.each<[string, Raw, Raw]>([
    ['only now', { orderNotificationEnabled: 'false' }, {}],
    ['no longer', {}, { orderNotificationEnabled: 'false' }],
    ['no longer, since it goes', {}, { orderNotificationMapping: 'false' }],
  ])('goes on to poll by no mapping that polls %s', (_, before, after) => {
    const { polling } = changesBetween(template({ ...MSK, ...before }), template({ ...MSK, ...after }));

    expect(polling).toHaveLength(FUNCTIONS.length - 1);
    expect(polling.join()).not.toContain('OrderNotification');
  });

  it('shows what changes', () => {
    const after = { ...MSK, batchSize: '50', tags: 'team=shop' };

    expect(
      changesBetween(template({ ...MSK, replyTo: 'a@shop.example' }), template(after)).parameters,
    ).toEqual(['batchSize: 100 → 50', 'replyTo: changes', 'tags: none → team=shop']);
  });

  it.each(['allowedRecipients', 'alarmEmail', 'replyTo'])('does not show whom %s names', (name) => {
    const { parameters } = changesBetween(template(MSK), template({ ...MSK, [name]: 'jane@shop.example' }));

    expect(parameters).toEqual([`${name}: changes`]);
  });

  it('changes what rewires nothing without being asked', () => {
    expect(refusal(MSK, { ...MSK, batchSize: '50', orderNotificationEnabled: 'false' })).toBe('');
  });

  it.each<[string, string]>([
    ['contactsTableArn', TABLE],
    ['recipientsTableArn', TABLE],
    ['notificationLogTableArn', TABLE],
    ['senderEmail', 'other@shop.example'],
  ])('confirms %s by its name', (name, value) => {
    const after = { ...MSK, [name]: value };

    expect(refusal(MSK, after)).toContain(`  ${name}: `);
    expect(refusal(MSK, after)).toContain(`--param confirm=${name}`);
    expect(refusal(MSK, { ...after, confirm: 'source' })).toContain(`--param confirm=source,${name}`);
    expect(refusal(MSK, { ...after, confirm: `source,${name}` })).toBe('');
  });

  it.each([
    ['allowedRecipients', 'qa@shop.example', '*'],
    ['allowedRecipients', 'qa@shop.example', 'qa@shop.example, *'],
    ['retainData', 'true', 'false'],
  ])('confirms %s by its name from %s to %s, and not the other way round', (name, careful, open) => {
    const [before, after] = [careful, open].map((value) => ({ ...MSK, [name]: value }));

    expect(refusal(before ?? {}, after ?? {})).toContain(`--param confirm=${name}`);
    expect(refusal(after ?? {}, before ?? {})).toBe('');
  });

  it('asks to confirm what was given last time and is missing now', () => {
    const before = { ...MSK, batchSize: '50', contactsTableArn: TABLE };

    expect(refusal(before, MSK)).toContain('batchSize: was given last time, and is not now');
    expect(refusal(before, MSK)).toContain(
      'contactsTableArn: was given last time, and is not now; addresses',
    );
    expect(refusal(before, MSK)).toContain('--param confirm=batchSize,contactsTableArn');
    expect(refusal(before, { ...MSK, confirm: 'batchSize,contactsTableArn' })).toBe('');
  });

  it('does not miss what was given as it is by default', () => {
    expect(refusal({ ...MSK, batchSize: '100' }, MSK)).toBe('');
  });

  it('does not miss what a function was given as all functions have it', () => {
    const before = { ...MSK, orderNotificationEnabled: 'true' };

    expect(changesBetween(template(before), template(MSK)).parameters).toEqual([]);
    expect(refusal(before, MSK)).toBe('');
    expect(refusal({ ...before, enabled: 'false' }, { ...MSK, enabled: 'false' })).toContain(
      'orderNotificationEnabled: was given last time, and is not now',
    );
  });

  it('does not ask about a default that another version has changed', () => {
    const before = template(MSK);
    const Metadata = { ...before.Metadata, Parameters: { ...before.Metadata.Parameters, batchSize: '90' } };

    expect(changesBetween({ ...before, Metadata }, template(MSK))).toMatchObject({
      parameters: ['batchSize: 90 → 100'],
      rewiring: [],
    });
  });

  it('compares nothing with a stack that says nothing of itself', () => {
    const { Resources } = template({ ...MSK, contactsTableArn: TABLE });

    expect(changesBetween({ Resources }, template(MSK))).toMatchObject({
      known: false,
      rewiring: [],
      fixed: [],
    });
  });

  it.each([
    ['only the bucket of the deployment is there', { Resources: { Bucket: { Type: 'AWS::S3::Bucket' } } }],
    ['a change set was made and not executed', {}],
  ])('is a first one where %s', (_, deployed) => {
    expect(changesBetween(deployed, template(MSK))).toMatchObject({ known: true, parameters: [] });
  });

  it('leaves mappings alone that are not of this service', () => {
    const { Resources, Metadata } = template(MSK);
    const Queue = { Type: 'AWS::Lambda::EventSourceMapping', Properties: { EventSourceArn: 'arn:aws:sqs' } };

    expect(changesBetween({ Resources: { ...Resources, Queue }, Metadata }, template(MSK)).fixed).toEqual([]);
  });
});

describe('what AWS cannot change of a mapping', () => {
  const OTHER = MSK.mskClusterArn.replace('111111', '999999');
  const SINCE = { startingPosition: 'AT_TIMESTAMP', startingPositionTimestamp: '2026-11-22T18:00:00Z' };

  it.each<[string, Raw, Raw, string]>([
    ['consumer group', MSK, { orderNotificationConsumerGroup: 'shop' }, 'order_notification → shop'],
    ['starting position', MSK, { startingPosition: 'LATEST' }, 'TRIM_HORIZON → LATEST'],
    [
      'starting timestamp',
      { ...MSK, ...SINCE },
      { startingPositionTimestamp: '2026-11-22T19:00:00Z' },
      ' → ',
    ],
    ['cluster', MSK, { mskClusterArn: OTHER }, ` → ${OTHER}`],
    ['cluster', MSK, SELF_MANAGED, ' → none'],
    ['brokers', SELF_MANAGED, { bootstrapServers: 'b1.shop.example:9096' }, ' → b1.shop.example:9096'],
    ['brokers', SELF_MANAGED, MSK, ' → none'],
  ])('is its %s, confirmed or not', (what, before, change, values) => {
    const confirm = Object.keys(change).join();
    const found = refusal(before, { ...before, ...change, confirm });

    expect(found).toContain('AWS cannot change this of a mapping that exists:');
    expect(found).toMatch(new RegExp(`  orderNotification: ${what}: .*${values.replaceAll('.', '\\.')}`));
    expect(found).toContain('--param orderNotificationMapping=false');
  });

  it('is changed by two deployments, the first without the mapping', () => {
    const group = { orderNotificationConsumerGroup: 'shop' };
    const without = { ...MSK, orderNotificationMapping: 'false' };
    const anew = { ...MSK, ...group, orderNotificationMapping: 'true' };

    expect(refusal(MSK, { ...MSK, ...group })).toContain(
      '2. with the new values again: --param orderNotificationMapping=true --param confirm=orderNotificationConsumerGroup',
    );
    expect(refusal(MSK, without)).toBe('');
    expect(refusal(without, { ...anew, confirm: 'orderNotificationConsumerGroup' })).toBe('');
    expect(refusal(anew, { ...MSK, ...group })).toBe('');
  });

  it('says to take new values out of the file, and prints what is confirmed already', () => {
    const after = { ...MSK, orderNotificationConsumerGroup: 'shop', contactsTableArn: TABLE };
    const found = refusal(MSK, { ...after, confirm: 'contactsTableArn' });

    expect(found).toContain(
      '1. with every other parameter as it was (take new values out of the file of the stage):',
    );
    expect(found).toContain('--param confirm=contactsTableArn,orderNotificationConsumerGroup');
  });

  it('is of another cluster after the two deployments of docs/changes.md, and not after one', () => {
    const steps = sectionOf('docs/changes.md', 'From self-managed Kafka to MSK').replaceAll(/^ {3}/gm, '');
    const commands = blocksOf('sh', steps);
    const [first = {}, second = {}] = commands.map((command) =>
      Object.fromEntries(
        Array.from(command.matchAll(/--param (\w+)=(\S+)/g), ([, name, value]) => [name, value]),
      ),
    );
    const without = { ...SELF_MANAGED, ...first };

    expect(refusal(SELF_MANAGED, { ...MSK, ...second })).toContain('AWS cannot change this');
    expect(refusal(SELF_MANAGED, without)).toBe('');
    expect(refusal(without, { ...MSK, ...second })).toBe('');
    expect(refusal({ ...MSK, ...second }, MSK)).toBe('');
  });

  it('does not change with the deployment that takes the mapping away, so that the role keeps what its pollers need', () => {
    const after = { ...MSK, orderNotificationMapping: 'false', orderNotificationConsumerGroup: 'shop' };

    expect(refusal(MSK, after)).toContain('orderNotification: consumer group:');
  });

  it('says which parameter of it was forgotten', () => {
    expect(refusal({ ...MSK, orderNotificationConsumerGroup: 'shop' }, MSK)).toContain(
      '  orderNotificationConsumerGroup: was given last time, and is not now',
    );
  });

  it('does not take the mapping for made again when it was only forgotten', () => {
    expect(refusal({ ...MSK, orderNotificationMapping: 'false' }, MSK)).toContain(
      'orderNotificationMapping: was given last time, and is not now',
    );
  });

  it('is found at a stack that says nothing of itself', () => {
    const { Resources } = template(MSK);
    const { fixed } = changesBetween({ Resources }, template({ ...MSK, startingPosition: 'LATEST' }));

    expect(fixed).toHaveLength(FUNCTIONS.length);
  });

  it('leaves the other mappings as they are', () => {
    const { fixed } = changesBetween(
      template(MSK),
      template({ ...MSK, orderNotificationConsumerGroup: 'shop' }),
    );

    expect(fixed.map(({ fn }) => fn)).toEqual(['orderNotification']);
  });
});

it.each([
  ['no stack', undefined, undefined],
  ['a stack without one', template(MSK), undefined],
  [
    'a stack that created one',
    stack({ ...MSK, senderIdentity: 'shop.example', createSenderIdentity: 'true' }).resources,
    'shop.example',
  ],
])('the identity that %s has created is known', (_, deployed, identity) => {
  expect(createdIdentity(deployed)).toBe(identity);
});

describe('a rollback', () => {
  const GROUP = { ...MSK, orderNotificationConsumerGroup: 'shop', orderNotificationMapping: 'true' };
  const UNMAPPED = { ...MSK, orderNotificationMapping: 'false' };

  /** Why a stage that is deployed as `now` refuses to go back to `then`. */
  const rollbackRefusal = (now: Raw, then: Raw, confirmed: string[] = []) =>
    rollbackRefusalOf(changesBetween(template(now), template(then)), confirmed).join('\n');

  it('goes on where only the code changes, or what rewires nothing', () => {
    expect(rollbackRefusal(MSK, MSK)).toBe('');
    expect(rollbackRefusal({ ...MSK, batchSize: '50' }, { ...MSK, batchSize: '40' })).toBe('');
  });

  it.each([
    ['with', MSK],
    ['without', UNMAPPED],
  ])('never moves the role ahead of a mapping, back to a deployment %s it', (_, then) => {
    const found = rollbackRefusal(GROUP, then, [
      'orderNotificationConsumerGroup',
      'orderNotificationMapping',
    ]);

    expect(found).toContain('  orderNotification: consumer group: shop → notifications-test-order');
    expect(found).toContain('Deploy that version from its tag, with the parameters of now');
    expect(found).not.toContain('confirm=');
  });

  it('takes no mapping away until that is confirmed', () => {
    expect(rollbackRefusal(MSK, UNMAPPED)).toContain('orderNotificationMapping: nothing reads its topic');
    expect(rollbackRefusal(MSK, UNMAPPED)).toContain('--param confirm=orderNotificationMapping');
    expect(rollbackRefusal(MSK, UNMAPPED, ['orderNotificationMapping'])).toBe('');
  });

  it('rewires nothing until that is confirmed, beside what is confirmed already', () => {
    const now = { ...MSK, contactsTableArn: TABLE, batchSize: '50' };

    expect(rollbackRefusal(now, MSK)).toContain(
      '  contactsTableArn: was given last time, and is not now; addresses',
    );
    expect(rollbackRefusal(now, MSK, ['batchSize'])).toContain('--param confirm=batchSize,contactsTableArn');
    expect(rollbackRefusal(now, MSK, ['batchSize', 'contactsTableArn'])).toBe('');
  });
});
