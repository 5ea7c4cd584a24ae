"""One name from the binary to the template: `messages-send` is built to target/lambda/messages-send and is MessagesSend.

The local runner, the event files and the checks find a function by that name. A route finds its function through
`<Function>Integration`, so that name is checked as well.
"""

import re

from cfnlint.rules import CloudFormationLintRule, RuleMatch

CODE = re.compile(r"^(?:\.\./\.\./)?target/lambda/([a-z0-9]+(?:-[a-z0-9]+)*)$")


def pascal_case(binary):
    """`messages-send` as `MessagesSend`."""
    return "".join(word.capitalize() for word in binary.split("-"))


class NamedAfterBinary(CloudFormationLintRule):
    """Refuses a function whose logical id is not its binary's name, and an integration not named after its function."""

    id = "E9004"
    shortdesc = "Functions and integrations are named after their binary"
    description = "CodeUri target/lambda/<binary>; logical ids <PascalCase of binary> and <that>Integration"
    tags = ["hub", "lambda"]

    def match(self, cfn):
        matches = []
        for name, function in cfn.get_resources(["AWS::Serverless::Function"]).items():
            code = (function.get("Properties") or {}).get("CodeUri")
            found = CODE.match(code) if isinstance(code, str) else None
            path = ["Resources", name, "Properties", "CodeUri"]
            if not found:
                matches.append(RuleMatch(path, f"{name}: CodeUri is not target/lambda/<binary>"))
            elif pascal_case(found[1]) != name:
                matches.append(RuleMatch(path, f"{name} runs {found[1]} and must be called {pascal_case(found[1])}"))
        for name, integration in cfn.get_resources(["AWS::ApiGatewayV2::Integration"]).items():
            function = name.removesuffix("Integration")
            uri = (integration.get("Properties") or {}).get("IntegrationUri")
            if function == name or uri not in (
                {"Fn::GetAtt": [function, "Arn"]},
                {"Fn::GetAtt": f"{function}.Arn"},
            ) and f"${{{function}.Arn}}/invocations" not in str(uri):
                path = ["Resources", name, "Properties", "IntegrationUri"]
                matches.append(RuleMatch(path, f"{name} does not call {function}"))
        return matches
