import { sending } from '../../../../../ops/doctor/checks/sending';
import { doctorWith, environment } from '../../../../support/doctor';
import { ACCOUNT } from '../../../../support/healthy-stage';

const { tellsOf } = doctorWith(sending);

const account = (changes: object) => ({ GetAccount: { ...ACCOUNT, ...changes } });

tellsOf([
  [
    'the sandbox',
    { answers: account({ ProductionAccessEnabled: false }) },
    /^✗ sending: SES is in the sandbox/,
  ],
  [
    'a paused account',
    { answers: account({ SendingEnabled: false }) },
    /^✗ sending: sending is paused .*update-account-sending-enabled/,
  ],
  [
    'an account under review',
    { answers: account({ EnforcementStatus: 'PROBATION' }) },
    /^! sending: SES has put the account under review/,
  ],
  [
    'a rate above what SES grants',
    { answers: environment({ SES_MAX_SEND_RATE: '20' }) },
    /^✗ sending: sesMaxSendRate is 20 .* grants 14.*sesMaxSendRate=14/,
  ],
  [
    'a quota that is nearly used',
    {
      answers: account({ SendQuota: { MaxSendRate: 14, Max24HourSend: 1_000, SentLast24Hours: 900 } }),
    },
    /^! sending: 900 of 1000 mails/,
  ],
  [
    'a quota that is used',
    {
      answers: account({ SendQuota: { MaxSendRate: 14, Max24HourSend: 1_000, SentLast24Hours: 1_000 } }),
    },
    /^✗ sending: 1000 of 1000 mails in the last 24 hours: SES takes no more/,
  ],
]);
