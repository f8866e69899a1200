"""What the emulator holds after a step of `.ci/deployment`: exits with an error when it is not what it should be."""

import json
import sys
from ast import literal_eval
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


def check_mappings():
    found = sorted(
        (mapping["Topics"][0], mapping["State"], mapping["BatchSize"], *mapping["FunctionResponseTypes"])
        for mapping in mappings()
    )
    wanted = [
        (f"{name}_notification", "Disabled" if name == "order" else "Enabled", 50, "ReportBatchItemFailures")
        for name in FUNCTIONS
    ]
    expect(found, wanted)


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


CHECKS = {
    "mappings": check_mappings,
    "mail-events": check_mail_events,
    "kept": check_kept,
    "nothing": check_nothing,
}
CHECKS[sys.argv[1]]()
