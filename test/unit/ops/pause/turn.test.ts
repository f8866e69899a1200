import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { mappingsIn, turnAll } from '../../../../ops/pause/turn';
import { type AwsApi, awsClient, Refusal, startAwsApi } from '../../../support/aws-api';
import { type FakeMapping, mappingsApi } from '../../../support/mappings-api';
import { PLACE } from '../../../support/place';

let aws: AwsApi;
let clients: Parameters<typeof mappingsIn>[2];

beforeAll(async () => {
  aws = await startAwsApi();
  clients = {
    cloudFormation: new CloudFormationClient(awsClient(aws)),
    lambda: new LambdaClient(awsClient(aws)),
  };
});
afterAll(() => aws.close());
beforeEach(() => {
  aws.requests.length = 0;
});

/** A clock on which waiting costs nothing. */
function quickClock() {
  let now = 0;
  return {
    now: () => now,
    wall: () => now,
    random: () => 0,
    async sleep(ms: number) {
      now += ms;
    },
  };
}

async function turn(
  how: 'pause' | 'resume',
  mappings: readonly FakeMapping[],
  topics: readonly string[] = [],
) {
  aws.answers = { ...mappingsApi(mappings), ...aws.answers };
  const shown: string[] = [];
  const now = await turnAll(how, await mappingsIn(PLACE, topics, clients), clients.lambda, {
    clock: quickClock(),
    show: (all) => shown.push(all.map(({ state }) => state).join()),
  });
  return { states: now.map(({ topic, state }) => `${topic} ${state}`), shown };
}

const changes = () => aws.requests.filter(({ operation }) => operation === 'UpdateEventSourceMapping').length;

beforeEach(() => {
  aws.answers = {};
});

it('turns every mapping off, and waits until it is', async () => {
  const { states, shown } = await turn('pause', [
    { topic: 'order_notification', state: 'Enabled' },
    { topic: 'payment_notification', state: 'Enabled' },
  ]);

  expect(states).toEqual(['order_notification Disabled', 'payment_notification Disabled']);
  expect(shown).toEqual(['Enabled,Enabled', 'Disabling,Disabling']);
  expect(changes()).toBe(2);
});

it('turns one topic on, and leaves the others', async () => {
  const mappings = [
    { topic: 'order_notification', state: 'Disabled' },
    { topic: 'payment_notification', state: 'Disabled' },
  ];

  const { states } = await turn('resume', mappings, ['payment_notification']);

  expect(states).toEqual(['payment_notification Enabled']);
  expect(mappings[0]?.state).toBe('Disabled');
});

it('asks for nothing that is so already', async () => {
  await turn('pause', [{ topic: 'order_notification', state: 'Disabled' }]);

  expect(changes()).toBe(0);
});

it('waits with its change while Lambda is at work on the mapping', async () => {
  const { states } = await turn('pause', [{ topic: 'order_notification', state: 'Updating' }]);

  expect(states).toEqual(['order_notification Disabled']);
  expect(changes()).toBe(1);
});

it('asks again where Lambda was busy after all', async () => {
  const mappings = [{ topic: 'order_notification', state: 'Enabled' }];
  const { UpdateEventSourceMapping: update, ...others } = mappingsApi(mappings);
  let tries = 0;
  aws.answers = {
    ...others,
    UpdateEventSourceMapping(request: unknown) {
      if (tries++ === 0) throw new Refusal('ResourceInUseException');
      return typeof update === 'function' && update(request);
    },
  };

  const { states } = await turn('pause', mappings);

  expect(states).toEqual(['order_notification Disabled']);
});

it('gives up after ten minutes, and tells how it is', async () => {
  const { states, shown } = await turn('pause', [
    { topic: 'order_notification', state: 'Disabling', stuck: true },
  ]);

  expect(states).toEqual(['order_notification Disabling']);
  expect(shown).toHaveLength(300);
});

it('turns off all that it may before it says what it may not', async () => {
  const mappings = [
    { topic: 'order_notification', state: 'Enabled' },
    { topic: 'payment_notification', state: 'Enabled' },
  ];
  const { UpdateEventSourceMapping: update, ...others } = mappingsApi(mappings);
  aws.answers = {
    ...others,
    UpdateEventSourceMapping(request: { path: string }) {
      if (request.path.includes('uuid-0')) throw new Refusal('AccessDeniedException', 'not authorized');
      return typeof update === 'function' && update(request);
    },
  };

  await expect(turn('pause', mappings)).rejects.toThrow(
    'order_notification is Enabled, and Lambda refuses to change that: AccessDeniedException: not authorized',
  );
  expect(mappings[1]?.state).toBe('Disabling');
});

it('names the topics that there are to who asks for another', async () => {
  await expect(
    turn('pause', [{ topic: 'order_notification', state: 'Enabled' }], ['orders']),
  ).rejects.toThrow('--topic: expected one of order_notification, found "orders"');
});

it('turns off the others where somebody deleted one by hand', async () => {
  const mappings = [
    {
      topic: 'order_notification',
      id: 'OrderNotificationEventSourceMappingKafka',
      state: 'Enabled',
      deleted: true,
    },
    { topic: 'payment_notification', state: 'Enabled' },
  ];

  const { states } = await turn('pause', mappings);

  expect(states).toEqual(['order_notification gone', 'payment_notification Disabled']);
});

it('says that the change was asked for where Lambda does not tell how far it is', async () => {
  aws.answers = {
    GetEventSourceMapping() {
      if (changes() > 0) throw new Refusal('ThrottlingException', 'Rate exceeded');
      return { Topics: ['order_notification'], State: 'Enabled' };
    },
  };

  await expect(turn('pause', [{ topic: 'order_notification', state: 'Enabled' }])).rejects.toThrow(
    /^Lambda was asked for it .* Run the same command again\. ThrottlingException: Rate exceeded$/,
  );
});
