import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { CHANNELS, chosenCellsIn, preferencesOf } from '../../../lib/recipients/choices';
import { customersIn } from '../../../lib/recipients/customers';
import { wants } from '../../../lib/recipients/preferences';
import { systemClock } from '../../../lib/runtime/clock';
import { TIMING } from '../../../lib/runtime/timing';
import { type LocalDynamoDb, putContacts, startDynamoDb, TABLES } from '../../../local/dynamodb';
import { SOURCES } from '../../../tools/stacks/deployments';
import { stack } from '../../support/computed-stack';
import { sectionOf, textOf } from '../../support/docs';

describe('docs/runbook.md', () => {
  it('reserves what a mapping uses at most, and an invocation each for a redrive and smoke', () => {
    const { maximumPollers } = stack(SOURCES.msk).parameters;

    expect(textOf('docs/runbook.md')).toContain(`--reserved-concurrent-executions ${5 * maximumPollers + 2}`);
  });
});

describe('"Stop writing to me" without the page', () => {
  const commands = Array.from(
    sectionOf('docs/runbook.md', 'Stop writing to me').matchAll(/aws dynamodb update-item .*?(?=\n *```)/gs),
    ([command]) => command,
  );
  const optionOf = (command: string, name: string) =>
    new RegExp(`--${name} '?(.*?)'?(?= --| \\\\|\\n|$)`).exec(command)?.[1];
  const jsonOf = (command: string, name: string) =>
    JSON.parse(optionOf(command, name) ?? 'null') ?? undefined;
  let local: LocalDynamoDb;
  beforeAll(async () => {
    local = await startDynamoDb();
  });
  afterAll(() => local.close());

  const run = (command: string) =>
    local.client.send(
      new UpdateItemCommand({
        TableName: optionOf(command, 'table-name')?.replace('-prod-', '-dev-'),
        Key: jsonOf(command, 'key'),
        ConditionExpression: optionOf(command, 'condition-expression'),
        UpdateExpression: optionOf(command, 'update-expression'),
        ExpressionAttributeValues: jsonOf(command, 'expression-attribute-values'),
      }),
    );

  /** The channels on which customer 42 is told of a payment that failed, or that their parcel has arrived. */
  async function toldOn() {
    const { contact, recipient } = await customersIn(local.client, TABLES, systemClock, TIMING).lookup([])(
      '42',
    );
    if (contact.kind !== 'contact' || recipient.kind !== 'recipient') throw new Error('cannot be read');
    const said = [preferencesOf(recipient.recipient.choices), contact.contact.preferences];
    return CHANNELS.filter(
      (channel) =>
        wants({ topic: 'payment_notification', channel, mandatory: true }, ...said) ||
        wants({ topic: 'delivery_notification', channel, mandatory: false }, ...said),
    );
  }

  it('ends every channel of who had said yes to all in the contact and on the page, and needs both commands', async () => {
    const topics = { delivery_notification: { email: true, sms: true, push: true } };
    await putContacts(local.client, [{ user_id: '42', preferences: { sms: true, topics } }]);
    await chosenCellsIn(local.client, TABLES.recipients, systemClock, TIMING).save(
      '42',
      new Map([
        ['sms', true],
        ['delivery_notification email', true],
      ]),
    );
    const [contact = '', choices = '', ...others] = commands;
    expect(others).toEqual([]);
    expect(await toldOn()).toEqual(['email', 'sms', 'push']);

    await run(contact);
    expect(await toldOn()).toEqual(['email', 'sms']);

    await run(choices);
    expect(await toldOn()).toEqual([]);
  });
});
