import { arnOf, type Deployment, keeping, nameOf } from './deployment';
import type { Parameters } from './parameters/parameters';
import { isSesElsewhere } from './parameters/places';
import type { Outputs, Resources } from './template';

export const configurationSetOf = (deployment: Deployment) => nameOf(deployment);

export const senderIdentityOf = ({ senderIdentity, senderEmail }: Parameters) =>
  senderIdentity ?? senderEmail;

function senderIdentity(deployment: Deployment): Resources {
  const { parameters } = deployment;
  if (!parameters.createSenderIdentity) return {};
  return {
    SenderIdentity: {
      Type: 'AWS::SES::EmailIdentity',
      ...keeping(parameters),
      Properties: {
        EmailIdentity: senderIdentityOf(parameters),
        DkimAttributes: { SigningEnabled: true },
        DkimSigningAttributes: { NextSigningKeyLength: 'RSA_2048_BIT' },
      },
    },
  };
}

const configurationSet = (deployment: Deployment): Resources => ({
  ConfigurationSet: {
    Type: 'AWS::SES::ConfigurationSet',
    Properties: {
      Name: configurationSetOf(deployment),
      ReputationOptions: { ReputationMetricsEnabled: true },
      SendingOptions: { SendingEnabled: true },
      SuppressionOptions: { SuppressedReasons: ['BOUNCE', 'COMPLAINT'] },
    },
  },
  MailEvents: {
    Type: 'AWS::SES::ConfigurationSetEventDestination',
    Properties: {
      ConfigurationSetName: { Ref: 'ConfigurationSet' },
      EventDestination: {
        Name: 'mail-events',
        Enabled: true,
        // Source: CloudFormation template reference, `AWS::SES::ConfigurationSetEventDestination`, EventDestination.
        MatchingEventTypes: ['bounce', 'complaint', 'delivery', 'reject', 'deliveryDelay'],
        EventBridgeDestination: { EventBusArn: arnOf('events', 'event-bus/default') },
      },
    },
  },
});

/** Makes what SES needs for the stage; nothing where SES is in another Region, in which a stack creates nothing. */
export const ses = (deployment: Deployment): Resources =>
  isSesElsewhere(deployment.parameters, deployment.region)
    ? {}
    : { ...configurationSet(deployment), ...senderIdentity(deployment) };

/** Tells commands of the stage where SES is, if it is elsewhere. */
export const sesOutputs = ({ parameters, region }: Deployment): Outputs =>
  parameters.sesRegion && isSesElsewhere(parameters, region)
    ? { SesRegion: { Value: parameters.sesRegion } }
    : {};

/** Tells the DNS records that prove the domain to SES. Its owner publishes them. */
export const senderIdentityOutputs = ({ parameters }: Deployment): Outputs =>
  parameters.createSenderIdentity
    ? Object.fromEntries(
        [1, 2, 3].map((n) => [
          `SenderIdentityDkimRecord${n}`,
          {
            Description: 'CNAME record to publish: name and value',
            Value: {
              'Fn::Sub': `\${SenderIdentity.DkimDNSTokenName${n}} CNAME \${SenderIdentity.DkimDNSTokenValue${n}}`,
            },
          },
        ]),
      )
    : {};
