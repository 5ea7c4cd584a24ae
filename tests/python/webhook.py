"""Posts a signed, a tampered and an unsigned webhook, signed by Twilio's official library.

Usage: webhook.py BASE_URL ACCOUNT_SID AUTH_TOKEN OUR_NUMBER
"""

import sys
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from twilio.request_validator import RequestValidator

base_url, account_sid, auth_token, our_number = sys.argv[1:]
url = base_url + "/webhooks/twilio/sms"
form = {
    "AccountSid": account_sid,
    "ApiVersion": "2010-04-01",
    "Body": "Grüße & more: 100% + ü",
    "From": "+14155550123",
    "MessageSid": "SM" + "0" * 31 + "7",
    "NumMedia": "0",
    "SmsStatus": "received",
    "To": our_number,
    "Unannounced": "",
}
signature = RequestValidator(auth_token).compute_signature(url, form)


def post(fields, headers):
    """The status that the hub answers."""
    request = Request(url, data=urlencode(fields).encode(), headers=headers, method="POST")
    try:
        return urlopen(request, timeout=30).status
    except HTTPError as refused:
        return refused.code


signed = {"X-Twilio-Signature": signature}
tampered = post({**form, "Body": "something else", "MessageSid": "SM" + "0" * 31 + "8"}, signed)
unsigned = post(form, {})
accepted = post(form, signed)
print(f"accepted {accepted}, tampered {tampered}, unsigned {unsigned}")
