import { role } from '../../../../../ops/doctor/checks/role';
import { doctorWith } from '../../../../support/doctor';
import { MAPPING, simulated } from '../../../../support/healthy-stage';

const { tellsOf } = doctorWith(role);

const REGISTRY_SECRET = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:registry-AbCdEf';

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
  [
    'a role that may not read the secret of the schema registry',
    {
      answers: {
        SimulatePrincipalPolicy: simulated('implicitDeny'),
        GetEventSourceMapping: {
          ...MAPPING,
          AmazonManagedKafkaEventSourceConfig: {
            SchemaRegistryConfig: { AccessConfigs: [{ Type: 'BASIC_AUTH', URI: REGISTRY_SECRET }] },
          },
        },
      },
    },
    new RegExp(`^✗ role: the role may not secretsmanager:GetSecretValue on .*${REGISTRY_SECRET}`),
  ],
]);
