"""Each rule on snippets that it must refuse and on the nearest ones that it must let pass.

Run from the repository's root: `python -m unittest discover -s infra/lint -t infra/lint`.
"""

import tempfile
import unittest
from pathlib import Path

from cfnlint.decode import decode, decode_str
from cfnlint.template import Template
from rules.async_has_dead_letter_target import AsyncHasDeadLetterTarget
from rules.few_dynamic_references import FewDynamicReferences
from rules.function_has_log_group import FunctionHasLogGroup
from rules.memory_is_justified import MemoryIsJustified
from rules.named_after_binary import NamedAfterBinary
from rules.no_wildcard_in_policy import NoWildcardInPolicy
from rules.queue_outlasts_function import QueueOutlastsFunction

ROOT = Path(__file__).resolve().parents[3]
RULES = (
    AsyncHasDeadLetterTarget,
    FewDynamicReferences,
    FunctionHasLogGroup,
    MemoryIsJustified,
    NamedAfterBinary,
    NoWildcardInPolicy,
    QueueOutlastsFunction,
)


def complaints(rule, resources):
    """What `rule` says about a template that holds `resources` (YAML)."""
    template, problems = decode_str("Resources:\n" + resources)
    if problems:
        raise AssertionError(problems)
    return [match.message for match in rule().match(Template(None, template, ["us-east-1"]))]


def role(statement):
    """A role with one statement."""
    return f"""
  SendRole:
    Type: AWS::IAM::Role
    Properties:
      Policies:
        - PolicyName: send
          PolicyDocument:
            Statement:
              - {statement}
"""


def function(properties, extra=""):
    """A function with these properties (flow style), and other resources after it."""
    return f"""
  MessagesSend:
    Type: AWS::Serverless::Function
    Properties: {properties}
{extra}"""


