"""Every function writes to a log group of the template, and every log group forgets.

A group that Lambda makes by itself keeps everything for ever, belongs to no stack, and needs a role that may create
log groups.
"""

from cfnlint.rules import CloudFormationLintRule, RuleMatch


class FunctionHasLogGroup(CloudFormationLintRule):
    """Refuses a function without LoggingConfig.LogGroup and a log group without RetentionInDays."""

    id = "E9003"
    shortdesc = "Functions have a log group with a retention"
    description = "LoggingConfig.LogGroup refers to a log group of this template, which has RetentionInDays"
    tags = ["hub", "lambda"]

    def match(self, cfn):
        matches = []
        groups = cfn.get_resources(["AWS::Logs::LogGroup"])
        for name, function in cfn.get_resources(["AWS::Serverless::Function"]).items():
            logging = (function.get("Properties") or {}).get("LoggingConfig") or {}
            group = logging.get("LogGroup")
            if not (isinstance(group, dict) and group.get("Ref") in groups):
                matches.append(RuleMatch(["Resources", name, "Properties"], f"{name} has no log group of this template"))
        for name, group in groups.items():
            if "RetentionInDays" not in (group.get("Properties") or {}):
                matches.append(RuleMatch(["Resources", name], f"{name} keeps its logs for ever"))
        return matches
