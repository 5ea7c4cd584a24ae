"""A function that has another size than the usual one says why, in a comment right above it.

The size is the share of a processor, too, and is paid for each millisecond; infra/README.md, "Memory", has the reckoning.
"""

from pathlib import Path

from cfnlint.decode import decode
from cfnlint.rules import CloudFormationLintRule, RuleMatch


def line_of(mapping, key):
    """The line of a key, from 0; None where the file's place is not known."""
    for found in mapping:
        if found == key and hasattr(found, "start_mark"):
            return found.start_mark.line
    return None


class MemoryIsJustified(CloudFormationLintRule):
    """Refuses a MemorySize of a function without a comment above it, and a template without a usual one."""

    id = "E9007"
    shortdesc = "Another size than the usual one has its reason"
    description = "Globals say the MemorySize of functions; a function that says another one has a comment above it"
    tags = ["hub", "lambda"]

    def match(self, cfn):
        file = Path(cfn.filename) if cfn.filename else None
        if not (file and file.exists()):
            return []
        # As it is written: by now the usual size has been put into each function.
        template, _ = decode(str(file))
        resources = (template.get("Resources") or {}).items()
        functions = {name: body for name, body in resources if body.get("Type") == "AWS::Serverless::Function"}
        usual = ((template.get("Globals") or {}).get("Function") or {}).get("MemorySize")
        matches = []
        if functions and usual is None:
            matches.append(RuleMatch(["Resources"], "Globals say no MemorySize"))
        lines = file.read_text().splitlines()
        for name, function in functions.items():
            properties = function.get("Properties") or {}
            size = properties.get("MemorySize")
            line = line_of(properties, "MemorySize")
            above = lines[line - 1].strip() if line else ""
            if size not in (None, usual) and not above.startswith("#"):
                path = ["Resources", name, "Properties", "MemorySize"]
                matches.append(RuleMatch(path, f"{name} has {size} MB, and no comment above says why"))
        return matches
