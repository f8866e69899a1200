import { identity } from '../../../../../ops/doctor/checks/identity';
import { doctorWith, environment, refused } from '../../../../support/doctor';
import { IDENTITY } from '../../../../support/healthy-stage';

const { tellsOf } = doctorWith(identity);

const identityWith = (changes: object) => ({ GetEmailIdentity: { ...IDENTITY, ...changes } });

tellsOf([
  [
    'an identity that is not there',
    { answers: { GetEmailIdentity: refused('NotFoundException') } },
    /^✗ identity: SES knows neither orders@shop\.example nor its domain/,
  ],
  [
    'an identity that is not verified',
    { answers: identityWith({ VerifiedForSendingStatus: false, VerificationStatus: 'PENDING' }) },
    /^✗ identity: SES has not verified orders@shop\.example \(PENDING\)/,
  ],
  [
    'DKIM that is off',
    { answers: identityWith({ DkimAttributes: { SigningEnabled: false } }) },
    /^! identity: DKIM: .* not signed \(signing is off\)/,
  ],
  [
    'DKIM records that are missing',
    { answers: identityWith({ DkimAttributes: { SigningEnabled: true, Status: 'PENDING' } }) },
    /^! identity: DKIM: .*the records are PENDING/,
  ],
  [
    'no MAIL FROM domain',
    { answers: identityWith({ MailFromAttributes: {} }) },
    /^! identity: MAIL FROM: .* none of its own/,
  ],
  [
    'a MAIL FROM domain without MX, by which SES refuses mails',
    {
      answers: identityWith({
        MailFromAttributes: {
          MailFromDomain: 'mail.shop.example',
          MailFromDomainStatus: 'FAILED',
          BehaviorOnMxFailure: 'REJECT_MESSAGE',
        },
      }),
    },
    /^✗ identity: MAIL FROM: the MX record .* SES refuses every mail/,
  ],
  [
    'an identity that is not there, in the Region from which the functions send',
    {
      answers: {
        ...environment({ SES_REGION: 'eu-west-1' }),
        GetEmailIdentity: refused('NotFoundException'),
      },
    },
    /^✗ identity: .* nor its domain in eu-west-1/,
  ],
]);
