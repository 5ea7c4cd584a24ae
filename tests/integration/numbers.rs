//! Finding, buying, importing, configuring, checking and releasing numbers.

use futures_util::future::join_all;
use hub_testkit::twilio::{Account, Fault, Number};
use insta::assert_snapshot;
use serde_json::{Value, json};
use tests::{Person, TestHub};

const WANTED: &str = "+14155550177";
const ID: &str = "num_14155550177";
const CUSTOMER: &str = "+14155550123";

async fn newcomer(hub: &TestHub) -> Person<'_> {
    let owner = hub.signs_up("Initech", "ida@initech.test").await;
    assert!(owner.post("/api/integrations/twilio/subaccount", json!({})).await.is_done());
    owner
}

async fn texts_both_ways(hub: &TestHub, owner: &Person<'_>, number: &str) {
    hub.twilio().send_inbound(CUSTOMER, number, "Hello?").await.expect("delivered");
    assert_eq!(owner.thread(CUSTOMER).await[0]["body"], "Hello?");
    let before = hub.twilio().creates_to(CUSTOMER).len();
    let reply = owner.post("/api/messages/send", json!({ "to": CUSTOMER, "message": "Hi!", "from": number })).await;
    assert!(reply.is_done(), "{reply}");
    hub.settles().await;
    assert_eq!(hub.twilio().creates_to(CUSTOMER).len(), before + 1);
}

