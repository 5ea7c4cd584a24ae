"""Drives the simulator with Twilio's own Python library (PyPI `twilio`), as the example `twilio_simulator` runs it.

Usage: python checks/official_client.py http://127.0.0.1:PORT
"""

import json
import sys
import urllib.error
import urllib.parse
import urllib.request
from datetime import datetime, timedelta, timezone

from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.jwt.access_token import AccessToken
from twilio.jwt.access_token.grants import VoiceGrant
from twilio.rest import Client
from twilio.twiml.voice_response import VoiceResponse

ACCOUNT, TOKEN = "AC00000000000000000000000000000001", "demo-token"
OURS, THEIRS = "+12015550123", "+14155550100"


class Redirected(TwilioHttpClient):
    """Sends what is meant for Twilio's hosts to the simulator."""

    def __init__(self, base_url):
        super().__init__()
        self.base_url = base_url.rstrip("/")

    def request(self, method, url, *args, **kwargs):
        for host in ("api", "accounts", "messaging"):
            url = url.replace(f"https://{host}.twilio.com", self.base_url)
        return super().request(method, url, *args, **kwargs)


def refused(code, call):
    try:
        call()
    except TwilioRestException as error:
        assert error.code == code, (error.code, error.msg)
        return
    except TwilioException as error:
        # A list that fails: the library keeps the answer as text.
        assert f'"code":{code},' in str(error), error
        return
    raise AssertionError(f"expected {code}")


def numbers(client):
    offered = client.available_phone_numbers("US").local.list(area_code=415, sms_enabled=True, limit=3)
    assert len(offered) == 3 and offered[0].capabilities["SMS"] and offered[0].iso_country == "US", offered
    refused(20404, lambda: client.available_phone_numbers("US").mobile.list(limit=1))
    address = offered[0].phone_number
    bought = client.incoming_phone_numbers.create(phone_number=address, sms_url="https://hub.example.com/sms")
    assert bought.sid.startswith("PN") and bought.capabilities["sms"] and bought.sms_method == "POST"
    refused(21422, lambda: client.incoming_phone_numbers.create(phone_number=address))
    assert [n.sid for n in client.incoming_phone_numbers.list(phone_number=address)] == [bought.sid]
    changed = client.incoming_phone_numbers(bought.sid).update(friendly_name="Line", voice_method="GET")
    assert (changed.friendly_name, changed.voice_method) == ("Line", "GET")
    assert len(client.incoming_phone_numbers.list(page_size=1)) >= 3
    assert client.incoming_phone_numbers(bought.sid).delete()
    refused(20404, lambda: client.incoming_phone_numbers(bought.sid).fetch())


def services(client):
    service = client.messaging.v1.services.create(friendly_name="Pool", inbound_request_url="https://hub.example.com/")
    number = client.incoming_phone_numbers.list(phone_number="+12015550124")[0]
    pooled = service.phone_numbers.create(phone_number_sid=number.sid)
    assert pooled.phone_number == number.phone_number and pooled.date_created is not None
    refused(21710, lambda: service.phone_numbers.create(phone_number_sid=number.sid))
    assert [n.sid for n in client.messaging.v1.services(service.sid).phone_numbers.list()] == [number.sid]
    changed = client.messaging.v1.services(service.sid).update(use_inbound_webhook_on_number=True)
    assert changed.use_inbound_webhook_on_number is True
    assert service.sid in [s.sid for s in client.messaging.v1.services.list(page_size=1)]
    assert client.messaging.v1.services(service.sid).phone_numbers(number.sid).delete()


def subaccounts(client, http):
    name = f"Check {datetime.now(timezone.utc).isoformat()}"
    made = client.api.v2010.accounts.create(friendly_name=name)
    assert [a.sid for a in client.api.v2010.accounts.list(friendly_name=name)] == [made.sid]
    assert made.owner_account_sid == ACCOUNT
    second = Client(made.sid, made.auth_token, http_client=http)
    token = second.accounts.v1.secondary_auth_token().create().secondary_auth_token
    third = Client(made.sid, token, http_client=http)
    assert third.messages.list() == [] and third.accounts.v1.auth_token_promotion().update().auth_token == token
    refused(20003, lambda: second.messages.list())
    client.api.v2010.accounts(made.sid).update(status="suspended")
    refused(20005, lambda: third.messages.list())
    assert client.api.v2010.accounts(made.sid).update(status="closed").status == "closed"


def calls(client):
    made = client.calls.create(to=THEIRS, from_=OURS, twiml="<Response><Say>Hello</Say></Response>", timeout=30)
    assert made.sid.startswith("CA") and made.status == "queued" and made.direction == "outbound-api", made
    assert made.date_created.tzinfo is not None and made.duration is None and made.parent_call_sid is None
    assert client.calls(made.sid).fetch().to == THEIRS
    assert made.sid in [c.sid for c in client.calls.list(to=THEIRS, page_size=1)]
    assert client.calls.list(status="busy") == []
    refused(21220, lambda: client.calls(made.sid).update(twiml="<Response/>"))
    client.calls(made.sid).update(status="canceled")
    while client.calls(made.sid).fetch().status != "canceled":
        pass
    assert client.calls(made.sid).delete()
    refused(20404, lambda: client.calls(made.sid).fetch())
    refused(21201, lambda: client.calls.create(to="", from_=OURS, twiml="<Response/>"))
    refused(21205, lambda: client.calls.create(to=THEIRS, from_=OURS))
    refused(21210, lambda: client.calls.create(to=THEIRS, from_="+12025550199", twiml="<Response/>"))


