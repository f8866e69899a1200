"""Checks that docs/deploy-role.json allows what CloudFormation does for the resources of compiled templates.

What it does for a type stands in AWS's schema of the type (`handlers`), of which cfn-lint brings a copy: an upper bound, with
what belongs to properties that this stack has not. Usage: python deploy-role.py <template>...
"""

import json
import sys
from fnmatch import fnmatchcase
from pathlib import Path

from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

REGION = "eu-central-1"

# What belongs to properties that no template has, or to a service that asks for it only then.
UNUSED = {
    "AWS::ApiGatewayV2::Api": ["s3:*"],
    "AWS::ApiGatewayV2::DomainName": ["s3:*", "apigateway:*Certificate*"],
    "AWS::ApiGatewayV2::Integration": ["iam:PassRole"],
    # Tags of a stage are set by the methods of HTTP.
    "AWS::ApiGatewayV2::Stage": ["apigateway:*Resource"],
    "AWS::DynamoDB::Table": [
        # Replicas, imports, streams, contributor insights, keys and resource policies.
        "dynamodb:*Item", "dynamodb:*Replica", "dynamodb:ImportTable", "dynamodb:Query", "dynamodb:Scan",
        "dynamodb:*ableKinesis*", "dynamodb:UpdateKinesis*", "dynamodb:UpdateContributorInsights",
        "dynamodb:*eteResourcePolicy", "dynamodb:PutResourcePolicy",
        "iam:*", "kinesis:*", "kms:*", "logs:*", "s3:*",
    ],
    "AWS::Events::Rule": ["iam:PassRole"],
    "AWS::IAM::Role": ["iam:AttachRolePolicy", "iam:DetachRolePolicy"],
    "AWS::Lambda::EventInvokeConfig": ["lambda:UpdateFunctionEventInvokeConfig"],
    "AWS::Lambda::EventSourceMapping": ["kms:*"],
    "AWS::Lambda::Function": [
        # Networks, file systems, keys, layers, runtimes, versions, concurrency.
        "ec2:*", "elasticfilesystem:*", "s3files:*", "kms:*", "lambda:*Layer*", "lambda:*CodeSigningConfig",
        "lambda:*Runtime*", "lambda:PublishVersion", "lambda:Pass*", "lambda:Put*",
    ],
    "AWS::Logs::LogGroup": [
        "firehose:*", "s3:*", "logs:*KmsKey", "logs:CreateLogDelivery", "logs:DeleteDataProtectionPolicy",
        "logs:*utDataProtectionPolicy", "logs:*eteIndexPolicy", "logs:PutIndexPolicy", "logs:*eteResourcePolicy",
        "logs:PutResourcePolicy", "logs:PutBearer*", "logs:PutLogGroupDeletionProtection",
    ],
    "AWS::S3::Bucket": [
        # What only other properties of a bucket need; reading all of them is allowed.
        "iam:*", "s3tables:*", "s3:PutAccelerate*", "s3:PutAnalytics*", "s3:PutIntelligent*", "s3:PutInventory*",
        "s3:PutMetrics*", "s3:PutReplication*", "s3:PutObjectAcl", "s3:PutObjectLock*", "s3:Update*",
        "s3:CreateBucketMetadata*",
    ],
    "AWS::SES::ConfigurationSetEventDestination": ["iam:PassRole"],
    "AWS::SecretsManager::Secret": ["secretsmanager:*Repl*", "secretsmanager:GetSecretValue"],
    "AWS::SNS::Topic": ["iam:*", "sns:PutDataProtectionPolicy"],
    "AWS::SNS::Subscription": ["iam:*"],
}


def needed(resource_type):
    handlers = PROVIDER_SCHEMA_MANAGER.get_resource_schema(REGION, resource_type).schema.get("handlers")
    if not handlers:
        sys.exit(f"{resource_type}: AWS's schema says nothing of its permissions")
    actions = {action for name, handler in handlers.items() if name != "list" for action in handler["permissions"]}
    return {action for action in actions if not any(fnmatchcase(action, one) for one in UNUSED.get(resource_type, []))}


def as_list(value):
    return value if isinstance(value, list) else [value]


policy = json.loads(Path("docs/deploy-role.json").read_text())
allowed = [action for statement in policy["Statement"] for action in as_list(statement["Action"])]
types = sorted(
    {
        resource["Type"]
        for template in sys.argv[1:]
        for resource in json.loads(Path(template).read_text())["Resources"].values()
    }
)
missing = [
    f"{resource_type}: {action}"
    for resource_type in types
    for action in sorted(needed(resource_type))
    if not any(fnmatchcase(action, one) for one in allowed)
]
if missing:
    sys.exit("docs/deploy-role.json does not allow:\n" + "\n".join(missing))
# Source: IAM user guide, `reference_iam-quotas`: white space does not count.
size = len("".join(json.dumps(policy, separators=(",", ":")).split()))
if size > 6144:
    sys.exit(f"docs/deploy-role.json has {size} characters; a managed policy may have 6144")
print(f"docs/deploy-role.json ({size} characters) allows what {len(types)} resource types need")
