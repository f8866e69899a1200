import { arnOf, type Deployment, nameOf } from './deployment';
import { PREFERENCES } from './functions';
import { allow, decrypt, logging, roleOf, tracing } from './iam';
import { tableArnsOf } from './storage';
import type { Outputs, Resource, Resources, Text } from './template';

const API = { Ref: 'PreferencesApi' } as const;
const SECRET = { Ref: 'PreferencesSecret' } as const;
const FUNCTION = { 'Fn::GetAtt': [`${PREFERENCES.id}LambdaFunction`, 'Arn'] } as const;

/** Requests a second that are let through at least: more than customers make, and few beside the account's 1,000 instances of Lambda. */
const LEAST_REQUESTS = 20;

/** Computes the limits of requests: as many a second as mails leave, since link scanners open the links of each; twice as many at once. */
function requestLimits({ parameters }: Deployment) {
  const rate = Math.max(LEAST_REQUESTS, Math.ceil(parameters.sesMaxSendRate));
  return { ThrottlingRateLimit: rate, ThrottlingBurstLimit: 2 * rate };
}

/** As long as the function may take, and a little. In milliseconds. */
const INTEGRATION_TIMEOUT = 22_000;

/** Where the page is: under the shop's own domain, else under that of the API. */
const urlOf = ({ parameters }: Deployment): Text =>
  parameters.preferencesDomain
    ? `https://${parameters.preferencesDomain}`
    : { 'Fn::GetAtt': ['PreferencesApi', 'ApiEndpoint'] };

/** Lets whoever signs or checks links read their keys. */
const readKeys = () => allow('PreferencesKeys', 'secretsmanager:GetSecretValue', SECRET);

/** Allows the functions that write mails to sign links, where there is a page. */
export const linkStatements = ({ parameters }: Deployment) =>
  parameters.preferencesPage ? [readKeys()] : [];

/** Tells the functions where the page is, and which secret signs its links. */
export const pageEnvironment = (deployment: Deployment): Record<string, Text> =>
  deployment.parameters.preferencesPage
    ? { PREFERENCES_URL: urlOf(deployment), PREFERENCES_SECRET: SECRET }
    : {};

/** Describes the function in the words of serverless.yml; empty where there is no page. */
export const pageFunctions = ({ parameters }: Deployment) =>
  parameters.preferencesPage
    ? {
        [PREFERENCES.name]: {
          handler: 'handlers/preferences.handler',
          description: 'Shows customers what they are told, and saves what they choose',
          role: { 'Fn::Sub': '${PreferencesRole.Arn}' },
          // Three calls of DynamoDB in turn and one of Secrets Manager, each with all its attempts.
          timeout: 20,
          disableLogs: parameters.reuseLogGroups,
        },
      }
    : {};

/** Makes the role of the function alone: it mails nobody, and knows nothing of what was sent. */
function role(deployment: Deployment): Resource {
  const { parameters } = deployment;
  const { contacts, recipients } = tableArnsOf(parameters);
  return roleOf(parameters, 'preferences', [
    allow('Customers', 'dynamodb:GetItem', [contacts, recipients]),
    // What a write says of attributes, its key and its condition included. Source: DynamoDB developer guide, `specifying-conditions`, 2.
    allow('Choices', 'dynamodb:UpdateItem', recipients, {
      'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['user_id', 'choices'] },
      // A request that says nothing of it has no such key, and gets nothing back.
      StringEqualsIfExists: { 'dynamodb:ReturnValues': 'NONE' },
    }),
    ...decrypt('ContactsKey', parameters.contactsTableKmsKeyArn, 'dynamodb'),
    ...decrypt('RecipientsKey', parameters.recipientsTableKmsKeyArn, 'dynamodb'),
    readKeys(),
    logging(deployment, [PREFERENCES]),
    ...tracing(parameters),
  ]);
}

