import {
  GetConfigurationSetCommand,
  GetConfigurationSetEventDestinationsCommand,
} from '@aws-sdk/client-sesv2';
import { nameOf } from '../../../lib/runtime/errors';
import { awsCommand, BY_HAND, type Check, type Line, ok, warning, wrong } from '../check';
import type { Context } from '../context';

/** What `mailEvents` takes. Source: SES API v2 reference, `EventDestination`. */
const EVENTS = ['BOUNCE', 'COMPLAINT', 'DELIVERY', 'REJECT', 'DELIVERY_DELAY'];

async function setLines({ clients, abortSignal }: Context, name: string): Promise<Line[]> {
  const request = new GetConfigurationSetCommand({ ConfigurationSetName: name });
  const { SendingOptions, SuppressionOptions } = await clients.ses.send(request, { abortSignal });
  const { SuppressedReasons = [] } = SuppressionOptions ?? {};
  const start = `ses update-configuration-set-sending-enabled --configuration-set-name ${name} --enabled`;
  return [
    SendingOptions?.SendingEnabled === false
      ? wrong(`${name} is paused: every mail fails`, awsCommand(await clients.ses.config.region(), start))
      : ok(`${name} sends`),
    SuppressedReasons.includes('BOUNCE') && SuppressedReasons.includes('COMPLAINT')
      ? ok('it holds back addresses that bounced or complained')
      : warning('it mails addresses again that bounced or complained', BY_HAND),
  ];
}

async function destinationLine({ clients, abortSignal }: Context, name: string): Promise<Line> {
  const request = new GetConfigurationSetEventDestinationsCommand({ ConfigurationSetName: name });
  const { EventDestinations = [] } = await clients.ses.send(request, { abortSignal });
  const told = EventDestinations.filter(
    ({ Enabled, EventBridgeDestination }) => Enabled && EventBridgeDestination,
  ).flatMap(({ MatchingEventTypes = [] }) => MatchingEventTypes.map(String));
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
  async run(context) {
    const { SES_CONFIGURATION_SET: name = '' } = await context.environment();
    return [setLines, destinationLine].map((look) =>
      look(context, name).catch((error) => {
        if (nameOf(error) !== 'NotFoundException') throw error;
        return wrong(`SES has no configuration set ${name}: every mail fails`, BY_HAND);
      }),
    );
  },
};
