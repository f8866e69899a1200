import type { ApiGatewayV2ApiProperties } from '@awboost/cfn-resource-types/AWS-ApiGatewayV2-Api';
import type { ApiGatewayV2ApiMappingProperties } from '@awboost/cfn-resource-types/AWS-ApiGatewayV2-ApiMapping';
import type { ApiGatewayV2DomainNameProperties } from '@awboost/cfn-resource-types/AWS-ApiGatewayV2-DomainName';
import type { ApiGatewayV2IntegrationProperties } from '@awboost/cfn-resource-types/AWS-ApiGatewayV2-Integration';
import type { ApiGatewayV2RouteProperties } from '@awboost/cfn-resource-types/AWS-ApiGatewayV2-Route';
import type { ApiGatewayV2StageProperties } from '@awboost/cfn-resource-types/AWS-ApiGatewayV2-Stage';
import type { CloudWatchAlarmProperties } from '@awboost/cfn-resource-types/AWS-CloudWatch-Alarm';
import type { CloudWatchDashboardProperties } from '@awboost/cfn-resource-types/AWS-CloudWatch-Dashboard';
import type { DynamoDBTableProperties } from '@awboost/cfn-resource-types/AWS-DynamoDB-Table';
import type { EventsRuleProperties } from '@awboost/cfn-resource-types/AWS-Events-Rule';
import type { IAMRoleProperties } from '@awboost/cfn-resource-types/AWS-IAM-Role';
import type { LambdaEventSourceMappingProperties } from '@awboost/cfn-resource-types/AWS-Lambda-EventSourceMapping';
import type { LambdaPermissionProperties } from '@awboost/cfn-resource-types/AWS-Lambda-Permission';
import type { LogsQueryDefinitionProperties } from '@awboost/cfn-resource-types/AWS-Logs-QueryDefinition';
import type { LogsSubscriptionFilterProperties } from '@awboost/cfn-resource-types/AWS-Logs-SubscriptionFilter';
import type { S3BucketProperties } from '@awboost/cfn-resource-types/AWS-S3-Bucket';
import type { S3BucketPolicyProperties } from '@awboost/cfn-resource-types/AWS-S3-BucketPolicy';
import type { SESConfigurationSetProperties } from '@awboost/cfn-resource-types/AWS-SES-ConfigurationSet';
import type { SESConfigurationSetEventDestinationProperties } from '@awboost/cfn-resource-types/AWS-SES-ConfigurationSetEventDestination';
import type { SESEmailIdentityProperties } from '@awboost/cfn-resource-types/AWS-SES-EmailIdentity';
import type { SecretsManagerSecretProperties } from '@awboost/cfn-resource-types/AWS-SecretsManager-Secret';
import type { SNSTopicProperties } from '@awboost/cfn-resource-types/AWS-SNS-Topic';
import type { SNSTopicPolicyProperties } from '@awboost/cfn-resource-types/AWS-SNS-TopicPolicy';
import type { SQSQueueProperties } from '@awboost/cfn-resource-types/AWS-SQS-Queue';
import type { SQSQueuePolicyProperties } from '@awboost/cfn-resource-types/AWS-SQS-QueuePolicy';

/** The resource types of the stack, as AWS describes them. A new type is one line here. */
interface Described {
  'AWS::ApiGatewayV2::Api': ApiGatewayV2ApiProperties;
  'AWS::ApiGatewayV2::ApiMapping': ApiGatewayV2ApiMappingProperties;
  'AWS::ApiGatewayV2::DomainName': ApiGatewayV2DomainNameProperties;
  'AWS::ApiGatewayV2::Integration': ApiGatewayV2IntegrationProperties;
  'AWS::ApiGatewayV2::Route': ApiGatewayV2RouteProperties;
  'AWS::ApiGatewayV2::Stage': ApiGatewayV2StageProperties;
  'AWS::CloudWatch::Alarm': CloudWatchAlarmProperties;
  'AWS::CloudWatch::Dashboard': CloudWatchDashboardProperties;
  'AWS::DynamoDB::Table': DynamoDBTableProperties;
  'AWS::Events::Rule': EventsRuleProperties;
  'AWS::IAM::Role': IAMRoleProperties;
  'AWS::Lambda::EventSourceMapping': LambdaEventSourceMappingProperties;
  'AWS::Lambda::Permission': LambdaPermissionProperties;
  'AWS::Logs::QueryDefinition': LogsQueryDefinitionProperties;
  'AWS::Logs::SubscriptionFilter': LogsSubscriptionFilterProperties;
  'AWS::S3::Bucket': S3BucketProperties;
  'AWS::S3::BucketPolicy': S3BucketPolicyProperties;
  'AWS::SES::ConfigurationSet': SESConfigurationSetProperties;
  'AWS::SES::ConfigurationSetEventDestination': SESConfigurationSetEventDestinationProperties;
  'AWS::SES::EmailIdentity': SESEmailIdentityProperties;
  'AWS::SecretsManager::Secret': SecretsManagerSecretProperties;
  'AWS::SNS::Topic': SNSTopicProperties;
  'AWS::SNS::TopicPolicy': SNSTopicPolicyProperties;
  'AWS::SQS::Queue': SQSQueueProperties;
  'AWS::SQS::QueuePolicy': SQSQueuePolicyProperties;
}

/** A value that only CloudFormation knows. */
export type Intrinsic =
  | { readonly Ref: string }
  | { readonly 'Fn::Sub': string }
  | { readonly 'Fn::If': readonly [condition: string, yes: Text, no: Text] }
  | { readonly 'Fn::GetAtt': readonly [resource: string, attribute: string] }
  | { readonly 'Fn::Join': readonly [separator: string, parts: readonly Text[]] };

export type Text = string | Intrinsic;

/** A type in which every value may be one that only CloudFormation knows. */
type Deferred<T> = T extends string | number | boolean
  ? T | Intrinsic
  : T extends ReadonlyArray<infer Item>
    ? ReadonlyArray<Deferred<Item>> | Intrinsic
    : { readonly [Key in keyof T]: Deferred<T[Key]> };

export type Properties<Type extends keyof Described> = Deferred<Described[Type]>;

/** What becomes of a resource when its definition or its stack is removed. */
export interface Policies {
  readonly DeletionPolicy?: 'Delete' | 'RetainExceptOnCreate';
  readonly UpdateReplacePolicy?: 'Delete' | 'Retain';
}

export type Resource<Type extends keyof Described = keyof Described> = {
  [Each in Type]: Policies & {
    readonly Type: Each;
    readonly DependsOn?: readonly string[];
    readonly Properties: Properties<Each>;
  };
}[Type];

export type Resources = Readonly<Record<string, Resource>>;

export type Outputs = Readonly<Record<string, { readonly Description?: string; readonly Value: Text }>>;