def recordings(client, base_url):
    speech = {"speak": {"text": "Call me back", "length_ms": 3000, "then": "hang_up"}}
    person = {"pickup": {"answers": {"after_ms": 0}}, "acts": [speech]}
    post_json(f"{base_url}/_dev/people/{urllib.parse.quote(THEIRS)}", person)
    made = client.calls.create(to=THEIRS, from_=OURS, twiml="<Response><Record/></Response>")
    while not client.recordings.list(call_sid=made.sid) or client.calls(made.sid).fetch().status != "completed":
        pass
    recording = client.recordings.list(call_sid=made.sid)[0]
    assert (recording.source, recording.channels, recording.duration) == ("RecordVerb", 1, "3"), recording.duration
    assert recording.start_time.tzinfo is not None and recording.status == "completed"
    assert client.calls(made.sid).recordings.list()[0].sid == recording.sid
    assert client.recordings(recording.sid).delete()
    refused(20404, lambda: client.recordings(recording.sid).fetch())


def access_tokens(base_url):
    def answer(secret):
        token = AccessToken(ACCOUNT, "SK00000000000000000000000000000001", secret, identity="t1_u1", ttl=3600)
        token.add_grant(VoiceGrant(outgoing_application_sid="AP0", incoming_allow=True))
        return post_json(f"{base_url}/_dev/clients/call", {"token": token.to_jwt()})["error"]

    assert "application" in answer("demo-secret"), answer("demo-secret")
    assert "signature" in answer("another")


def keys(client, http, base_url):
    made = client.new_keys.create(friendly_name="Browsers")
    assert made.sid.startswith("SK") and len(made.secret) == 32 and made.date_created.tzinfo is not None, made
    assert made.sid in [key.sid for key in client.keys.list()]
    assert client.keys(made.sid).fetch().friendly_name == "Browsers"
    by_key = Client(made.sid, made.secret, ACCOUNT, http_client=http)
    assert by_key.messages.list(limit=1)
    refused(20003, lambda: by_key.keys.list())
    token = AccessToken(ACCOUNT, made.sid, made.secret, identity="t1_ada", ttl=3600)
    token.add_grant(VoiceGrant(incoming_allow=True))
    url = f"{base_url}/_dev/clients/events?token={token.to_jwt()}"
    with urllib.request.urlopen(url) as browser:
        conference(client, base_url, browser, token.to_jwt())
    assert client.keys(made.sid).delete()
    refused(20404, lambda: client.keys(made.sid).fetch())
    refused(20003, lambda: by_key.messages.list(limit=1))


def conference(client, base_url, browser, token):
    def told(event):
        while browser.readline() != f"event: {event}\n".encode():
            pass
        return json.loads(browser.readline().removeprefix(b"data:"))

    def shows(kind, sid, what):
        while True:
            with urllib.request.urlopen(f"{base_url}/_dev/calls") as answer:
                leg = next(call for call in json.loads(answer.read())["calls"] if call["sid"] == sid)
            if what in [one["what"] for one in leg[kind]]:
                return

    response = VoiceResponse()
    response.dial().conference("Room 1", beep=False, end_conference_on_exit=True, wait_url="", max_participants=3)
    assert told("registered") == {"identity": "t1_ada"}
    to = "client:t1_ada?callId=c1&own=true"
    rung = client.calls.create(to=to, from_=OURS, twiml=str(response))
    incoming = told("incoming")
    assert incoming["sid"] == rung.sid and incoming["parameters"] == {"callId": "c1", "own": "true"}, incoming
    acts = f"{base_url}/_dev/clients/calls/{rung.sid}?token={token}"
    post_json(acts, "answer")
    told("accepted")
    person = {"pickup": {"answers": {"after_ms": 0}}}
    post_json(f"{base_url}/_dev/people/{urllib.parse.quote(THEIRS)}", person)
    other = client.calls.create(to=THEIRS, from_=OURS, twiml=str(response))
    shows("events", rung.sid, "bridged")
    post_json(acts, {"speak": {"text": "Hello"}})
    shows("heard", other.sid, "Hello")
    client.calls(other.sid).update(twiml="<Response><Say>Please hold</Say><Pause length='60'/></Response>")
    shows("heard", other.sid, "Please hold")
    assert told("ended") == {"sid": rung.sid}
    client.calls(other.sid).update(status="completed")


def post_json(url, body):
    headers = {"Content-Type": "application/json"}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, json.dumps(body).encode(), headers)) as response:
            return json.loads(response.read() or b"{}")
    except urllib.error.HTTPError as error:
        return json.loads(error.read())


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
    calls(client)
    recordings(client, base_url)
    access_tokens(base_url)
    keys(client, http, base_url)
    numbers(client)
    services(client)
    subaccounts(client, http)
    print("the official client is content")


if __name__ == "__main__":
    main(sys.argv[1])
