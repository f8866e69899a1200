import { SOURCES } from '../../../tools/stacks/deployments';
import { resourcesOf } from '../../support/computed-stack';

const resources = resourcesOf(SOURCES.msk);

const KEPT = { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' };

const PROTECTED = {
  BillingMode: 'PAY_PER_REQUEST',
  PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  SSESpecification: { SSEEnabled: true },
};

it.each([
  ['contacts', 'ContactsTable'],
  ['recipients', 'RecipientsTable'],
])('%s are found by user', (name, id) => {
  expect(resources[id]).toEqual({
    Type: 'AWS::DynamoDB::Table',
    ...KEPT,
    Properties: {
      ...PROTECTED,
      TableName: `notifications-test-${name}`,
      AttributeDefinitions: [{ AttributeName: 'user_id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'user_id', KeyType: 'HASH' }],
    },
  });
});

it('the notification log is found by order and notification, and forgets', () => {
  expect(resources.NotificationLogTable).toEqual({
    Type: 'AWS::DynamoDB::Table',
    ...KEPT,
    Properties: {
      ...PROTECTED,
      TableName: 'notifications-test-notification-log',
      AttributeDefinitions: [
        { AttributeName: 'order_id', AttributeType: 'S' },
        { AttributeName: 'notification', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'order_id', KeyType: 'HASH' },
        { AttributeName: 'notification', KeyType: 'RANGE' },
      ],
      TimeToLiveSpecification: { AttributeName: 'expires_at', Enabled: true },
    },
  });
});

describe('the on-failure bucket', () => {
  it('keeps failed records encrypted, private, for 14 days, and beyond the stack', () => {
    expect(resources.OnFailureBucket).toEqual({
      Type: 'AWS::S3::Bucket',
      ...KEPT,
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
        VersioningConfiguration: { Status: 'Enabled' },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        LifecycleConfiguration: {
          Rules: [
            {
              Id: 'expire',
              Status: 'Enabled',
              ExpirationInDays: 14,
              NoncurrentVersionExpiration: { NoncurrentDays: 7 },
              AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
            },
            {
              Id: 'mark-as-old',
              Status: 'Enabled',
              ObjectSizeGreaterThan: '0',
              Transitions: [{ StorageClass: 'INTELLIGENT_TIERING', TransitionInDays: 9 }],
            },
          ],
        },
      },
    });
  });

  it('answers nobody without TLS', () => {
    const bucket = { 'Fn::GetAtt': ['OnFailureBucket', 'Arn'] };

    expect(resources.OnFailureBucketPolicy).toEqual({
      Type: 'AWS::S3::BucketPolicy',
      ...KEPT,
      Properties: {
        Bucket: { Ref: 'OnFailureBucket' },
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Sid: 'TlsOnly',
              Effect: 'Deny',
              Principal: '*',
              Action: 's3:*',
              Resource: [bucket, { 'Fn::Join': ['/', [bucket, '*']] }],
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            },
          ],
        },
      },
    });
  });
});
