import {
  type EventDestination,
  GetConfigurationSetCommand,
  GetConfigurationSetEventDestinationsCommand,
} from '@aws-sdk/client-sesv2';
import { nameOf } from '../../../lib/runtime/errors';
import { awsCommand, BY_HAND, type Check, type Line, ok, warning, wrong } from '../check';

/** What `mailEvents` takes. Source: SES API v2 reference, `EventDestination`. */
const EVENTS = ['BOUNCE', 'COMPLAINT', 'DELIVERY', 'REJECT', 'DELIVERY_DELAY'];

function destinationLine(destinations: readonly EventDestination[]): Line {
  const told = destinations
    .filter(({ Enabled, EventBridgeDestination }) => Enabled && EventBridgeDestination)
    .flatMap(({ MatchingEventTypes = [] }) => MatchingEventTypes.map(String));
  const lacks = EVENTS.filter((event) => !told.includes(event));
  if (lacks.length === 0) return ok('its events go to EventBridge');
  return wrong(
    `it does not tell EventBridge of ${lacks.join(', ')}: nobody learns what became of mails, and bad addresses are mailed again`,
    BY_HAND,
  );
}

export const configurationSet: Check = {
  name: 'configuration set',
  looksFor:
    'whether it is there and not paused, holds back bad addresses, and tells EventBridge what became of mails',
  needs: [
    'ses:GetConfigurationSet',
    'ses:GetConfigurationSetEventDestinations',
    'lambda:GetFunctionConfiguration',
  ],
  async run({ clients, abortSignal, environment }) {
    const { SES_CONFIGURATION_SET: ConfigurationSetName } = await environment();
    try {
      const [{ SendingOptions, SuppressionOptions }, { EventDestinations = [] }] = await Promise.all([
        clients.ses.send(new GetConfigurationSetCommand({ ConfigurationSetName }), { abortSignal }),
        clients.ses.send(new GetConfigurationSetEventDestinationsCommand({ ConfigurationSetName }), {
          abortSignal,
        }),
      ]);
      const region = await clients.ses.config.region();
      const { SuppressedReasons = [] } = SuppressionOptions ?? {};
      return [
        SendingOptions?.SendingEnabled === false
          ? wrong(
              `${ConfigurationSetName} is paused: every mail fails`,
              awsCommand(
                region,
                `ses update-configuration-set-sending-enabled --configuration-set-name ${ConfigurationSetName} --enabled`,
              ),
            )
          : ok(`${ConfigurationSetName} sends`),
        SuppressedReasons.includes('BOUNCE') && SuppressedReasons.includes('COMPLAINT')
          ? ok('it holds back addresses that bounced or complained')
          : warning('it mails addresses again that bounced or complained', BY_HAND),
        destinationLine(EventDestinations),
      ];
    } catch (error) {
      if (nameOf(error) !== 'NotFoundException') throw error;
      return [wrong(`SES has no configuration set ${ConfigurationSetName}: every mail fails`, BY_HAND)];
    }
  },
};
