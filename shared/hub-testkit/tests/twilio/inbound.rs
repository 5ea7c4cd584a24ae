//! Texts to the hub, keywords and the block list.

use hub_testkit::twilio::{
    Account, Inbound, KeywordHandling, MessagingService, Number, SimulatorConfig, TwilioSimulator, sign,
};

use crate::support::{ACCOUNT, FakeHub, OURS, THEIRS, TOKEN, create, start};

async fn listening(hub: &FakeHub, keywords: KeywordHandling) -> TwilioSimulator {
    let number = Number::new(OURS).with_sms_url(format!("{}/inbound", hub.base_url)).with_keywords(keywords);
    start(SimulatorConfig::immediate().with_account(Account::new(ACCOUNT, TOKEN).with_number(number))).await
}

fn handset(sim: &TwilioSimulator) -> Vec<String> {
    sim.look(|ledger| ledger.handset(THEIRS).map(|m| m.body.clone()).collect())
}

#[tokio::test]
async fn an_inbound_text_carries_the_documented_fields_and_a_signature() {
    let hub = FakeHub::start().await;
    let sim = listening(&hub, KeywordHandling::Default).await;
    let delivery = sim.send_inbound(THEIRS, OURS, "Hi & bye + ☺").await.expect("a known number");

    assert_eq!((delivery.status, delivery.twiml.as_str()), (Some(200), "<Response/>"));
    assert!(delivery.replies.is_empty() && delivery.problems.is_empty());
    let told = hub.told().remove(0);
    for (key, value) in [
        ("MessageSid", delivery.sid.as_str()),
        ("SmsSid", &delivery.sid),
        ("SmsMessageSid", &delivery.sid),
        ("AccountSid", ACCOUNT),
        ("From", THEIRS),
        ("To", OURS),
        ("Body", "Hi & bye + ☺"),
        ("NumMedia", "0"),
        ("NumSegments", "1"),
        ("SmsStatus", "received"),
        ("ApiVersion", "2010-04-01"),
        ("FromCountry", "US"),
        ("FromCity", ""),
    ] {
        assert_eq!(told.param(key), Some(value), "{key}");
    }
    assert_eq!(told.param("OptOutType"), None);
    let url = format!("{}/inbound", hub.base_url);
    assert_eq!(told.header("x-twilio-signature"), sign(TOKEN, &url, &told.params));
}

#[tokio::test]
async fn media_and_unknown_parameters_are_posted() {
    let hub = FakeHub::start().await;
    let sim = listening(&hub, KeywordHandling::Default).await;
    let text = Inbound::text(THEIRS, OURS, "")
        .with_media("https://api.twilio.com/media/1", "image/png")
        .with_param("NewThing", "1");
    let delivery = sim.send(text).await.expect("a known number");
    assert!(delivery.sid.starts_with("MM"));
    let told = hub.told().remove(0);
    assert_eq!(told.param("NumMedia"), Some("1"));
    assert_eq!(told.param("MediaUrl0"), Some("https://api.twilio.com/media/1"));
    assert_eq!(told.param("MediaContentType0"), Some("image/png"));
    assert_eq!(told.param("NewThing"), Some("1"));
}

#[tokio::test]
async fn a_twiml_answer_arrives_on_the_handset() {
    let hub = FakeHub::start().await;
    let sim = listening(&hub, KeywordHandling::Default).await;
    hub.will_answer(200, "text/xml", "<Response><Message>Thanks &amp; bye</Message></Response>");
    let delivery = sim.send_inbound(THEIRS, OURS, "Hi").await.expect("a known number");
    assert_eq!(delivery.replies, ["Thanks & bye"]);
    assert_eq!(handset(&sim), ["Hi", "Thanks & bye"]);
}

#[tokio::test]
async fn an_answer_twilio_cannot_use_is_a_problem() {
    let hub = FakeHub::start().await;
    let sim = listening(&hub, KeywordHandling::Default).await;
    for (status, kind, body, code) in [
        (200, "application/json", "{}", "12300"),
        (200, "text/xml", "<Response>", "12100"),
        (403, "text/plain", "no", "11200"),
        (302, "text/xml", "", "11200"),
    ] {
        hub.will_answer(status, kind, body);
        let delivery = sim.send_inbound(THEIRS, OURS, "Hi").await.expect("a known number");
        assert!(delivery.problems[0].starts_with(code), "{:?}", delivery.problems);
        assert_eq!(delivery.status, Some(status));
    }
}

#[tokio::test]
async fn a_redelivery_is_the_same_event_again() {
    let hub = FakeHub::start().await;
    let sim = listening(&hub, KeywordHandling::Default).await;
    let sid = sim.send_inbound(THEIRS, OURS, "Hi").await.expect("a known number").sid;
    assert_eq!(sim.redeliver(&sid, 3, true).await.expect("a known message").len(), 3);
    assert_eq!(sim.redeliver(&sid, 2, false).await.expect("a known message").len(), 2);
    let told = hub.told();
    assert_eq!(told.len(), 6);
    for again in &told {
        assert_eq!(again.params, told[0].params);
        assert_eq!(again.header("i-twilio-idempotency-token"), told[0].header("i-twilio-idempotency-token"));
    }
    assert_eq!(handset(&sim), ["Hi"], "the person texted once");
    assert!(sim.redeliver("SM0", 1, false).await.is_err());
}

