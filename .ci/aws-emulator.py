"""AWS on the loopback interface, for a whole deployment without an account: moto's server, with its gaps filled.

moto refuses event source mappings of Kafka. Here they are kept as they are given, so that the rest of the stack is
created around them; nothing polls. Usage: python aws-emulator.py <port>
"""

import sys

from moto.awslambda import models
from moto.cloudformation.models import Stack
from moto.cloudformation.parsing import ResourceMap
from moto.cloudformation.responses import CloudFormationResponse
from moto.core.responses import ActionResult
from moto.dynamodb.models.table import Table
from moto.iam.models import Role
from moto.server import main


Mapping = models.EventSourceMapping
# Plain attributes instead of properties that know queues and streams only.
Mapping.event_source_arn = None
Mapping.batch_size = None
Mapping._get_service_source_from_arn = lambda *_: "kafka"


def create(self, spec):
    for other in self._event_source_mappings.values():
        if (other.topics, other.function_name) == (spec["Topics"], spec["FunctionName"]):
            raise models.RESTError("ResourceConflictException", "Such an event source mapping exists already.")
    function = self._lambdas.get_function_by_name_or_arn_with_qualifier(spec["FunctionName"])
    mapping = Mapping(
        {
            "EventSourceArn": None,
            **spec,
            "RegionName": self.region_name,
            "AccountId": self.account_id,
            "FunctionArn": function.function_arn,
        }
    )
    self._event_source_mappings[mapping.uuid] = mapping
    return mapping


def delete(_class, uuid, _resource, account_id, region_name):
    models.get_backend(account_id, region_name).delete_event_source_mapping(uuid)


models.LambdaBackend.create_event_source_mapping = create
Mapping.delete_from_cloudformation_json = classmethod(delete)

# moto knows Retain, and not that it may make an exception for a creation that failed.
delete_resources = ResourceMap.delete


def delete_by_policy(resources):
    for resource in resources._resource_json_map.values():
        if resource.get("DeletionPolicy") == "RetainExceptOnCreate":
            resource["DeletionPolicy"] = "Retain"
    delete_resources(resources)


ResourceMap.delete = delete_by_policy


# moto keeps what an update has removed, and would give it back where a later update creates it anew.
update_resources = ResourceMap.update


def update_and_forget(resources, template, parameters=None):
    removed = resources._resource_json_map.keys() - template["Resources"].keys()
    update_resources(resources, template, parameters)
    for name in removed:
        resources._parsed_resources.pop(name, None)


ResourceMap.update = update_and_forget

# moto changes a role and leaves its policies as they were.
update_role = Role.update_from_cloudformation_json


def update_with_policies(_class, **change):
    role = update_role(**change)
    for policy in change["cloudformation_json"]["Properties"]["Policies"]:
        role.put_policy(policy["PolicyName"], policy["PolicyDocument"])
    return role


Role.update_from_cloudformation_json = classmethod(update_with_policies)

# moto does not say that a function was changed.
update_function = models.LambdaFunction.update_from_cloudformation_json


def update_and_date(_class, **change):
    function = update_function(**change)
    function.last_modified = models.iso_8601_datetime_with_nanoseconds()
    return function


models.LambdaFunction.update_from_cloudformation_json = classmethod(update_and_date)

# moto changes no table of a stack.
def update_protection(_class, original_resource, cloudformation_json, **_):
    properties = cloudformation_json["Properties"]
    original_resource.deletion_protection_enabled = properties.get("DeletionProtectionEnabled", False)
    return original_resource


Table.update_from_cloudformation_json = classmethod(update_protection)

# moto leaves the outputs that a change set brings out; read anew from its template they are there.
def outputs(stack):
    stack._parse_template()
    return stack._create_output_map()


Stack.output_map = property(outputs, lambda *_: None)


# moto knows no UpdateTerminationProtection. Whether it lets a stack go is the CLI's to ask, which it does.
def update_termination_protection(self):
    stack = self.cloudformation_backend.get_stack(self._get_param("StackName"))
    stack.enable_termination_protection = self._get_bool_param("EnableTerminationProtection")
    return ActionResult({"StackId": stack.stack_id})


CloudFormationResponse.update_termination_protection = update_termination_protection

main(["-H", "127.0.0.1", "-p", sys.argv[1]])
