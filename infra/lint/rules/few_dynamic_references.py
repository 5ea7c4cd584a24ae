"""A template has at most 60 dynamic references (`{{resolve:…}}`).

Each function that reads a secret has one. CloudFormation refuses the 61st when a stack is deployed; cfn-lint does not
count them.

Source: CloudFormation user guide, "Get values stored in other services using dynamic references".
"""

from cfnlint.rules import CloudFormationLintRule, RuleMatch

LIMIT = 60
MARK = "{{resolve:"


def count(node):
    """How many dynamic references stand below `node`."""
    if isinstance(node, str):
        return node.count(MARK)
    if isinstance(node, dict):
        return sum(count(value) for value in node.values())
    if isinstance(node, list):
        return sum(count(value) for value in node)
    return 0


class FewDynamicReferences(CloudFormationLintRule):
    """Refuses a template with more dynamic references than CloudFormation takes."""

    id = "E9005"
    shortdesc = "At most 60 dynamic references"
    description = "CloudFormation takes at most 60 dynamic references in a template"
    tags = ["hub", "limits"]

    def match(self, cfn):
        found = count(cfn.template)
        if found <= LIMIT:
            return []
        return [RuleMatch(["Resources"], f"{found} dynamic references; CloudFormation takes {LIMIT}")]