class NoWildcardInPolicyTest(unittest.TestCase):
    def test_refuses_a_wildcard_wherever_it_stands(self):
        for why, statement in {
            "any action": "{Effect: Allow, Action: '*', Resource: !GetAtt Table.Arn}",
            "a family of actions": "{Effect: Allow, Action: [dynamodb:GetItem, 'dynamodb:*'], Resource: !GetAtt Table.Arn}",
            "any resource": "{Effect: Allow, Action: dynamodb:GetItem, Resource: '*'}",
            "any index, inside Sub": "{Effect: Allow, Action: dynamodb:Query, Resource: [!Sub '${Table.Arn}/index/*']}",
            "the sockets of any API": "{Effect: Allow, Action: execute-api:ManageConnections, Resource: !Sub 'arn:aws:execute-api:*:*:*/@connections/*'}",
            "connections in an action": "{Effect: Allow, Action: 'a:b/@connections/*', Resource: !GetAtt Table.Arn}",
            "everything but": "{Effect: Allow, NotAction: dynamodb:DeleteTable, Resource: !GetAtt Table.Arn}",
        }.items():
            with self.subTest(why):
                self.assertEqual(len(complaints(NoWildcardInPolicy, role(statement))), 1)

    def test_refuses_a_wildcard_in_a_queue_policy(self):
        policy = """
  P:
    Type: AWS::SQS::QueuePolicy
    Properties: {PolicyDocument: {Statement: [{Effect: Allow, Action: 'sqs:*', Resource: !GetAtt Q.Arn}]}}
"""
        self.assertEqual(complaints(NoWildcardInPolicy, policy), ["P: Action 'sqs:*' holds a *"])

    KEY = """
  K:
    Type: %s
    Properties: {%s: {Statement: [{Effect: Allow, Principal: %s, Action: %s, Resource: '%s'}]}}
"""
    ACCOUNT = "{AWS: !Sub 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root'}"

    def test_a_key_s_policy_leaves_the_decision_to_the_account(self):
        usual = self.KEY % ("AWS::KMS::Key", "KeyPolicy", self.ACCOUNT, "'kms:*'", "*")
        self.assertEqual(complaints(NoWildcardInPolicy, usual), [])
        one = self.KEY % ("AWS::KMS::Key", "KeyPolicy", "{Service: logs.amazonaws.com}", "kms:Decrypt", "*")
        self.assertEqual(complaints(NoWildcardInPolicy, one), [])

    def test_a_key_s_policy_is_no_wider_than_that(self):
        for why, (kind, where, principal, action, resource) in {
            "everybody": ("AWS::KMS::Key", "KeyPolicy", "'*'", "'kms:*'", "*"),
            "everybody of AWS": ("AWS::KMS::Key", "KeyPolicy", "{AWS: '*'}", "'kms:*'", "*"),
            "somebody besides": ("AWS::KMS::Key", "KeyPolicy", "{AWS: ['arn:aws:iam::1:root', 'arn:aws:iam::2:root']}", "'kms:*'", "*"),
            "a role": ("AWS::KMS::Key", "KeyPolicy", "{AWS: !GetAtt R.Arn}", "'kms:*'", "*"),
            "any service's actions": ("AWS::KMS::Key", "KeyPolicy", self.ACCOUNT, "'*'", "*"),
            "other keys": ("AWS::KMS::Key", "KeyPolicy", self.ACCOUNT, "'kms:*'", "arn:aws:kms:*:1:key/x"),
            "no key": ("AWS::S3::BucketPolicy", "PolicyDocument", self.ACCOUNT, "s3:GetObject", "*"),
        }.items():
            with self.subTest(why):
                said = complaints(NoWildcardInPolicy, self.KEY % (kind, where, principal, action, resource))
                self.assertEqual(len(said), 1, said)

    def test_a_bucket_s_objects_are_named_by_their_folder(self):
        objects = "{Effect: Allow, Action: [s3:GetObject, s3:PutObject], Resource: !Sub '${MediaBucket.Arn}/uploads/t/*'}"
        self.assertEqual(complaints(NoWildcardInPolicy, role(objects)), [])
        for why, statement in {
            "the whole bucket": "{Effect: Allow, Action: s3:GetObject, Resource: !Sub '${MediaBucket.Arn}/*'}",
            "any bucket": "{Effect: Allow, Action: s3:GetObject, Resource: 'arn:aws:s3:::*/t/*'}",
            "another action": "{Effect: Allow, Action: s3:PutObjectAcl, Resource: !Sub '${MediaBucket.Arn}/t/*'}",
            "another service": "{Effect: Allow, Action: sqs:SendMessage, Resource: !Sub '${MediaBucket.Arn}/t/*'}",
        }.items():
            with self.subTest(why):
                self.assertEqual(len(complaints(NoWildcardInPolicy, role(statement))), 1)

    def test_what_denies_may_be_wide(self):
        policy = """
  P:
    Type: AWS::S3::BucketPolicy
    Properties: {PolicyDocument: {Statement: [{Effect: Deny, Principal: '*', Action: 's3:*', Resource: '*'}]}}
"""
        self.assertEqual(complaints(NoWildcardInPolicy, policy), [])

    def test_lets_exact_statements_and_this_api_s_sockets_pass(self):
        for statement in (
            "{Effect: Allow, Action: [dynamodb:GetItem], Resource: !GetAtt Table.Arn}",
            "{Effect: Allow, Action: execute-api:ManageConnections, Resource: !Sub 'arn:aws:execute-api:us-east-1:1:${Live}/live/POST/@connections/*'}",
        ):
            self.assertEqual(complaints(NoWildcardInPolicy, role(statement)), [])


