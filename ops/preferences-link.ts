import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { keysOf } from '../lib/preferences-page/keys';
import { urlOf } from '../lib/preferences-page/links';
import { systemClock } from '../lib/runtime/clock';
import { EXIT, Problem, parseCommandLine, run, UsageError } from '../tools/command';
import { isOpen, nothingListens, ports, urlOf as urlOfPort } from '../tools/ports';
import { clientConfig, outputOf, PLACE_HELP, PLACE_OPTIONS, type Place, placeOf } from './place';

const HELP = `Prints the link of one customer to their preference page, as their mails have it. It changes nothing.

  npm run preferences-link -- --user <user_id> --stage <stage> [options]
  npm run preferences-link -- --user <user_id> --local

  --user <user_id>    the customer, as the messages name them
${PLACE_HELP}
  -h, --help          print this text

Whoever has the link can see and change what this customer is told, for 90 days: give it to nobody else. The deployment needs
preferencesPage=true, and your credentials need secretsmanager:GetSecretValue on its secret.

Exit code: 0 printed; 1 something went wrong; 2 wrong options.
`;

/** Where the page is, and which secret has its keys. */
async function pageIn(place: Place): Promise<readonly [url: string, secret: string]> {
  if (place.kind === 'aws')
    return [await outputOf(place, 'PreferencesPageUrl'), await outputOf(place, 'PreferencesSecretArn')];
  if (!(await isOpen(ports.secrets.number))) throw new Problem(nothingListens(ports.secrets));
  return [urlOfPort(ports.preferences), 'preferences'];
}

async function linkIn(place: Place, userId: string): Promise<string> {
  const [url, SecretId] = await pageIn(place);
  const client = new SecretsManagerClient(clientConfig(place, 'secrets'));
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId }));
  client.destroy();
  const [key] = keysOf(SecretString);
  return urlOf(url, userId, systemClock.wall(), key);
}

async function main(args: string[]): Promise<number> {
  const { values } = parseCommandLine({ args, options: { ...PLACE_OPTIONS, user: { type: 'string' } } });
  const { user } = values;
  if (!user)
    throw new UsageError('Name one customer, such as: npm run preferences-link -- --user 42 --stage prod');
  process.stdout.write(`${await linkIn(placeOf(values, process.env), user)}\n`);
  return EXIT.ended;
}

run('preferences-link', main, HELP);
