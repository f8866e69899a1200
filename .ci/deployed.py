"""What the emulator holds after a step of `.ci/deployment`: exits with an error when it is not what it should be."""

import json
import sys
from ast import literal_eval
from fnmatch import fnmatchcase
from pathlib import Path

import boto3

REGION = "eu-central-1"
FUNCTIONS = sorted(path.name[: -len("-notification.ts")] for path in Path("handlers").glob("*-notification.ts"))


def client(service):
    return boto3.client(service, region_name=REGION)


def mappings():
    return client("lambda").list_event_source_mappings()["EventSourceMappings"]


def holdings():
    return {
        "tables": sorted(client("dynamodb").list_tables()["TableNames"]),
        "log groups": [group["logGroupName"] for group in client("logs").describe_log_groups()["logGroups"]],
        "mappings": mappings(),
        "functions": client("lambda").list_functions()["Functions"],
    }


def queues():
    return client("sqs").list_queues().get("QueueUrls", [])


def expect(found, wanted):
    if found != wanted:
        sys.exit(f"expected {wanted},\n   found {found}")
    print("as expected:", wanted)


def expect_mappings(wanted):
    found = sorted(
        (mapping["Topics"][0], mapping["State"], mapping["BatchSize"], *mapping["FunctionResponseTypes"])
        for mapping in mappings()
    )
    expect(found, [(f"{name}_notification", *of_this, "ReportBatchItemFailures") for name, *of_this in wanted])


def check_first():
    expect_mappings([(name, "Enabled", 100) for name in FUNCTIONS])


def check_mappings():
    expect_mappings([(name, "Disabled" if name == "order" else "Enabled", 50) for name in FUNCTIONS])


def check_protected():
    [stack] = client("cloudformation").describe_stacks(StackName="notification-service-prod")["Stacks"]
    tables = client("dynamodb")
    expect(
        [
            stack["EnableTerminationProtection"],
            *(
                tables.describe_table(TableName=name)["Table"]["DeletionProtectionEnabled"]
                for name in tables.list_tables()["TableNames"]
            ),
        ],
        [True] * 4,
    )


def check_mail_events():
    """An event of SES about a mail comes to the function, with a role of its own, or into the queue."""
    events, functions = client("events"), client("lambda")
    [rule] = events.list_rules()["Rules"]
    [target] = events.list_targets_by_rule(Rule=rule["Name"])["Targets"]
    function = functions.get_function_configuration(FunctionName="notification-service-prod-mailEvents")
    [queue] = queues()
    queue_arn = client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])["Attributes"]["QueueArn"]
    expect(
        (target["Arn"], target["DeadLetterConfig"]["Arn"]),
        (function["FunctionArn"], queue_arn),
    )
    policy = json.loads(functions.get_policy(FunctionName=function["FunctionArn"])["Policy"])
    expect(
        [
            (statement["Principal"], statement["Action"], statement["Condition"]["ArnLike"]["AWS:SourceArn"])
            for statement in policy["Statement"]
        ],
        [({"Service": "events.amazonaws.com"}, "lambda:InvokeFunction", rule["Arn"])],
    )
    role = function["Role"].rsplit("/", 1)[1]
    # moto gives the document as Python prints it, and not as JSON.
    document = literal_eval(client("iam").get_role_policy(RoleName=role, PolicyName="mail-events")["PolicyDocument"])
    expect(
        {statement["Action"]: statement["Resource"] for statement in document["Statement"] if statement["Sid"] != "Logs"},
        {
            "dynamodb:UpdateItem": [
                f"arn:aws:dynamodb:{REGION}:123456789012:table/notification-service-prod-{table}"
                for table in ("notification-log", "recipients")
            ],
            "sqs:SendMessage": queue_arn,
        },
    )


def check_channels():
    """The functions of the topics know the channels, and their role may use them."""
    function = client("lambda").get_function_configuration(FunctionName="notification-service-prod-orderNotification")
    variables = function["Environment"]["Variables"]
    expect([name for name in ("SMS_POOL", "FCM_PROJECT", "PUSH_MAX_SEND_RATE") if name not in variables], [])
    expect(json.loads(variables["FCM_CREDENTIALS"])["type"], "external_account")
    role = function["Role"].rsplit("/", 1)[1]
    document = literal_eval(client("iam").get_role_policy(RoleName=role, PolicyName="notifications")["PolicyDocument"])
    resources = {statement["Sid"]: statement["Resource"] for statement in document["Statement"]}
    expect(
        (resources["Texts"], resources["GoneDevices"]),
        (variables["SMS_POOL"], f"arn:aws:dynamodb:{REGION}:123456789012:table/notification-service-prod-recipients"),
    )


