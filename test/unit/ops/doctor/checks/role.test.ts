import { role } from '../../../../../ops/doctor/checks/role';
import { doctorWith } from '../../../../support/doctor';
import { simulated } from '../../../../support/healthy-stage';

const { tellsOf } = doctorWith(role);

tellsOf([
  [
    'a role without a permission',
    { answers: { SimulatePrincipalPolicy: simulated('implicitDeny') } },
    /^✗ role: the role may not secretsmanager:GetSecretValue on arn:aws:secretsmanager:eu-central-1:123456789012:secret:AmazonMSK_shop-AbCdEf \(implicitDeny\)/,
  ],
  [
    'a role that may not write what failed',
    { answers: { SimulatePrincipalPolicy: simulated('explicitDeny') } },
    /^✗ role: the role may not s3:PutObject on arn:aws:s3:::notification-service-prod-onfailurebucket-1\/\* \(explicitDeny\) → docs\/doctor\.md#changed-or-deleted-by-hand$/,
  ],
]);