/**
 * Makes the keys that sign the links. The secret goes with the stack, whatever `retainData` says: it holds no data, and links that it
 * signed lead nowhere without the page. It has no name of its own, since Secrets Manager keeps a name for days after it was removed.
 */
const secret = (deployment: Deployment): Resource => ({
  Type: 'AWS::SecretsManager::Secret',
  Properties: {
    Description: `Signs the links to the preference page of ${nameOf(deployment)}`,
    GenerateSecretString: {
      SecretStringTemplate: '{}',
      GenerateStringKey: 'current',
      PasswordLength: 64,
      ExcludePunctuation: true,
    },
  },
});

/**
 * Makes the HTTP API in front of the function. It rejects what is beyond its limits before Lambda is asked, and takes a domain of the
 * shop; a function URL does neither. Source: API Gateway developer guide, `http-api-throttling`, `http-api-custom-domain-names`.
 */
function api(deployment: Deployment): Resources {
  return {
    PreferencesApi: {
      Type: 'AWS::ApiGatewayV2::Api',
      Properties: { Name: `${nameOf(deployment)}-preferences`, ProtocolType: 'HTTP' },
    },
    PreferencesIntegration: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        ApiId: API,
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: FUNCTION,
        PayloadFormatVersion: '2.0',
        TimeoutInMillis: INTEGRATION_TIMEOUT,
      },
    },
    PreferencesRoute: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: {
        ApiId: API,
        RouteKey: '$default',
        Target: { 'Fn::Join': ['/', ['integrations', { Ref: 'PreferencesIntegration' }]] },
      },
    },
    // No access log: the address of a request is its customer's secret.
    PreferencesStage: {
      Type: 'AWS::ApiGatewayV2::Stage',
      Properties: {
        ApiId: API,
        StageName: '$default',
        AutoDeploy: true,
        DefaultRouteSettings: requestLimits(deployment),
      },
    },
    PreferencesPermission: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        FunctionName: FUNCTION,
        Action: 'lambda:InvokeFunction',
        Principal: 'apigateway.amazonaws.com',
        SourceArn: arnOf('execute-api', '${PreferencesApi}/*'),
      },
    },
  };
}

function domain({ parameters }: Deployment): Resources {
  const { preferencesDomain, preferencesCertificateArn } = parameters;
  if (!preferencesDomain || !preferencesCertificateArn) return {};
  return {
    PreferencesDomain: {
      Type: 'AWS::ApiGatewayV2::DomainName',
      Properties: {
        DomainName: preferencesDomain,
        DomainNameConfigurations: [
          {
            CertificateArn: preferencesCertificateArn,
            EndpointType: 'REGIONAL',
            SecurityPolicy: 'TLS_1_2',
          },
        ],
      },
    },
    PreferencesMapping: {
      Type: 'AWS::ApiGatewayV2::ApiMapping',
      Properties: {
        ApiId: API,
        DomainName: { Ref: 'PreferencesDomain' },
        Stage: { Ref: 'PreferencesStage' },
      },
    },
  };
}

/** Makes all of the page but the function itself; nothing where the deployment has none. */
export const preferencesPage = (deployment: Deployment): Resources =>
  deployment.parameters.preferencesPage
    ? {
        PreferencesRole: role(deployment),
        PreferencesSecret: secret(deployment),
        ...api(deployment),
        ...domain(deployment),
      }
    : {};

/** Tells where the page is, what `npm run preferences-link` signs with, and what the domain's DNS record has to name. */
export const pageOutputs = (deployment: Deployment): Outputs => ({
  ...(deployment.parameters.preferencesPage && {
    PreferencesPageUrl: { Value: urlOf(deployment) },
    PreferencesSecretArn: { Value: SECRET },
  }),
  ...(deployment.parameters.preferencesPage &&
    deployment.parameters.preferencesDomain && {
      PreferencesDomainTarget: {
        Description: `CNAME of ${deployment.parameters.preferencesDomain}`,
        Value: { 'Fn::GetAtt': ['PreferencesDomain', 'RegionalDomainName'] },
      },
    }),
});
