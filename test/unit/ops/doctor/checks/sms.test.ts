import { sms } from '../../../../../ops/doctor/checks/sms';
import { doctorWith, refused } from '../../../../support/doctor';

const { tellsOf } = doctorWith(sms);

tellsOf([
  [
    'a pool that is not active',
    { answers: { DescribePools: { Pools: [{ Status: 'DELETING' }] } } },
    /^✗ sms: the pool pool-1 is DELETING/,
  ],
  [
    'a pool that is gone',
    { answers: { DescribePools: refused('ResourceNotFoundException') } },
    /^✗ sms: there is no pool pool-1/,
  ],
  [
    'the sandbox of texts',
    {
      answers: {
        DescribeAccountAttributes: { AccountAttributes: [{ Name: 'ACCOUNT_TIER', Value: 'SANDBOX' }] },
      },
    },
    /^✗ sms: the account is in the sandbox/,
  ],
  [
    'a spend limit of nothing',
    {
      answers: {
        DescribeSpendLimits: {
          SpendLimits: [{ Name: 'TEXT_MESSAGE_MONTHLY_SPEND_LIMIT', EnforcedLimit: 0 }],
        },
      },
    },
    /^✗ sms: texts may cost nothing/,
  ],
]);
