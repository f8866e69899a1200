import { SOURCES } from '../../../tools/stacks/deployments';
import { resourcesOf, stack } from '../../support/computed-stack';

const MSK = SOURCES.msk;

describe('the sender’s domain', () => {
  it('is created only when asked, and says which records prove it', () => {
    expect(resourcesOf(MSK)).not.toHaveProperty('SenderIdentity');
    const { resources } = stack({ ...MSK, senderIdentity: 'shop.example', createSenderIdentity: 'true' });
    expect(resources.Resources).toHaveProperty('SenderIdentity.Properties', {
      EmailIdentity: 'shop.example',
      DkimAttributes: { SigningEnabled: true },
      DkimSigningAttributes: { NextSigningKeyLength: 'RSA_2048_BIT' },
    });
    expect(Object.keys(resources.Outputs).filter((id) => id.startsWith('SenderIdentity'))).toHaveLength(3);
  });
});

describe('the configuration set', () => {
  it('has reputation metrics, and its events reach EventBridge', () => {
    const resources = resourcesOf(MSK);

    expect(resources.ConfigurationSet).toEqual({
      Type: 'AWS::SES::ConfigurationSet',
      Properties: {
        Name: 'notifications-test',
        ReputationOptions: { ReputationMetricsEnabled: true },
        SendingOptions: { SendingEnabled: true },
        SuppressionOptions: { SuppressedReasons: ['BOUNCE', 'COMPLAINT'] },
      },
    });
    expect(resources.MailEvents).toEqual({
      Type: 'AWS::SES::ConfigurationSetEventDestination',
      Properties: {
        ConfigurationSetName: { Ref: 'ConfigurationSet' },
        EventDestination: {
          Name: 'mail-events',
          Enabled: true,
          MatchingEventTypes: ['bounce', 'complaint', 'delivery', 'reject', 'deliveryDelay'],
          EventBridgeDestination: {
            EventBusArn: {
              'Fn::Sub': 'arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:event-bus/default',
            },
          },
        },
      },
    });
  });
});

describe('SES in another Region', () => {
  const ELSEWHERE = { ...MSK, sesRegion: 'eu-west-1' };

  it('has nothing in the stack, which creates resources in its own Region alone', () => {
    const idsOf = (raw: Record<string, string>) => Object.keys(resourcesOf(raw));
    const missing = idsOf(MSK).filter((id) => !idsOf(ELSEWHERE).includes(id));

    expect(missing).toEqual(['ConfigurationSet', 'MailEvents', 'BounceRateAlarm', 'ComplaintRateAlarm']);
    expect(JSON.stringify(resourcesOf(ELSEWHERE).Dashboard)).not.toContain('Reputation');
  });

  it('is told to the functions and to commands', () => {
    const { environment, resources } = stack(ELSEWHERE);

    expect(environment).toMatchObject({
      SES_REGION: 'eu-west-1',
      SES_CONFIGURATION_SET: 'notifications-test',
    });
    expect(resources.Outputs).toMatchObject({ SesRegion: { Value: 'eu-west-1' } });
  });

  it('is the same as none, where it is the Region of the stack', () => {
    const same = stack({ ...MSK, sesRegion: 'eu-central-1' });

    expect(Object.keys(same.resources.Resources)).toEqual(Object.keys(resourcesOf(MSK)));
    expect(same.environment.SES_REGION).toBeUndefined();
  });
});