#[tokio::test]
async fn a_failing_webhook_is_retried_and_then_the_fallback_is_asked() {
    let hub = FakeHub::start().await;
    let number = Number::new(OURS)
        .with_sms_url(format!("{}/inbound", hub.base_url))
        .with_sms_fallback_url(format!("{}/fallback", hub.base_url));
    let sim = start(SimulatorConfig::immediate().with_account(Account::new(ACCOUNT, TOKEN).with_number(number))).await;
    hub.will_answer(500, "text/plain", "");
    hub.will_answer(502, "text/plain", "");
    let delivery = sim.send_inbound(THEIRS, OURS, "Hi").await.expect("a known number");
    let told = hub.told();
    let paths: Vec<&str> = told.iter().map(|t| t.path.as_str()).collect();
    assert_eq!(paths, ["/inbound", "/inbound", "/fallback"]);
    assert_eq!(told[2].param("ErrorCode"), Some("11200"));
    assert_eq!((delivery.status, delivery.problems.len()), (Some(200), 1));
}

#[tokio::test]
async fn stop_blocks_and_start_unblocks_as_at_twilio() {
    let hub = FakeHub::start().await;
    let sim = listening(&hub, KeywordHandling::Default).await;
    hub.will_answer(200, "text/xml", "<Response><Message>You are out</Message></Response>");
    let stop = sim.send_inbound(THEIRS, OURS, " stop ").await.expect("a known number");
    assert!(stop.replies.is_empty(), "Twilio answers STOP itself and blocks the hub's answer");
    assert!(stop.problems[0].starts_with("21610"));
    assert_eq!(hub.told()[0].param("OptOutType"), None);
    assert!(handset(&sim)[1].contains("unsubscribed"));

    assert_eq!(create(&sim, None).await.refusal(), (400, 21610));
    assert!(sim.creates().is_empty());

    sim.send_inbound(THEIRS, OURS, "yes").await.expect("a known number");
    assert_eq!(create(&sim, None).await.status, 201);
    sim.send_inbound(THEIRS, OURS, "yes").await.expect("a known number");
    let resubscribed = handset(&sim).iter().filter(|text| text.contains("re-subscribed")).count();
    assert_eq!(resubscribed, 1, "YES from a person who is not out is a plain word");
}

#[tokio::test]
async fn advanced_opt_out_names_the_keyword_and_holds_for_the_service() {
    let hub = FakeHub::start().await;
    let url = format!("{}/inbound", hub.base_url);
    let second = "+12015550199";
    let numbers = [OURS, second].map(|n| Number::new(n).with_keywords(KeywordHandling::Advanced));
    let service = MessagingService::new("MG1").with_sender(OURS).with_sender(second).with_inbound_request_url(url);
    let [first, other] = numbers;
    let account = Account::new(ACCOUNT, TOKEN).with_number(first).with_number(other).with_service(service);
    let sim = start(SimulatorConfig::immediate().with_account(account)).await;
    sim.send_inbound(THEIRS, second, "STOP").await.expect("a known number");
    assert_eq!(hub.told()[0].param("OptOutType"), Some("STOP"));
    assert_eq!(hub.told()[0].param("MessagingServiceSid"), Some("MG1"));
    assert_eq!(create(&sim, None).await.refusal(), (400, 21610), "from the other number of the service");
}

#[tokio::test]
async fn without_keyword_handling_the_hub_alone_answers() {
    let hub = FakeHub::start().await;
    let sim = listening(&hub, KeywordHandling::Off).await;
    sim.send_inbound(THEIRS, OURS, "STOP").await.expect("a known number");
    assert_eq!(handset(&sim), ["STOP"]);
    assert_eq!(create(&sim, None).await.status, 201);
    let forced = Inbound::text(THEIRS, OURS, "enough").with_opt_out_type("STOP");
    sim.send(forced).await.expect("a known number");
    assert_eq!(hub.told()[1].param("OptOutType"), Some("STOP"));
}

#[tokio::test]
async fn a_new_token_signs_from_then_on_and_numbers_can_move() {
    let hub = FakeHub::start().await;
    let sim = listening(&hub, KeywordHandling::Default).await;
    sim.register(Account::new(ACCOUNT, "rotated").with_number(Number::new(OURS)));
    let lost = sim.send_inbound(THEIRS, OURS, "Hi").await.expect("a known number");
    assert_eq!((lost.status, lost.problems.len()), (None, 1));
    let url = format!("{}/elsewhere", hub.base_url);
    sim.set_sms_url(OURS, &url).expect("a known number");
    sim.send_inbound(THEIRS, OURS, "Hi").await.expect("a known number");
    let told = hub.told().remove(0);
    assert_eq!(told.header("x-twilio-signature"), sign("rotated", &url, &told.params));
    assert!(sim.send_inbound(THEIRS, "+12025550100", "Hi").await.is_err());
}
