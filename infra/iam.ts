import { arnOf, type Deployment, logGroupOf } from './deployment';
import type { Parameters } from './parameters/parameters';
import type { Resource, Text } from './template';

interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: string | readonly string[];
  readonly Resource: Text | readonly Text[];
  readonly Condition?: object;
}

export const allow = (
  Sid: string,
  Action: Statement['Action'],
  Resource: Statement['Resource'],
  Condition?: object,
): Statement => ({
  Sid,
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition && { Condition }),
});

/** Allows a customer managed key, if there is one, and only through the service whose data it encrypts. */
export const decrypt = (Sid: string, key: string | undefined, service: string): Statement[] =>
  key === undefined
    ? []
    : [
        allow(Sid, 'kms:Decrypt', key, {
          StringEquals: {
            'kms:ViaService': { 'Fn::Sub': `${service}.\${AWS::Region}.\${AWS::URLSuffix}` },
          },
        }),
      ];

/** Allows what Lambda does for functions with their role: write their log lines. */
export const logging = (deployment: Deployment, functions: ReadonlyArray<{ readonly name: string }>) =>
  allow(
    'Logs',
    ['logs:CreateLogStream', 'logs:PutLogEvents'],
    functions.map((fn) => arnOf('logs', `log-group:${logGroupOf(deployment, fn)}:*`)),
  );

/** Allows X-Ray, which has no resources to name. */
export const tracing = (parameters: Parameters): Statement[] =>
  parameters.tracing ? [allow('Tracing', ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], '*')] : [];

/** Who may take a role. */
interface Trusted {
  readonly Service: string;
  readonly Condition?: object;
}

/** Makes a role that one service alone may take, by default Lambda. */
export const roleOf = (
  { permissionsBoundaryArn, rolePath }: Parameters,
  PolicyName: string,
  statements: readonly Statement[],
  { Service, Condition }: Trusted = { Service: 'lambda.amazonaws.com' },
): Resource<'AWS::IAM::Role'> => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service },
          Action: 'sts:AssumeRole',
          ...(Condition && { Condition }),
        },
      ],
    },
    Policies: [{ PolicyName, PolicyDocument: { Version: '2012-10-17', Statement: statements } }],
    ...(permissionsBoundaryArn && { PermissionsBoundary: permissionsBoundaryArn }),
    ...(rolePath && { Path: rolePath }),
  },
});

/** Refuses whoever comes without TLS, in the policy of a resource that holds data. */
export const tlsOnly = (Action: string, Resource: Statement['Resource']) => ({
  Sid: 'TlsOnly',
  Effect: 'Deny',
  Principal: '*',
  Action,
  Resource,
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});
