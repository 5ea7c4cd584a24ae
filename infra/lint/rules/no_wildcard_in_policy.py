"""A policy names every action and every resource it means.

`*` in a statement grants what nobody asked for, and grants it silently when a table, queue or action is added later.

Looked at: the inline policies of roles and of SAM functions, managed policies, and the policies of queues, topics, buckets and keys.
Exceptions:
- `.../@connections/*`. A connection's id is made when a socket opens, so IAM has no narrower way to say "post to this
  API's sockets"; the API and the stage before it must still be spelled out.
- the objects of a bucket under a named folder (`${MediaBucket.Arn}/t/*`), for actions on one object. Objects have no other
  names beforehand; the bucket and the folder must still be spelled out.
- a statement that denies. The wider it is, the less is granted.
- the policy of a KMS key. There the resource is `*` and means the key itself. `kms:*` for the account's root hands the
  decision to the roles; without it AWS lets nobody administer the key.
"""

import re

from cfnlint.rules import CloudFormationLintRule, RuleMatch

POLICY_PROPERTIES = ("PolicyDocument", "Policies", "KeyPolicy", "Policy")
CONNECTIONS = "/@connections/*"
OBJECTS = re.compile(r"^\$\{[A-Za-z]*Bucket\.?Arn\}(/[a-z]+)+/\*$")
OBJECT_ACTIONS = re.compile(r"^s3:(Get|Put|Delete)Object$")
ROOT = ":root"


def statements(node, path):
    """Every IAM statement below `node`, with its path: a mapping that has both an Effect and an Action."""
    if isinstance(node, dict):
        if "Effect" in node and ("Action" in node or "NotAction" in node):
            yield node, path
        else:
            for key, value in node.items():
                yield from statements(value, [*path, key])
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from statements(value, [*path, index])


def texts(node, path):
    """Every text below `node`, whichever function it stands in."""
    if isinstance(node, str):
        yield node, path
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from texts(value, [*path, key])
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from texts(value, [*path, index])


def is_only_root(principal):
    """Whether a principal is the root of an account and nobody else."""
    accounts = [text for text, _ in texts(principal, [])]
    return isinstance(principal, dict) and list(principal) == ["AWS"] and len(accounts) == 1 and accounts[0].endswith(ROOT)


def is_usual_in_key_policy(field, text, statement):
    """Whether `text` is what the policy of a KMS key has to say."""
    if field == "Resource":
        return text == "*"
    return text == "kms:*" and is_only_root(statement.get("Principal"))


def is_objects(field, text, statement):
    """Whether `text` means the objects of a folder, for actions on one object."""
    actions = [action for action, _ in texts(statement.get("Action"), [])]
    return field == "Resource" and bool(OBJECTS.match(text)) and all(OBJECT_ACTIONS.match(action) for action in actions)


def is_too_wide(field, text):
    """Whether `text` holds a `*` that a reader could have spelled out."""
    if field == "Resource" and text.endswith(CONNECTIONS):
        text = text[: -len(CONNECTIONS)]
    return "*" in text


class NoWildcardInPolicy(CloudFormationLintRule):
    """Refuses `*` in Action and Resource, and the inverted NotAction and NotResource altogether."""

    id = "E9001"
    shortdesc = "No * in a policy"
    description = "Actions and resources of a policy are spelled out"
    tags = ["hub", "iam"]

    def match(self, cfn):
        matches = []
        for name, resource in cfn.get_resources().items():
            properties = resource.get("Properties") or {}
            for key in POLICY_PROPERTIES:
                for statement, path in statements(properties.get(key), ["Resources", name, "Properties", key]):
                    is_key = key == "KeyPolicy" and resource.get("Type") == "AWS::KMS::Key"
                    matches.extend(self._in_statement(name, statement, path, is_key))
        return matches

    def _in_statement(self, name, statement, path, is_key):
        if statement.get("Effect") == "Deny":
            return
        for field in ("NotAction", "NotResource"):
            if field in statement:
                yield RuleMatch([*path, field], f"{name}: {field} grants everything else; name what is allowed")
        for field in ("Action", "Resource"):
            for text, where in texts(statement.get(field), [*path, field]):
                if is_key and is_usual_in_key_policy(field, text, statement):
                    continue
                if is_objects(field, text, statement):
                    continue
                if is_too_wide(field, text):
                    yield RuleMatch(where, f"{name}: {field} '{text}' holds a *")
