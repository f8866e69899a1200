import { role } from '../../../../../ops/doctor/checks/role';
import { doctorWith, refused } from '../../../../support/doctor';
import { MAPPING, simulated } from '../../../../support/healthy-stage';

const { look, tellsOf } = doctorWith(role);

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

it('tells what else the role may not where it may not ask SES for the identity', async () => {
  const lines = await look({
    answers: {
      SimulatePrincipalPolicy: simulated('implicitDeny'),
      GetEmailIdentity: refused(
        'AccessDeniedException',
        'x is not authorized to perform: ses:GetEmailIdentity',
      ),
    },
  });

  expect(lines).toContainEqual(
    expect.stringMatching(/^✗ role: the role may not secretsmanager:GetSecretValue/),
  );
  expect(lines).toContainEqual(
    expect.stringMatching(/^! role: not looked at: your credentials lack ses:GetEmailIdentity/),
  );
});

it('says that the role may do all only where all was looked at', async () => {
  const denied = refused('AccessDeniedException', 'x is not authorized to perform: ses:GetEmailIdentity');

  expect(await look()).toEqual(['✓ role: the role may do what the functions do → ']);
  expect(await look({ answers: { GetEmailIdentity: denied } })).toEqual([
    expect.stringMatching(/^! role: not looked at: your credentials lack ses:GetEmailIdentity/),
  ]);
});
