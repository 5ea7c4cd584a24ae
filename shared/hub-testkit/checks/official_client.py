"""Drives the simulator with Twilio's own Python library (PyPI `twilio`), as the example `twilio_simulator` runs it.

Usage: python checks/official_client.py http://127.0.0.1:PORT
"""

import sys
from datetime import datetime, timedelta, timezone

from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

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
    numbers(client)
    services(client)
    subaccounts(client, http)
    print("the official client is content")


if __name__ == "__main__":
    main(sys.argv[1])
