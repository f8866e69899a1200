import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { keysOf } from '../lib/preferences-page/keys';
import { urlOf } from '../lib/preferences-page/links';
import { systemClock } from '../lib/runtime/clock';
import { localLink } from '../local/preferences-page';
import { EXIT, parseCommandLine, run, UsageError } from '../tools/command';
import { outputOf, PLACE_HELP, PLACE_OPTIONS, type Place, placeOf } from './place';

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

async function linkIn(place: Place, userId: string): Promise<string> {
  const now = systemClock.wall();
  if (place.kind === 'local') return localLink(userId, now);
  const page = await outputOf(place, 'PreferencesPageUrl');
  const SecretId = await outputOf(place, 'PreferencesSecretArn');
  const client = new SecretsManagerClient({ region: place.region });
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId }));
  client.destroy();
  const [key] = keysOf(SecretString);
  return urlOf(page, userId, now, key);
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
