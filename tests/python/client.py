"""Creates and fetches a message with Twilio's official client, pointed at the simulator.

Usage: client.py CARRIER_URL ACCOUNT_SID AUTH_TOKEN OUR_NUMBER
"""

import sys

from twilio.rest import Client

carrier_url, account_sid, auth_token, our_number = sys.argv[1:]
client = Client(account_sid, auth_token)
client.api.base_url = carrier_url

created = client.messages.create(to="+14155550123", from_=our_number, body="Hello from the library")
fetched = client.messages(created.sid).fetch()
assert fetched.sid == created.sid and fetched.num_segments == "1", fetched
assert [message.sid for message in client.messages.list(to="+14155550123")] == [created.sid]
print(f"fetched: {fetched.body}")
