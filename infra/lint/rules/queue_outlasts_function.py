"""A queue hides a message at least as long as the function that works on it may take, and says how many run at the same time.

- A message whose visibility ends before the function does is worked on twice at the same time. AWS refuses such a mapping,
  but only at deployment.
- Without ScalingConfig.MaximumConcurrency a full queue takes all of the account's concurrency, and webhooks get none.
- A reserved share that is smaller than that number throttles the queue's own reader, and each throttled delivery counts as
  received until the message is a dead letter.
"""

from cfnlint.rules import CloudFormationLintRule, RuleMatch

LAMBDA_DEFAULT = 3
SQS_DEFAULT = 30


def queue_of(value):
    """The logical id in `!GetAtt Queue.Arn`; None for anything else."""
    attribute = value.get("Fn::GetAtt") if isinstance(value, dict) else None
    if isinstance(attribute, str):
        return attribute.split(".")[0]
    return attribute[0] if attribute else None


def reserved(value):
    """The reserved number, said plainly or on a condition; None if there is none."""
    if isinstance(value, dict):
        numbers = [part for part in value.get("Fn::If", []) if isinstance(part, int)]
        return min(numbers) if numbers else None
    return value


class QueueOutlastsFunction(CloudFormationLintRule):
    """Refuses a queue that shows a message again while a function still works on it, and a reader without a bound."""

    id = "E9006"
    shortdesc = "Queues outlast their functions, whose number is bounded"
    description = "VisibilityTimeout of a queue is at least the Timeout of its function; its events say MaximumConcurrency"
    tags = ["hub", "lambda"]

    def match(self, cfn):
        resources = cfn.get_resources()
        usual = (cfn.template.get("Globals") or {}).get("Function") or {}
        matches = []
        for name, function in cfn.get_resources(["AWS::Serverless::Function"]).items():
            properties = function.get("Properties") or {}
            timeout = properties.get("Timeout", usual.get("Timeout", LAMBDA_DEFAULT))
            for key, event in (properties.get("Events") or {}).items():
                if event.get("Type") != "SQS":
                    continue
                path = ["Resources", name, "Properties", "Events", key]
                for problem in self._problems(event.get("Properties") or {}, properties, timeout, resources):
                    matches.append(RuleMatch(path, f"{name}: {problem}"))
        return matches

    def _problems(self, event, function, timeout, resources):
        queue = resources.get(queue_of(event.get("Queue")))
        if queue:
            hidden = (queue.get("Properties") or {}).get("VisibilityTimeout", SQS_DEFAULT)
            if hidden < timeout:
                yield f"its queue shows a message again after {hidden} s, but it may take {timeout} s"
        at_once = (event.get("ScalingConfig") or {}).get("MaximumConcurrency")
        if not at_once:
            yield "its queue has no MaximumConcurrency"
            return
        share = reserved(function.get("ReservedConcurrentExecutions"))
        if share is not None and share < at_once:
            yield f"its queue runs {at_once} at once, but only {share} are reserved"
