import { configurationSet } from '../../../../../ops/doctor/checks/configuration-set';
import { doctorWith, refused } from '../../../../support/doctor';
import { CONFIGURATION_SET, EVENT_DESTINATION } from '../../../../support/healthy-stage';

const { tellsOf } = doctorWith(configurationSet);

tellsOf([
  [
    'a configuration set that is paused',
    {
      answers: { GetConfigurationSet: { ...CONFIGURATION_SET, SendingOptions: { SendingEnabled: false } } },
    },
    /^✗ configuration set: .* is paused.*--enabled/,
  ],
  [
    'a configuration set that is gone',
    { answers: { GetConfigurationSet: refused('NotFoundException') } },
    /^✗ configuration set: SES has no configuration set .* → docs\/doctor\.md#changed-or-deleted-by-hand$/,
  ],
  [
    'bad addresses that are mailed again',
    {
      answers: {
        GetConfigurationSet: { ...CONFIGURATION_SET, SuppressionOptions: { SuppressedReasons: ['BOUNCE'] } },
      },
    },
    /^! configuration set: it mails addresses again/,
  ],
  [
    'an event destination that is off',
    {
      answers: {
        GetConfigurationSetEventDestinations: {
          EventDestinations: [{ ...EVENT_DESTINATION, Enabled: false }],
        },
      },
    },
    /^✗ configuration set: it does not tell EventBridge of BOUNCE/,
  ],
  [
    'an event that is not told',
    {
      answers: {
        GetConfigurationSetEventDestinations: {
          EventDestinations: [
            { ...EVENT_DESTINATION, MatchingEventTypes: ['BOUNCE', 'DELIVERY', 'REJECT', 'DELIVERY_DELAY'] },
          ],
        },
      },
    },
    /^✗ configuration set: it does not tell EventBridge of COMPLAINT:/,
  ],
]);