def check_groups(mapped):
    """These functions have mappings with these consumer groups, and the role may use a group of each function."""
    groups = {name: f"notification-service-example-{name}_notification" for name in FUNCTIONS} | mapped
    expect(
        {mapping["Topics"][0]: mapping["AmazonManagedKafkaEventSourceConfig"]["ConsumerGroupId"] for mapping in mappings()},
        {f"{name}_notification": group for name, group in groups.items() if group},
    )
    name = "notification-service-example-orderNotification"
    role = client("lambda").get_function_configuration(FunctionName=name)["Role"].rsplit("/", 1)[1]
    document = literal_eval(client("iam").get_role_policy(RoleName=role, PolicyName="notifications")["PolicyDocument"])
    [found] = [one["Resource"] for one in document["Statement"] if one["Sid"] == "KafkaConsumerGroups"]
    expect(
        sorted(arn.rsplit("/", 1)[1] for arn in found),
        sorted(group or f"notification-service-example-{name}_notification" for name, group in groups.items()),
    )


def check_kept():
    prefix = "notification-service-prod"
    expect(
        holdings(),
        {
            "tables": [f"{prefix}-contacts", f"{prefix}-notification-log", f"{prefix}-recipients"],
            "log groups": sorted(
                [f"/aws/lambda/{prefix}-{name}Notification" for name in FUNCTIONS]
                + [f"/aws/lambda/{prefix}-mailEvents"]
            ),
            "mappings": [],
            "functions": [],
        },
    )
    buckets = [bucket["Name"] for bucket in client("s3").list_buckets()["Buckets"]]
    expect([name.rsplit("-", 1)[0] for name in buckets], [f"{prefix}-onfailurebucket"])
    expect(len(queues()), 1)


def check_nothing():
    held = holdings()
    expect([name for name in held["tables"] + held["log groups"] if "notification-service-dev" in name], [])
    expect([held["mappings"], held["functions"]], [[], []])
    expect([url for url in queues() if "notification-service-dev" in url], [])


# What IAM calls a resource, up to what CloudFormation calls it. The id of a queue is its URL, which ends with its name.
ARNS = {
    "AWS::DynamoDB::Table": f"arn:aws:dynamodb:{REGION}:123456789012:table/",
    "AWS::Events::Rule": f"arn:aws:events:{REGION}:123456789012:rule/",
    "AWS::IAM::Role": "arn:aws:iam::123456789012:role/",
    "AWS::Lambda::Function": f"arn:aws:lambda:{REGION}:123456789012:function:",
    "AWS::Logs::LogGroup": f"arn:aws:logs:{REGION}:123456789012:log-group:",
    "AWS::S3::Bucket": "arn:aws:s3:::",
    "AWS::SQS::Queue": f"arn:aws:sqs:{REGION}:123456789012:",
}


def as_list(value):
    return value if isinstance(value, list) else [value]


def check_role():
    """The names that CloudFormation made are among those that the role may deploy."""
    statements = json.loads(Path("docs/deploy-role.json").read_text())["Statement"]
    allowed = [one for statement in statements for one in as_list(statement["Resource"]) if one != "*"]
    stack = client("cloudformation").describe_stack_resources(StackName="notification-service-prod")
    # moto says no type of what it made no resource for.
    named = [
        ARNS[resource["ResourceType"]] + resource["PhysicalResourceId"].split("/123456789012/")[-1]
        for resource in stack["StackResources"]
        if resource.get("ResourceType") in ARNS
    ]
    expect({arn.split(":")[2] for arn in named}, {arn.split(":")[2] for arn in ARNS.values()})
    expect([arn for arn in named if not any(fnmatchcase(arn, one) for one in allowed)], [])


CHECKS = {
    "role": check_role,
    "first": check_first,
    "protected": check_protected,
    "mappings": check_mappings,
    "mail-events": check_mail_events,
    "channels": check_channels,
    "second": lambda: check_groups({}),
    "without-mapping": lambda: check_groups({"order": None}),
    "made-anew": lambda: check_groups({"order": "shop-orders"}),
    "kept": check_kept,
    "nothing": check_nothing,
}
CHECKS[sys.argv[1]]()
