"""What a function is handed without a caller waiting must land somewhere when the function gives up.

- A queue that feeds a function has a RedrivePolicy.
- A stream that feeds a function has DestinationConfig.OnFailure and a bounded MaximumRetryAttempts; without a bound one
  bad record holds its shard until the stream forgets it.
- A schedule has a DeadLetterConfig (the event never arrived) and its function an EventInvokeConfig with OnFailure, or a
  DeadLetterQueue (the event arrived and the function failed): two different failures.
"""

from cfnlint.rules import CloudFormationLintRule, RuleMatch

QUEUES = {"SQS"}
STREAMS = {"DynamoDB", "Kinesis"}
PUSHED = {"Schedule", "ScheduleV2", "EventBridgeRule", "CloudWatchEvent"}


def target_of(value):
    """The logical id behind `!GetAtt X.Arn` or `!Ref X`; None for anything else."""
    if not isinstance(value, dict):
        return None
    if "Ref" in value:
        return value["Ref"]
    attribute = value.get("Fn::GetAtt")
    if isinstance(attribute, str):
        return attribute.split(".")[0]
    return attribute[0] if attribute else None


def on_failure(properties):
    """The OnFailure destination of an event source or of an EventInvokeConfig."""
    destination = (properties.get("DestinationConfig") or {}).get("OnFailure") or {}
    return destination.get("Destination")


class AsyncHasDeadLetterTarget(CloudFormationLintRule):
    """Refuses a queue, stream or schedule whose failures would vanish."""

    id = "E9002"
    shortdesc = "Asynchronous functions have a dead-letter target"
    description = "Queues have a redrive policy, streams an on-failure destination, schedules both kinds of dead letter"
    tags = ["hub", "lambda"]

    def match(self, cfn):
        resources = cfn.get_resources()
        matches = []
        for name, function in cfn.get_resources(["AWS::Serverless::Function"]).items():
            properties = function.get("Properties") or {}
            for key, event in (properties.get("Events") or {}).items():
                path = ["Resources", name, "Properties", "Events", key]
                for problem in self._problems(event, properties, resources):
                    matches.append(RuleMatch(path, f"{name}: {problem}"))
        return matches

    def _problems(self, event, function, resources):
        kind, properties = event.get("Type"), event.get("Properties") or {}
        if kind in QUEUES:
            queue = resources.get(target_of(properties.get("Queue")), {})
            if not (queue.get("Properties") or {}).get("RedrivePolicy"):
                yield "its queue has no RedrivePolicy"
        elif kind in STREAMS:
            if not on_failure(properties):
                yield "its stream has no on-failure destination"
            if properties.get("MaximumRetryAttempts") in (None, -1):
                yield "its stream retries without end"
        elif kind in PUSHED:
            if not properties.get("DeadLetterConfig"):
                yield "its trigger has no DeadLetterConfig"
            if not (on_failure(function.get("EventInvokeConfig") or {}) or function.get("DeadLetterQueue")):
                yield "an event that makes it fail is dropped: no EventInvokeConfig.OnFailure"
