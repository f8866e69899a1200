"""What the emulator holds after a step of `.ci/deployment`: exits with an error when it is not what it should be."""

import sys
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
        "tables": client("dynamodb").list_tables()["TableNames"],
        "log groups": [group["logGroupName"] for group in client("logs").describe_log_groups()["logGroups"]],
        "mappings": mappings(),
        "functions": client("lambda").list_functions()["Functions"],
    }


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


def check_kept():
    prefix = "notification-service-prod"
    expect(
        holdings(),
        {
            "tables": [f"{prefix}-contacts", f"{prefix}-notification-log"],
            "log groups": [f"/aws/events/{prefix}-mail"]
            + [f"/aws/lambda/{prefix}-{name}Notification" for name in FUNCTIONS],
            "mappings": [],
            "functions": [],
        },
    )
    buckets = [bucket["Name"] for bucket in client("s3").list_buckets()["Buckets"]]
    expect([name.rsplit("-", 1)[0] for name in buckets], [f"{prefix}-onfailurebucket"])


def check_nothing():
    held = holdings()
    expect([name for name in held["tables"] + held["log groups"] if "notification-service-dev" in name], [])
    expect([held["mappings"], held["functions"]], [[], []])


{"mappings": check_mappings, "kept": check_kept, "nothing": check_nothing}[sys.argv[1]]()
