import { CERTIFICATE, KEY, SOURCES, TABLE } from '../../../tools/stacks/deployments';
import { resourcesOf, stack } from '../../support/computed-stack';

const PAGE = { ...SOURCES.msk, preferencesPage: 'true' };
const DOMAIN = {
  ...PAGE,
  preferencesDomain: 'tell-me.shop.example',
  preferencesCertificateArn: CERTIFICATE,
};

const idsOf = (raw: Record<string, string>) =>
  Object.keys(resourcesOf(raw)).filter((id) => id.startsWith('Preference'));

describe('a deployment without the preference page', () => {
  it('has nothing of it', () => {
    const { environment, pageFunctions, resources } = stack(SOURCES.msk);

    expect(idsOf(SOURCES.msk)).toEqual([]);
    expect(pageFunctions).toEqual({});
    expect(Object.keys(environment)).not.toContain('PREFERENCES_URL');
    expect(Object.keys(resources.Outputs)).not.toContain('PreferencesPageUrl');
    expect(JSON.stringify(resourcesOf(SOURCES.msk))).not.toContain('PreferencesSecret');
  });
});

describe('the preference page', () => {
  it('has an API, a secret, a role and three alarms', () => {
    expect(idsOf(PAGE)).toEqual([
      'PreferencesRole',
      'PreferencesSecret',
      'PreferencesApi',
      'PreferencesIntegration',
      'PreferencesRoute',
      'PreferencesStage',
      'PreferencesPermission',
      'PreferencePageErrorsAlarm',
      'PreferencePageThrottlesAlarm',
      'PreferencePageRefusedAlarm',
    ]);
  });

  it('has a role that reads customers, changes what they chose and reads the keys, and may do nothing else', () => {
    const raw = { ...PAGE, contactsTableArn: TABLE, contactsTableKmsKeyArn: KEY };
    const role = resourcesOf(raw).PreferencesRole?.Properties as {
      Policies: Array<{ PolicyDocument: { Statement: Array<Record<string, unknown>> } }>;
    };

    expect(role.Policies[0]?.PolicyDocument.Statement).toEqual([
      {
        Sid: 'Customers',
        Effect: 'Allow',
        Action: 'dynamodb:GetItem',
        Resource: [TABLE, { 'Fn::GetAtt': ['RecipientsTable', 'Arn'] }],
      },
      {
        Sid: 'Choices',
        Effect: 'Allow',
        Action: 'dynamodb:UpdateItem',
        Resource: { 'Fn::GetAtt': ['RecipientsTable', 'Arn'] },
        Condition: {
          'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['user_id', 'choices'] },
          StringEqualsIfExists: { 'dynamodb:ReturnValues': 'NONE' },
        },
      },
      expect.objectContaining({ Sid: 'ContactsKey', Action: 'kms:Decrypt', Resource: KEY }),
      {
        Sid: 'PreferencesKeys',
        Effect: 'Allow',
        Action: 'secretsmanager:GetSecretValue',
        Resource: { Ref: 'PreferencesSecret' },
      },
      expect.objectContaining({ Sid: 'Logs', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'] }),
    ]);
  });

  it('rejects what is beyond its limits before Lambda is asked, and logs no address of a request', () => {
    expect(resourcesOf(PAGE).PreferencesStage?.Properties).toEqual({
      ApiId: { Ref: 'PreferencesApi' },
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 40 },
    });
  });

  it.each([
    ['1', { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 40 }],
    ['50', { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 }],
    ['62.5', { ThrottlingRateLimit: 63, ThrottlingBurstLimit: 126 }],
  ])('lets a request through for each mail, though %s mails a second leave', (sesMaxSendRate, limits) => {
    const { PreferencesStage } = resourcesOf({ ...PAGE, sesMaxSendRate });

    expect(PreferencesStage?.Properties).toMatchObject({ DefaultRouteSettings: limits });
  });

  it('makes its first key by itself, as JSON that a second one can be added to', () => {
    expect(resourcesOf(PAGE).PreferencesSecret?.Properties).toMatchObject({
      GenerateSecretString: { SecretStringTemplate: '{}', GenerateStringKey: 'current', PasswordLength: 64 },
    });
  });

  it('is told to all functions by the address of its API', () => {
    expect(stack(PAGE).environment).toMatchObject({
      PREFERENCES_URL: { 'Fn::GetAtt': ['PreferencesApi', 'ApiEndpoint'] },
      PREFERENCES_SECRET: { Ref: 'PreferencesSecret' },
    });
  });

  it('has a domain of the shop where that is given, and says what its DNS record has to name', () => {
    const { environment, resources } = stack(DOMAIN);

    expect(environment.PREFERENCES_URL).toBe('https://tell-me.shop.example');
    expect(idsOf(DOMAIN)).toEqual(expect.arrayContaining(['PreferencesDomain', 'PreferencesMapping']));
    expect(resources.Outputs).toMatchObject({
      PreferencesPageUrl: { Value: 'https://tell-me.shop.example' },
      PreferencesDomainTarget: { Value: { 'Fn::GetAtt': ['PreferencesDomain', 'RegionalDomainName'] } },
    });
  });
});

describe('its parameters', () => {
  it.each<[string, Record<string, string>, string]>([
    [
      'a domain without a certificate',
      { ...PAGE, preferencesDomain: 'tell-me.shop.example' },
      'preferencesCertificateArn: preferencesDomain and preferencesCertificateArn go together',
    ],
    [
      'a domain without a page',
      { ...DOMAIN, preferencesPage: 'false' },
      'preferencesDomain: belongs to preferencesPage=true',
    ],
    [
      'a certificate of another Region',
      { ...DOMAIN, preferencesCertificateArn: CERTIFICATE.replace('eu-central-1', 'us-east-1') },
      'preferencesCertificateArn: is in us-east-1, the stack in eu-central-1; set --region us-east-1, or another',
    ],
    [
      'an address instead of a domain',
      { ...DOMAIN, preferencesDomain: 'https://tell-me.shop.example' },
      'preferencesDomain: expected a domain name in lower case, found "https://tell-me.shop.example"',
    ],
  ])('are refused: %s', (_, raw, problem) => {
    expect(stack(raw).problems).toContain(problem);
  });
});
