import { type Deployment, keeping, nameOf } from './deployment';
import { tlsOnly } from './iam';
import type { Parameters } from './parameters/parameters';
import type { Properties, Resource, Resources, Text } from './template';

const nameInArn = (arn: string) => arn.slice(arn.lastIndexOf('/') + 1);

/** Names the tables: the stack's own, or existing ones. */
export const tableNamesOf = (deployment: Deployment) => {
  const { contactsTableArn, recipientsTableArn, notificationLogTableArn } = deployment.parameters;
  return {
    contacts: contactsTableArn ? nameInArn(contactsTableArn) : `${nameOf(deployment)}-contacts`,
    recipients: recipientsTableArn ? nameInArn(recipientsTableArn) : `${nameOf(deployment)}-recipients`,
    notificationLog: notificationLogTableArn
      ? nameInArn(notificationLogTableArn)
      : `${nameOf(deployment)}-notification-log`,
  };
};

const CONTACTS_ELSEWHERE = 'ContactsOfAnotherAccount';

/**
 * Names the table of contacts for the functions: a table of another account by its ARN. Which account is the stack's own, only
 * CloudFormation knows. Source: DynamoDB developer guide, `rbac-iam-actions`.
 */
export const contactsTableOf = (deployment: Deployment): Text => {
  const { contactsTableArn } = deployment.parameters;
  const { contacts } = tableNamesOf(deployment);
  return contactsTableArn ? { 'Fn::If': [CONTACTS_ELSEWHERE, contactsTableArn, contacts] } : contacts;
};

export const storageConditions = ({ contactsTableArn }: Parameters) =>
  contactsTableArn && {
    [CONTACTS_ELSEWHERE]: {
      'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'AWS::AccountId' }, contactsTableArn.split(':')[4]] }],
    },
  };

export const tableArnsOf = ({
  contactsTableArn,
  recipientsTableArn,
  notificationLogTableArn,
}: Parameters): Record<keyof ReturnType<typeof tableNamesOf>, Text> => ({
  contacts: contactsTableArn ?? { 'Fn::GetAtt': ['ContactsTable', 'Arn'] },
  recipients: recipientsTableArn ?? { 'Fn::GetAtt': ['RecipientsTable', 'Arn'] },
  notificationLog: notificationLogTableArn ?? { 'Fn::GetAtt': ['NotificationLogTable', 'Arn'] },
});

const table = (TableName: string, hash: string, range?: string) => ({
  TableName,
  BillingMode: 'PAY_PER_REQUEST' as const,
  AttributeDefinitions: [hash, ...(range ? [range] : [])].map((AttributeName) => ({
    AttributeName,
    AttributeType: 'S' as const,
  })),
  KeySchema: [
    { AttributeName: hash, KeyType: 'HASH' as const },
    ...(range ? [{ AttributeName: range, KeyType: 'RANGE' as const }] : []),
  ],
});

/** Describes the tables in words that CloudFormation and `CreateTable` share: the local stack and the tests create them too. */
export const tables = (names: ReturnType<typeof tableNamesOf>) => ({
  contacts: table(names.contacts, 'user_id'),
  recipients: table(names.recipients, 'user_id'),
  notificationLog: table(names.notificationLog, 'order_id', 'notification'),
});

function tableResources(deployment: Deployment): Resources {
  const { parameters } = deployment;
  const { contacts, recipients, notificationLog } = tables(tableNamesOf(deployment));
  const resource = (own: Properties<'AWS::DynamoDB::Table'>): Resource<'AWS::DynamoDB::Table'> => ({
    Type: 'AWS::DynamoDB::Table',
    ...keeping(parameters),
    Properties: {
      ...own,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true },
      ...(parameters.deletionProtection !== undefined && {
        DeletionProtectionEnabled: parameters.deletionProtection,
      }),
    },
  });
  return {
    ...(!parameters.contactsTableArn && { ContactsTable: resource(contacts) }),
    ...(!parameters.recipientsTableArn && { RecipientsTable: resource(recipients) }),
    ...(!parameters.notificationLogTableArn && {
      NotificationLogTable: resource({
        ...notificationLog,
        TimeToLiveSpecification: { AttributeName: 'expires_at', Enabled: true },
      }),
    }),
  };
}

/** Days that the on-failure bucket keeps a document; `npm run redrive` counts on it. */
export const ON_FAILURE_DAYS = 14;

/** Days after which a document is old. S3 acts on it at the next midnight, and tells CloudWatch a day later. */
const OLD_DAYS = 9;

/** Days that the bucket keeps a document after it was removed or has expired. */
const REMOVED_DAYS = 7;

export const ON_FAILURE_BUCKET = { 'Fn::GetAtt': ['OnFailureBucket', 'Arn'] } as const;
export const ON_FAILURE_DOCUMENTS = { 'Fn::Join': ['/', [ON_FAILURE_BUCKET, '*']] } as const;

/** Makes the bucket to which Lambda writes the records that it gives up. SQS and SNS would get only their positions, not the records. */
function onFailureBucket({ parameters }: Deployment): Resources {
  return {
    OnFailureBucket: {
      Type: 'AWS::S3::Bucket',
      ...keeping(parameters),
      Properties: {
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        // A document that was removed by mistake can be restored for some days.
        VersioningConfiguration: { Status: 'Enabled' },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        LifecycleConfiguration: {
          Rules: [
            {
              Id: 'expire',
              Status: 'Enabled',
              ExpirationInDays: ON_FAILURE_DAYS,
              NoncurrentVersionExpiration: { NoncurrentDays: REMOVED_DAYS },
              AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
            },
            {
              // Nothing but a mark, for the alarm OldDocuments: such a document is read as fast and costs as much. The size is
              // there because S3 moves none below 128 kB otherwise. Source: S3 user guide, `lifecycle-transition-general-considerations`.
              Id: 'mark-as-old',
              Status: 'Enabled',
              ObjectSizeGreaterThan: '0',
              Transitions: [{ StorageClass: 'INTELLIGENT_TIERING', TransitionInDays: OLD_DAYS }],
            },
          ],
        },
      },
    },
    OnFailureBucketPolicy: {
      Type: 'AWS::S3::BucketPolicy',
      ...keeping(parameters),
      Properties: {
        Bucket: { Ref: 'OnFailureBucket' },
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [tlsOnly('s3:*', [ON_FAILURE_BUCKET, ON_FAILURE_DOCUMENTS])],
        },
      },
    },
  };
}

/** Days that the bucket of the framework keeps a version that the framework has removed. */
const OLD_BUNDLES_DAYS = 30;

/**
 * Lets the framework's bucket forget. It keeps the last deployments, for `serverless rollback`, and removes older ones, which
 * stay as versions that nobody sees.
 */
export const deploymentBucketExtension = {
  ServerlessDeploymentBucket: {
    Properties: {
      LifecycleConfiguration: {
        Rules: [
          {
            Id: 'forget',
            Status: 'Enabled',
            NoncurrentVersionExpiration: { NoncurrentDays: OLD_BUNDLES_DAYS },
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
          },
        ],
      },
    },
  },
};

export const storage = (deployment: Deployment): Resources => ({
  ...tableResources(deployment),
  ...onFailureBucket(deployment),
});
