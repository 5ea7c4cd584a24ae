"""MiniStack, with what this bundle's template needs and MiniStack 1.5.33 lacks.

Everything that a deployment to it does other than one to AWS stands here, each with its reason; infra/DECISIONS.md names them.
Nothing of the template is left out, and `sam deploy` is the one that a real deployment uses.
"""

import os
import re
import signal
import threading
import time

from ministack.app import main
from ministack.services import apigateway, lambda_svc
from ministack.services.cloudformation import engine, provisioners

ENDPOINT = os.environ["AWS_ENDPOINT_URL"]
ACCOUNT = os.environ["MINISTACK_ACCOUNT_ID"]


def transform_nested_stacks():
    """A nested stack's own `Transform` is ignored: its AWS::Serverless::Function would be an unknown type.

    The same SAM translator that MiniStack runs over the first template runs over each nested one.
    """
    parse = engine._parse_template

    def parse_and_transform(body):
        template = parse(body)
        transformed = engine._apply_transforms(template)
        if isinstance(transformed, engine._TransformFailed):
            raise ValueError(f"the transform of a nested stack failed: {transformed}")
        return transformed

    # Nested stacks look the function up here at each deployment; the first template's parser is bound elsewhere.
    engine._parse_template = parse_and_transform


def make_route_responses():
    """AWS::ApiGatewayV2::RouteResponse is unknown to CloudFormation here, but the API itself has it."""

    def create(_logical_id, props, _stack_name):
        route = props["RouteId"].split("/")[-1]
        key = {"routeResponseKey": props["RouteResponseKey"]}
        status, _headers, body = apigateway._create_route_response(props["ApiId"], route, key)
        if status != 201:
            raise ValueError(body.decode())
        return f"{props['ApiId']}/{route}/$default", {}

    provisioners._RESOURCE_HANDLERS["AWS::ApiGatewayV2::RouteResponse"] = {
        "create": create,
        "delete": lambda _physical_id, _props: None,
    }


def reach_sockets():
    """No name under amazonaws.com leads here: a function reaches the socket API's stage through the endpoint.

    Every other service is reached by AWS_ENDPOINT_URL, which MiniStack sets for its functions itself.
    """
    stage = re.compile(r"https://([0-9a-f]+)\.execute-api\.[a-z0-9-]+\.amazonaws\.com/(\w+)")
    environment = lambda_svc._provided_worker_env

    def with_sockets(config, code_dir, port):
        found = environment(config, code_dir, port)
        if url := found.get("LIVE_PUSH_URL"):
            found["LIVE_PUSH_URL"] = stage.sub(rf"{ENDPOINT}/_aws/execute-api/\1/\2", url)
        return found

    lambda_svc._provided_worker_env = with_sockets


def take_metric_maths():
    """An alarm over a sum of metrics is refused. It is taken here, and never rings; no journey waits for an alarm."""
    alarm = provisioners._RESOURCE_HANDLERS["AWS::CloudWatch::Alarm"]
    make, forget = alarm["create"], alarm["delete"]

    def create(logical_id, props, stack_name):
        if not props.get("Metrics"):
            return make(logical_id, props, stack_name)
        name = props.get("AlarmName") or f"{stack_name}-{logical_id}"
        return name, {"Arn": f"arn:aws:cloudwatch:us-east-1:{ACCOUNT}:alarm:{name}"}

    alarm["create"] = create
    alarm["delete"] = lambda name, props: None if props.get("Metrics") else forget(name, props)


def end_with_parent():
    """A test that is killed cannot end what it started: the emulator and its functions then end by themselves."""
    parent = os.getppid()

    def watch():
        while os.getppid() == parent:
            time.sleep(1)
        os.killpg(os.getpid(), signal.SIGKILL)

    threading.Thread(target=watch, daemon=True).start()


if __name__ == "__main__":
    end_with_parent()
    transform_nested_stacks()
    take_metric_maths()
    make_route_responses()
    reach_sockets()
    main()