class AsyncHasDeadLetterTargetTest(unittest.TestCase):
    QUEUE = "{Events: {E: {Type: SQS, Properties: {Queue: !GetAtt Q.Arn}}}}"
    STREAM = "{Events: {E: {Type: DynamoDB, Properties: {%s}}}}"
    TICK = "{Events: {E: {Type: Schedule, Properties: {%s}}}%s}"
    DESTINATION = "DestinationConfig: {OnFailure: {Type: SQS, Destination: !GetAtt D.Arn}}"

    def test_a_queue_needs_a_redrive_policy(self):
        bare = function(self.QUEUE, "  Q: {Type: AWS::SQS::Queue}\n")
        self.assertEqual(complaints(AsyncHasDeadLetterTarget, bare), ["MessagesSend: its queue has no RedrivePolicy"])
        kept = function(self.QUEUE, "  Q: {Type: AWS::SQS::Queue, Properties: {RedrivePolicy: {maxReceiveCount: 5}}}\n")
        self.assertEqual(complaints(AsyncHasDeadLetterTarget, kept), [])

    def test_a_stream_needs_a_destination_and_an_end_to_its_retries(self):
        self.assertEqual(len(complaints(AsyncHasDeadLetterTarget, function(self.STREAM % ""))), 2)
        endless = function(self.STREAM % f"{self.DESTINATION}, MaximumRetryAttempts: -1")
        self.assertEqual(complaints(AsyncHasDeadLetterTarget, endless), ["MessagesSend: its stream retries without end"])
        kept = function(self.STREAM % f"{self.DESTINATION}, MaximumRetryAttempts: 3")
        self.assertEqual(complaints(AsyncHasDeadLetterTarget, kept), [])

    def test_a_schedule_needs_both_kinds(self):
        dead = "DeadLetterConfig: {Arn: !GetAtt D.Arn}"
        invoke = ", EventInvokeConfig: {%s}" % self.DESTINATION
        self.assertEqual(len(complaints(AsyncHasDeadLetterTarget, function(self.TICK % ("", "")))), 2)
        self.assertEqual(len(complaints(AsyncHasDeadLetterTarget, function(self.TICK % (dead, "")))), 1)
        self.assertEqual(len(complaints(AsyncHasDeadLetterTarget, function(self.TICK % ("", invoke)))), 1)
        self.assertEqual(complaints(AsyncHasDeadLetterTarget, function(self.TICK % (dead, invoke))), [])


class QueueOutlastsFunctionTest(unittest.TestCase):
    QUEUE = "  Q: {Type: AWS::SQS::Queue, Properties: {VisibilityTimeout: %d}}\n"
    EVENT = "Events: {E: {Type: SQS, Properties: {Queue: !GetAtt Q.Arn%s}}}"
    BOUND = ", ScalingConfig: {MaximumConcurrency: 50}"

    def said(self, hidden, properties):
        return complaints(QueueOutlastsFunction, function(properties, self.QUEUE % hidden))

    def test_a_message_stays_hidden_while_it_is_worked_on(self):
        event = self.EVENT % self.BOUND
        self.assertEqual(self.said(90, f"{{Timeout: 90, {event}}}"), [])
        short = ["MessagesSend: its queue shows a message again after 30 s, but it may take 90 s"]
        self.assertEqual(self.said(30, f"{{Timeout: 90, {event}}}"), short)

    def test_a_reader_is_bounded_and_its_share_is_no_smaller(self):
        self.assertEqual(self.said(30, f"{{{self.EVENT % ''}}}"), ["MessagesSend: its queue has no MaximumConcurrency"])
        event = self.EVENT % self.BOUND
        small = ["MessagesSend: its queue runs 50 at once, but only 10 are reserved"]
        self.assertEqual(self.said(30, f"{{ReservedConcurrentExecutions: 10, {event}}}"), small)
        on_demand = "ReservedConcurrentExecutions: !If [W, %d, !Ref AWS::NoValue], " + event
        self.assertEqual(self.said(30, "{" + on_demand % 10 + "}"), small)
        self.assertEqual(self.said(30, "{" + on_demand % 50 + "}"), [])


class MemoryIsJustifiedTest(unittest.TestCase):
    def said(self, text):
        with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
            file.write(text)
            file.flush()
            template, problems = decode(file.name)
            self.assertFalse(problems)
            return [match.message for match in MemoryIsJustified().match(Template(file.name, template, ["us-east-1"]))]

    FUNCTION = "Resources:\n  A:\n    Type: AWS::Serverless::Function\n    Properties:\n%s      MemorySize: %d\n"
    GLOBALS = "Globals: {Function: {MemorySize: 256}}\n"

    def test_another_size_has_a_comment_above_it(self):
        self.assertEqual(self.said(self.GLOBALS + self.FUNCTION % ("", 256)), [])
        self.assertEqual(self.said(self.GLOBALS + self.FUNCTION % ("      # Why.\n", 512)), [])
        bare = ["A has 512 MB, and no comment above says why"]
        self.assertEqual(self.said(self.GLOBALS + self.FUNCTION % ("      Timeout: 9\n", 512)), bare)

    def test_a_template_says_the_usual_size(self):
        self.assertIn("Globals say no MemorySize", self.said(self.FUNCTION % ("      # Why.\n", 512)))