#[tokio::test]
async fn a_new_organisation_buys_a_number_and_texts_both_ways() {
    let hub = TestHub::start().await;
    let owner = hub.signs_up("Initech", "ida@initech.test").await;
    let unconnected = owner.get("/api/numbers/available?areaCode=415").await;
    assert_snapshot!(unconnected, @r#"409 Conflict {"code":"carrier_not_connected","error":"Connect a Twilio account first."}"#);
    owner.post("/api/integrations/twilio/subaccount", json!({})).await;
    let found = owner.get("/api/numbers/available?areaCode=415&limit=5").await;
    let number = found.body["numbers"][0]["number"].as_str().expect("a number").to_owned();
    assert_eq!(found.body["numbers"].as_array().map(Vec::len), Some(5));
    let mut window = owner.listens().await;
    let bought = owner.post("/api/numbers", json!({ "number": number, "label": "Main line" })).await;
    assert_eq!(
        (bought.status().as_str(), &bought.body["state"], &bought.body["label"]),
        ("201 Created", &json!("active"), &json!("Main line"))
    );
    window.until(|event| event["type"] == "numbers_changed").await;
    let health = owner.get("/api/numbers/health").await;
    assert_eq!(health.body["numbers"][0]["problems"], json!([]), "its webhooks were set at once");
    texts_both_ways(&hub, &owner, &number).await;
}

#[tokio::test]
async fn a_search_says_which_field_can_not_be() {
    let hub = TestHub::start().await;
    let owner = hub.acme().person("owner").await;
    for (query, field) in [
        ("country=us", "country"),
        ("country=../..", "country"),
        ("areaCode=41", "areaCode"),
        ("contains=a", "contains"),
        ("contains=12%2F..%2F34", "contains"),
        ("limit=51", "limit"),
    ] {
        let reply = owner.get(&format!("/api/numbers/available?{query}")).await;
        assert_eq!(
            (reply.status().as_str(), reply.body["field"].as_str()),
            ("400 Bad Request", Some(field)),
            "{query}"
        );
    }
    let none = owner.get("/api/numbers/available?country=US&kind=mobile").await;
    assert_eq!(none.body["numbers"], json!([]), "the carrier has no such kind there");
}

#[tokio::test]
async fn a_number_whose_answer_was_lost_is_bought_once() {
    let hub = TestHub::start().await;
    let owner = newcomer(&hub).await;
    hub.twilio().arm(Fault::PurchaseAcceptThenCut, 1);
    let bought = owner.post("/api/numbers", json!({ "number": WANTED })).await;
    assert_eq!((bought.status().as_str(), &bought.body["state"]), ("201 Created", &json!("active")));
    for _ in 0..3 {
        let again = owner.post("/api/numbers", json!({ "number": WANTED })).await;
        assert_eq!((again.status().as_str(), &again.body["version"]), ("201 Created", &bought.body["version"]));
    }
    assert_eq!(hub.twilio().purchases().len(), 1);
    texts_both_ways(&hub, &owner, WANTED).await;
}

#[tokio::test]
async fn of_many_requests_for_one_number_one_buys_it() {
    let hub = TestHub::start().await;
    let owner = newcomer(&hub).await;
    let requests = (0..8).map(|_| {
        let owner = owner.clone();
        async move { owner.post("/api/numbers", json!({ "number": WANTED })).await }
    });
    let replies = join_all(requests).await;
    assert!(
        replies.iter().all(tests::Reply::is_done),
        "{}",
        replies.iter().map(|r| r.to_string() + "\n").collect::<String>()
    );
    assert_eq!(hub.twilio().purchases().len(), 1);
    let stranger = hub.globex().person("owner").await.post("/api/numbers", json!({ "number": WANTED })).await;
    assert_eq!(stranger.code(), "number_taken");
    assert_eq!(owner.get("/api/numbers").await.body["numbers"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn an_unsure_purchase_stays_visible_until_it_is_repaired() {
    let hub = TestHub::start().await;
    let owner = newcomer(&hub).await;
    // Not made, and no answer tells it.
    hub.twilio().arm(Fault::PurchaseServerError500, 1);
    let unsure = owner.post("/api/numbers", json!({ "number": WANTED })).await;
    assert_eq!((unsure.status().as_str(), unsure.code()), ("503 Service Unavailable", "carrier_answer_lost"));
    assert_eq!(owner.get("/api/numbers").await.body["numbers"][0]["state"], "buying");
    let health = owner.get("/api/numbers/health").await;
    assert_eq!(health.body["numbers"][0]["problems"][0]["code"], "purchase_unfinished");
    let refused = owner.post("/api/messages/send", json!({ "to": CUSTOMER, "message": "Hi", "from": WANTED })).await;
    assert_eq!(refused.code(), "unverified_sender", "nothing is sent from it yet");
    assert_eq!(owner.post(&format!("/api/numbers/{ID}/repair"), json!({})).await.status(), "404 Not Found");
    assert_eq!(owner.get("/api/numbers").await.body["numbers"], json!([]), "it was never bought");
    assert!(owner.post("/api/numbers", json!({ "number": WANTED })).await.is_done());
    assert_eq!(hub.twilio().purchases().len(), 1);
}

#[tokio::test]
async fn a_repair_in_the_middle_of_a_purchase_loses_no_number() {
    let hub = TestHub::start().await;
    let owner = newcomer(&hub).await;
    for round in 0..6 {
        let number = format!("+1415555016{round}");
        let repair = format!("/api/numbers/num_1415555016{round}/repair");
        let purchase = async { owner.post("/api/numbers", json!({ "number": number })).await };
        let repairs = async {
            for _ in 0..6 {
                owner.post(&repair, json!({})).await;
            }
        };
        let (bought, ()) = tokio::join!(purchase, repairs);
        assert!(bought.is_done(), "{bought}");
        assert_eq!(hub.twilio().purchases().len(), round + 1);
        let mine = owner.get("/api/numbers").await.body["numbers"].clone();
        let active = mine.as_array().into_iter().flatten().filter(|own| own["state"] == "active").count();
        assert_eq!(active, round + 1, "{mine}");
    }
}

#[tokio::test]
async fn numbers_that_the_account_has_are_imported_and_not_bought() {
    let hub = TestHub::start().await;
    let owner = hub.signs_up("Initech", "ida@initech.test").await;
    let account = "ACdddddddddddddddddddddddddddddddd";
    let number = Number::new("+12015550155").with_label("Old line").with_sms_url("http://127.0.0.1:9/old");
    hub.twilio().register(Account::new(account, "initech-token-0123456789").with_number(number));
    owner
        .put("/api/integrations/twilio", json!({ "accountSid": account, "authToken": "initech-token-0123456789" }))
        .await;
    let found = owner.get("/api/numbers/importable").await;
    assert_eq!(found.body["numbers"][0]["number"], "+12015550155");
    let imported = owner.post("/api/numbers/import", json!({ "number": "+12015550155" })).await;
    assert_eq!((imported.status().as_str(), &imported.body["state"]), ("201 Created", &json!("active")));
    assert_eq!(owner.get("/api/numbers/importable").await.body["numbers"], json!([]));
    assert_eq!(owner.post("/api/numbers/import", json!({ "number": WANTED })).await.status(), "404 Not Found");
    assert_eq!(hub.twilio().purchases().len(), 0);
    texts_both_ways(&hub, &owner, "+12015550155").await;
}

#[tokio::test]
async fn what_is_wrong_with_a_number_is_found_and_mended() {
    let hub = TestHub::start().await;
    let owner = newcomer(&hub).await;
    owner.post("/api/numbers", json!({ "number": WANTED })).await;
    let twilio = hub.twilio();
    let codes = async || -> Vec<Value> {
        let health = owner.get("/api/numbers/health").await;
        let problems = health.body["numbers"][0]["problems"].as_array().cloned().unwrap_or_default();
        problems.into_iter().map(|problem| problem["code"].clone()).collect()
    };
    type Break<'a> = Box<dyn Fn() + 'a>;
    let set = |change: fn(&mut hub_testkit::twilio::NumberSettings)| -> Break<'_> {
        Box::new(move || twilio.set_number_config(WANTED, change).expect("the number"))
    };
    let breaks: [(Break<'_>, &str); 7] = [
        (set(|number| number.sms_url = "http://127.0.0.1:9/elsewhere".to_owned()), "sms_url"),
        (set(|number| number.sms_method = "GET".to_owned()), "sms_method"),
        (set(|number| number.sms_fallback_url.clear()), "sms_fallback"),
        (set(|number| number.voice_url = "http://127.0.0.1:9/elsewhere".to_owned()), "voice_url"),
        (set(|number| number.voice_fallback_url.clear()), "voice_fallback"),
        (set(|number| number.status_callback.clear()), "call_status"),
        (
            Box::new(|| twilio.move_to_service(WANTED, "MGdddddddddddddddddddddddddddddddd").expect("moved")),
            "in_messaging_service",
        ),
    ];
    for (spoil, code) in breaks {
        spoil();
        assert_eq!(codes().await, [code]);
        let repaired = owner.post(&format!("/api/numbers/{ID}/repair"), json!({})).await;
        assert_eq!((&repaired.body["healthy"], &repaired.body["problems"]), (&json!(true), &json!([])), "{code}");
        assert_eq!(codes().await, Vec::<Value>::new(), "{code}");
    }
    texts_both_ways(&hub, &owner, WANTED).await;
    let sid = twilio.owned(WANTED).expect("owned").account_sid;
    assert_eq!(owner.get("/api/audit?action=number_repaired").await.body["entries"].as_array().map(Vec::len), Some(7));
    twilio.leave_service(WANTED).expect("left");
    assert!(sid.starts_with("AC"));
}

#[tokio::test]
async fn a_number_is_configured_by_version() {
    let hub = TestHub::start().await;
    let owner = hub.acme().person("owner").await;
    let path = "/api/numbers/num_12015550123";
    let voice = json!({ "mode": "forward", "forwardTo": "+14155550150", "ringSeconds": 25, "greeting": "One moment." });
    let changed = owner.patch(path, json!({ "version": 1, "label": "Reception", "voice": voice })).await;
    assert_eq!((&changed.body["version"], &changed.body["label"]), (&json!(2), &json!("Reception")));
    let late = owner.patch(path, json!({ "version": 1, "label": "Desk" })).await;
    assert_eq!((late.code(), &late.body["current"]["label"]), ("conflict", &json!("Reception")));
    let wrong = owner.patch(path, json!({ "version": 2, "voice": { "mode": "forward" } })).await;
    assert_eq!((wrong.code(), &wrong.body["field"]), ("invalid_request", &json!("voice")));
    let circle = json!({ "version": 2, "voice": { "mode": "forward", "forwardTo": "+12015550123" } });
    assert_eq!(owner.patch(path, circle).await.body["field"], "voice", "to itself");
    assert!(owner.post("/api/numbers", json!({ "number": WANTED })).await.is_done());
    let circle = json!({ "version": 2, "voice": { "mode": "forward", "forwardTo": WANTED } });
    assert_eq!(owner.patch(path, circle).await.body["field"], "voice", "to another number of ours");
    assert_eq!(owner.patch("/api/numbers/num_19995550100", json!({ "version": 1 })).await.status(), "404 Not Found");
    assert_eq!(owner.patch("/api/numbers/x", json!({ "version": 1 })).await.status(), "404 Not Found");
}

#[tokio::test]
async fn a_number_is_given_back_only_by_its_name() {
    let hub = TestHub::start().await;
    let owner = newcomer(&hub).await;
    owner.post("/api/numbers", json!({ "number": WANTED })).await;
    for query in ["", "?confirm=yes", "?confirm=%2B14155550178"] {
        assert_eq!(owner.delete(&format!("/api/numbers/{ID}{query}")).await.code(), "confirmation_needed", "{query}");
    }
    assert_eq!(owner.delete(&format!("/api/numbers/{ID}?confirm=%2B14155550177")).await.status(), "204 No Content");
    assert!(hub.twilio().owned(WANTED).is_none());
    assert_eq!(owner.get("/api/numbers").await.body["numbers"], json!([]));
    let actions = owner.get("/api/audit?action=number").await.body["entries"].clone();
    assert_eq!((&actions[0]["action"], &actions[0]["target"]), (&json!("number_released"), &json!(WANTED)));
    let other = hub.globex().person("owner").await.post("/api/numbers", json!({ "number": WANTED })).await;
    assert_eq!(other.status(), "201 Created", "the number is free for everybody");
}

#[tokio::test]
async fn refused_credentials_buy_and_release_nothing() {
    let hub = TestHub::start().await;
    let owner = newcomer(&hub).await;
    owner.post("/api/numbers", json!({ "number": WANTED })).await;
    let sid = hub.twilio().owned(WANTED).expect("owned").account_sid;
    hub.twilio().set_auth_token(&sid, "changed-behind-our-back-01").expect("the account");
    let bought = owner.post("/api/numbers", json!({ "number": "+14155550178" })).await;
    let released = owner.delete(&format!("/api/numbers/{ID}?confirm=%2B14155550177")).await;
    assert_eq!((bought.code(), released.code()), ("carrier_stopped", "carrier_stopped"));
    let numbers = owner.get("/api/numbers").await.body["numbers"].clone();
    assert_eq!((numbers.as_array().map(Vec::len), &numbers[0]["state"]), (Some(1), &json!("active")));
    assert_eq!(hub.twilio().purchases().len(), 1);
}

#[tokio::test]
async fn the_hub_answers_keywords_where_a_number_says_so() {
    let hub = TestHub::start().await;
    let owner = hub.acme().person("owner").await;
    hub.acme().receives_sms(CUSTOMER, "HELP").await;
    let replies = |delivery: &hub_testkit::twilio::InboundDelivery| delivery.twiml.clone();
    let by_provider = hub.acme().receives_sms(CUSTOMER, "INFO").await;
    assert!(!format!("{:?}", replies(&by_provider)).contains("Message"));
    owner.patch("/api/numbers/num_12015550123", json!({ "version": 1, "optOutHandling": "hub" })).await;
    owner
        .patch(
            "/api/settings",
            json!({ "version": 1, "supportPhone": "+12015550150", "supportEmail": "help@acme.test" }),
        )
        .await;
    let by_hub = hub.acme().receives_sms(CUSTOMER, "HELP").await;
    let expected = "For support, call +12015550150 or email help@acme.test. Reply STOP to opt out.";
    assert!(format!("{:?}", replies(&by_hub)).contains(expected), "{:?}", replies(&by_hub));
    let text = hub.acme().receives_sms(CUSTOMER, "Are you open?").await;
    assert!(!format!("{:?}", replies(&text)).contains("Message"), "only keywords are answered");
    hub.settles().await;
}
