import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { EXIT, Problem, run } from '../tools/command';
import { printable } from '../tools/text';
import { clientConfig, nameOfPlace, sesConfig, tableOf } from './place';
import { type Arguments, HELP, readArguments } from './recipients/arguments';
import { type Knowledge, knowledgeOf } from './recipients/knowledge';
import { type ForgetResult, forgottenReport, knowledgeDocument, knowledgeReport } from './recipients/report';
import { unsuppress } from './recipients/suppression';
import { askTables, type Forgettable, forget, type Tables } from './recipients/tables';

/** The table first: what SES says of a mail meanwhile is remembered again. */
async function forgetAll(
  store: DynamoDBClient,
  tables: Tables,
  known: Knowledge,
  { place, keepChoices }: Pick<Arguments, 'place' | 'keepChoices'>,
): Promise<ForgetResult> {
  const { userId, contact, badAddresses, goneDevices, choices, unreadable } = known;
  const learned: readonly Forgettable[] = ['bad_addresses', 'gone_devices'];
  const attributes: readonly Forgettable[] = keepChoices ? learned : [...learned, 'choices'];
  const forgotten = badAddresses.length + goneDevices + (keepChoices ? 0 : choices.length);
  if (forgotten > 0 || unreadable !== undefined) await forget(store, tables, userId, attributes);
  return {
    badAddresses: unreadable === undefined ? badAddresses.length : undefined,
    goneDevices,
    choices: keepChoices ? 0 : choices.length,
    suppression:
      contact.kind === 'address'
        ? await unsuppress(new SESv2Client(await sesConfig(place)), contact.address)
        : undefined,
  };
}

async function main(args: string[]): Promise<number> {
  const options = readArguments(args, process.env);
  const { userId, place, json } = options;
  const recipients = await tableOf(place, 'recipients');
  const tables = { recipients, contacts: await tableOf(place, 'contacts') };
  const store = new DynamoDBClient(clientConfig(place, 'dynamodb'));
  const { contact, recipient } = await askTables(store, tables, userId);
  const known = knowledgeOf(userId, contact, recipient);
  if (!recipient && (known.contact.kind === 'none' || known.contact.kind === 'unavailable')) {
    const why = known.contact.kind === 'none' ? 'There is no contact either.' : `${known.contact.reason}.`;
    throw new Problem(`Nothing is known of customer ${printable(userId)} in ${nameOfPlace(place)}. ${why}`);
  }
  const forgotten = options.forget ? await forgetAll(store, tables, known, options) : undefined;
  const text = forgotten ? forgottenReport(known, forgotten, place) : knowledgeReport(known, place);
  const document = { ...knowledgeDocument(known, place), forgotten };
  process.stdout.write(json ? `${JSON.stringify(document, null, 2)}\n` : text);
  return forgotten?.suppression?.kind === 'refused' ? EXIT.left : EXIT.ended;
}

run('recipients', main, HELP);
