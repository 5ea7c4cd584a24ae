//! Somebody calls.

use hub_testkit::twilio::sign;
use insta::assert_snapshot;
use serde_json::json;
use tests::TestHub;

async fn call(hub: &TestHub, token: &str) -> (u16, String) {
    let url = format!("{}/webhooks/twilio/voice", hub.url());
    let sid = hub.acme().demo.account_sid;
    let fields = [
        ("CallSid", "CA00000000000000000000000000000001"),
        ("AccountSid", sid),
        ("From", "+14155550123"),
        ("To", "+12015550123"),
        ("CallStatus", "ringing"),
    ];
    let pairs: Vec<(String, String)> =
        fields.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    let signature = sign(token, &url, &pairs);
    let answer =
        hub.http().post(&url).form(&fields).header("x-twilio-signature", signature).send().await.expect("an answer");
    (answer.status().as_u16(), answer.text().await.expect("a body"))
}

#[tokio::test]
async fn a_caller_hears_the_greeting_or_is_forwarded() {
    let hub = TestHub::start().await;
    let token = hub.acme().demo.auth_token;
    let (status, greeting) = call(&hub, token).await;
    assert_eq!(status, 200);
    assert_snapshot!(greeting, @r#"<?xml version="1.0" encoding="UTF-8"?><Response><Say voice="Polly.Joanna">Thank you for calling Acme Dental. We can&apos;t take your call right now. Please send us a text message instead.</Say><Hangup/></Response>"#);
    let voice =
        json!({ "mode": "forward", "forwardTo": "+14155550150", "ringSeconds": 25, "greeting": "One <moment>." });
    let owner = hub.acme().person("owner").await;
    assert!(owner.patch("/api/numbers/num_12015550123", json!({ "version": 1, "voice": voice })).await.is_done());
    let (_, forwarded) = call(&hub, token).await;
    assert_snapshot!(forwarded, @r#"<?xml version="1.0" encoding="UTF-8"?><Response><Say voice="Polly.Joanna">One &lt;moment&gt;.</Say><Dial timeout="25" answerOnBridge="true">+14155550150</Dial></Response>"#);
    assert_eq!(call(&hub, "a-forged-token-0123456789").await.0, 403);
}
