"""Who asks, for which things, and what must hold beside the description."""

import json
import os
import zlib

import schemathesis

TOKEN = os.environ.get("HUB_TOKEN")
READS_ONLY = os.environ.get("HUB_READS_ONLY") == "1"
"""Ids of things that are there, by the path under which they are."""
KNOWN = json.loads(os.environ.get("HUB_KNOWN", "null")) or {}
"""What somebody who may only look changes: their own."""
THEIR_OWN = {"live-ticket", "accounts-password", "conversations-read"}

if TOKEN:

    @schemathesis.auth()
    class Session:
        def get(self, case, context):
            return TOKEN

        def set(self, case, data, context):
            case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.hook
def before_call(context, case, **kwargs):
    """Two of three made ids become those of things that are there, so that requests reach what is behind a 404."""
    made = (case.path_parameters or {}).get("id")
    folder = case.operation.path.split("/{id}")[0]
    known = KNOWN.get(folder, [])
    if made is None or not known:
        return
    choice = zlib.crc32(f"{case.method} {case.operation.path} {made!r}".encode("utf-8", "replace"))
    if choice % 3:
        case.path_parameters["id"] = known[choice // 3 % len(known)]


def wants_a_session(case):
    return bool(case.operation.definition.raw.get("security"))


@schemathesis.check
def closed_without_a_session(ctx, response, case):
    """Nobody gets more than 401 where a session is wanted, and a method that is no route is none for anybody."""
    is_route = case.method.upper() == case.operation.method.upper()
    if not TOKEN and is_route and wants_a_session(case) and response.status_code != 401:
        raise AssertionError(f"answered {response.status_code} to somebody without a session")


@schemathesis.check
def who_reads_only_changes_nothing(ctx, response, case):
    """Somebody who may only look changes nothing of the team's."""
    operation = case.operation.definition.raw.get("operationId")
    is_change = case.method.upper() != "GET" and operation not in THEIR_OWN and wants_a_session(case)
    if READS_ONLY and is_change and response.status_code < 300:
        raise AssertionError(f"answered {response.status_code} to somebody who may only look")
