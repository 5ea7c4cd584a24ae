//! Customers write to us.

use std::collections::HashSet;

use hub_testkit::twilio::sign;
use insta::assert_snapshot;
use serde_json::json;
use tests::TestHub;

const CUSTOMER: &str = "+14155550123";

#[tokio::test]
async fn a_text_stands_in_the_inbox_of_its_tenant_only() {
    let hub = TestHub::start().await;
    let delivery = hub.acme().receives_sms(CUSTOMER, "Do you have time on Friday?").await;
    assert_eq!((delivery.status, delivery.problems), (Some(200), vec![]));
    assert_snapshot!(delivery.twiml, @r#"<?xml version="1.0" encoding="UTF-8"?><Response/>"#);

    let agent = hub.acme().person("agent").await;
    let inbox = agent.inbox().await;
    assert_eq!(inbox.len(), 1);
    assert_eq!(inbox[0]["theirAddress"], CUSTOMER);
    assert_eq!(
        (&inbox[0]["inboundCount"], &inbox[0]["lastMessage"]["preview"]),
        (&json!(1), &json!("Do you have time on Friday?"))
    );
    let thread = agent.thread(CUSTOMER).await;
    assert_eq!(
        (thread.len(), &thread[0]["direction"], &thread[0]["status"]),
        (1, &json!("inbound"), &json!("received"))
    );
    assert_eq!(hub.globex().person("owner").await.inbox().await.len(), 0);
    hub.settles().await;
}

#[tokio::test]
async fn the_same_text_delivered_200_times_at_once_is_one_message_and_one_event() {
    let hub = TestHub::start().await;
    let first = hub.acme().receives_sms(CUSTOMER, "Hello").await;
    let again = hub.twilio().redeliver(&first.sid, 200, true).await.expect("deliveries");
    assert!(again.iter().all(|delivery| delivery.status == Some(200)), "every delivery is acknowledged");
    hub.settles().await;

    let agent = hub.acme().person("agent").await;
    assert_eq!(agent.thread(CUSTOMER).await.len(), 1);
    assert_eq!(agent.inbox().await[0]["inboundCount"], 1);
    let events = agent.get("/api/sync?after=0").await.body["events"].as_array().expect("events").clone();
    assert_eq!(events.iter().filter(|event| event["type"] == "new_message").count(), 1);
}

#[tokio::test]
async fn a_forged_or_unowned_webhook_is_refused_and_nothing_is_stored() {
    let hub = TestHub::start().await;
    let url = format!("{}/webhooks/twilio/sms", hub.url());
    let acme = hub.acme().demo;
    let form = |to: &str| {
        vec![
            ("AccountSid".to_owned(), acme.account_sid.to_owned()),
            ("Body".to_owned(), "Hi".to_owned()),
            ("From".to_owned(), CUSTOMER.to_owned()),
            ("MessageSid".to_owned(), "SM00000000000000000000000000000001".to_owned()),
            ("To".to_owned(), to.to_owned()),
        ]
    };
    let post = async |form: Vec<(String, String)>, signature: Option<String>| {
        let mut request = hub.http().post(&url).form(&form);
        if let Some(signature) = signature {
            request = request.header("X-Twilio-Signature", signature);
        }
        request.send().await.expect("an answer").status().as_u16()
    };
    let good = form(acme.number);
    let signature = sign(acme.auth_token, &url, &good);
    let mut tampered = good.clone();
    tampered[1].1 = "Hi!".to_owned();
    let foreign = form("+12015550199");
    for (form, signature, why) in [
        (good.clone(), None, "no signature"),
        (tampered, Some(signature.clone()), "a changed body"),
        (good.clone(), Some(sign("another-token", &url, &good)), "another token"),
        (good.clone(), Some(sign(hub.globex().demo.auth_token, &url, &good)), "another tenant's token"),
        (good.clone(), Some(sign("", &url, &good)), "an empty token"),
        (foreign.clone(), Some(sign(acme.auth_token, &url, &foreign)), "a number that nobody owns"),
    ] {
        assert_eq!(post(form, signature).await, 403, "{why}");
    }
    assert_eq!(hub.acme().person("agent").await.inbox().await.len(), 0);
    assert_eq!(post(good, Some(signature)).await, 200, "the untouched one is accepted");
    assert_eq!(hub.acme().person("agent").await.inbox().await.len(), 1);
    hub.settles().await;
}

#[tokio::test]
async fn every_alias_and_the_function_url_take_a_text() {
    let hub = TestHub::start().await;
    let acme = hub.acme().demo;
    let paths = [
        "/webhooks/twilio/sms",
        "/api/twilio/sms-webhook",
        "/api/webhooks/sms",
        "/lambda-url/twilio-inbound-message/webhooks/twilio/sms",
    ];
    for path in paths {
        hub.twilio().set_sms_url(acme.number, format!("{}{path}", hub.url())).expect("a number");
        assert_eq!(hub.acme().receives_sms(CUSTOMER, path).await.status, Some(200), "{path}");
    }
    let thread = hub.acme().person("agent").await.thread(CUSTOMER).await;
    let bodies: HashSet<_> = thread.iter().map(|message| message["body"].as_str().expect("a body")).collect();
    assert_eq!(bodies, HashSet::from(paths));
    hub.settles().await;
}

#[tokio::test]
async fn short_codes_and_named_senders_are_stored() {
    let hub = TestHub::start().await;
    for sender in ["72345", "DENTIST"] {
        assert_eq!(hub.acme().receives_sms(sender, "Your code is 1234").await.status, Some(200), "{sender}");
    }
    let inbox = hub.acme().person("agent").await.inbox().await;
    let senders: Vec<_> = inbox.iter().map(|row| row["theirAddress"].as_str().expect("an address")).collect();
    assert_eq!(senders, ["DENTIST", "72345"]);
    hub.settles().await;
}

#[tokio::test]
async fn two_first_texts_at_once_make_one_conversation() {
    let hub = TestHub::start().await;
    let acme = hub.acme();
    let texts = (0..20).map(|number| async move { acme.receives_sms(CUSTOMER, &number.to_string()).await.status });
    let statuses = futures_util::future::join_all(texts).await;
    assert!(statuses.iter().all(|status| *status == Some(200)));
    let agent = hub.acme().person("agent").await;
    let inbox = agent.inbox().await;
    assert_eq!((inbox.len(), &inbox[0]["inboundCount"]), (1, &json!(20)));
    assert_eq!(agent.thread(CUSTOMER).await.len(), 20);
    hub.settles().await;
}

#[tokio::test]
async fn a_near_match_of_stop_is_flagged_and_not_obeyed() {
    let hub = TestHub::start().await;
    hub.acme().receives_sms(CUSTOMER, "Stop. Thank you").await;
    let agent = hub.acme().person("agent").await;
    let conversation = &agent.inbox().await[0];
    assert_eq!((&conversation["optedOut"], &conversation["optOutSuspected"]), (&json!(false), &json!(true)));
    assert_snapshot!(agent.sends(CUSTOMER, "Sorry!").await.status(), @"202 Accepted");
    hub.settles().await;
}