class FewDynamicReferencesTest(unittest.TestCase):
    def test_the_61st_is_refused(self):
        def references(count):
            lines = (f"        V{n}: !Sub '{{{{resolve:secretsmanager:${{S}}}}}}'\n" for n in range(count))
            return function("", "      Environment:\n" + "".join(lines))

        self.assertEqual(complaints(FewDynamicReferences, references(60)), [])
        said = ["61 dynamic references; CloudFormation takes 60"]
        self.assertEqual(complaints(FewDynamicReferences, references(61)), said)


class FunctionHasLogGroupTest(unittest.TestCase):
    LOGS = "  L: {Type: AWS::Logs::LogGroup, Properties: {RetentionInDays: 30}}\n"

    def test_a_function_needs_a_group_of_this_template(self):
        for properties in ("{Handler: bootstrap}", "{LoggingConfig: {LogFormat: JSON}}", "{LoggingConfig: {LogGroup: !Ref Other}}"):
            self.assertEqual(
                complaints(FunctionHasLogGroup, function(properties, self.LOGS)),
                ["MessagesSend has no log group of this template"],
            )
        self.assertEqual(complaints(FunctionHasLogGroup, function("{LoggingConfig: {LogGroup: !Ref L}}", self.LOGS)), [])

    def test_a_group_needs_a_retention(self):
        self.assertEqual(complaints(FunctionHasLogGroup, "  L: {Type: AWS::Logs::LogGroup}\n"), ["L keeps its logs for ever"])


class NamedAfterBinaryTest(unittest.TestCase):
    def test_the_logical_id_is_the_binary_in_pascal_case(self):
        for code, said in {
            "target/lambda/messages-list": "MessagesSend runs messages-list and must be called MessagesList",
            ".": "MessagesSend: CodeUri is not target/lambda/<binary>",
            "target/lambda/messages_send": "MessagesSend: CodeUri is not target/lambda/<binary>",
        }.items():
            self.assertEqual(complaints(NamedAfterBinary, function(f"{{CodeUri: {code}}}")), [said])
        for code in ("target/lambda/messages-send", "../../target/lambda/messages-send"):
            self.assertEqual(complaints(NamedAfterBinary, function(f"{{CodeUri: {code}}}")), [])

    def test_an_integration_calls_the_function_it_is_named_after(self):
        integration = "  {name}: {{Type: AWS::ApiGatewayV2::Integration, Properties: {{IntegrationUri: {uri}}}}}\n"
        wrong = integration.format(name="MessagesSendIntegration", uri="!GetAtt MessagesList.Arn")
        self.assertEqual(complaints(NamedAfterBinary, wrong), ["MessagesSendIntegration does not call MessagesSend"])
        self.assertEqual(len(complaints(NamedAfterBinary, integration.format(name="Other", uri="!GetAtt Other.Arn"))), 1)
        for uri in ("!GetAtt MessagesSend.Arn", "!Sub 'arn:x:functions/${MessagesSend.Arn}/invocations'"):
            right = integration.format(name="MessagesSendIntegration", uri=uri)
            self.assertEqual(complaints(NamedAfterBinary, right), [])


class TheHubTest(unittest.TestCase):
    def test_the_templates_themselves_pass(self):
        nested = sorted(str(file.relative_to(ROOT)) for file in ROOT.glob("functions/*/template.yaml"))
        self.assertTrue(nested)
        for file in ("template.yaml", *(f"infra/{stack}.yaml" for stack in ("alarms", "dashboard", "edge")), *nested):
            template, problems = decode(str(ROOT / file))
            self.assertFalse(problems)
            for rule in RULES:
                with self.subTest(file=file, rule=rule.id):
                    self.assertEqual(rule().match(Template(file, template, ["us-east-1"])), [])


if __name__ == "__main__":
    unittest.main()
