"""Drives the simulator with Twilio's own Python library (PyPI `twilio`), as the example `twilio_simulator` runs it.

Usage: python checks/official_client.py http://127.0.0.1:PORT
"""

import sys
from datetime import datetime, timedelta, timezone

from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

ACCOUNT, TOKEN = "AC00000000000000000000000000000001", "demo-token"
OURS, THEIRS = "+12015550123", "+14155550100"


class Redirected(TwilioHttpClient):
    """Sends what is meant for api.twilio.com to the simulator."""

    def __init__(self, base_url):
        super().__init__()
        self.base_url = base_url.rstrip("/")

    def request(self, method, url, *args, **kwargs):
        return super().request(method, url.replace("https://api.twilio.com", self.base_url), *args, **kwargs)


def refused(code, call):
    try:
        call()
    except TwilioRestException as error:
        assert error.code == code, (error.code, error.msg)
        return
    raise AssertionError(f"expected {code}")


def main(base_url):
    http = Redirected(base_url)
    client = Client(ACCOUNT, TOKEN, http_client=http)
    before = datetime.now(timezone.utc) - timedelta(seconds=2)

    made = client.messages.create(to=THEIRS, from_=OURS, body="Hello from the library")
    assert made.sid.startswith("SM") and made.status == "queued" and made.num_segments == "1", made
    assert made.date_created.tzinfo is not None and made.price is None and made.direction == "outbound-api"
    for i in range(4):
        client.messages.create(to=THEIRS, from_=OURS, body=f"Text {i}")

    assert client.messages(made.sid).fetch().body == "Hello from the library"
    listed = client.messages.list(to=THEIRS, date_sent_after=before, page_size=2)
    assert len(listed) >= 5 and len({m.sid for m in listed}) == len(listed), len(listed)
    assert client.messages.list(to=THEIRS, date_sent_before=before - timedelta(days=1)) == []
    assert len(client.messages.list(to=THEIRS, limit=3)) == 3
    assert client.messages.list(from_=THEIRS) == []

    by_key = Client("SK00000000000000000000000000000001", "demo-secret", ACCOUNT, http_client=http)
    assert by_key.messages(made.sid).fetch().sid == made.sid
    refused(20003, lambda: Client(ACCOUNT, "wrong", http_client=http).messages(made.sid).fetch())
    refused(20404, lambda: client.messages("SM" + "0" * 32).fetch())
    refused(21211, lambda: client.messages.create(to="+15005550001", from_=OURS, body="x"))
    refused(21602, lambda: client.messages.create(to=THEIRS, from_=OURS))
    refused(21606, lambda: client.messages.create(to=THEIRS, from_="+12025550199", body="x"))
    refused(21617, lambda: client.messages.create(to=THEIRS, from_=OURS, body="x" * 1601))
    assert client.api.v2010.accounts(ACCOUNT).fetch().status == "active"
    print("the official client is content")


if __name__ == "__main__":
    main(sys.argv[1])
