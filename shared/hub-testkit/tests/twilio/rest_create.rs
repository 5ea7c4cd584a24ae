//! Creating a message: the answer, the credentials, the refusals.

use hub_testkit::twilio::{Account, MessagingService, Number, SimulatorConfig};

use crate::support::{
    ACCOUNT, OURS, Reply, THEIRS, TOKEN, account, client, create, messages_url, post, read, simulator, start,
};

#[tokio::test]
async fn a_create_answers_the_documented_json() {
    let sim = simulator().await;
    let reply = create(&sim, None).await;

    assert_eq!(reply.status, 201);
    let sid = reply.text("sid");
    assert!(sid.starts_with("SM") && sid.len() == 34, "{sid}");
    for (key, value) in [
        ("account_sid", ACCOUNT),
        ("api_version", "2010-04-01"),
        ("body", "Hello"),
        ("direction", "outbound-api"),
        ("from", OURS),
        ("num_media", "0"),
        ("num_segments", "1"),
        ("status", "queued"),
        ("to", THEIRS),
    ] {
        assert_eq!(reply.text(key), value, "{key}");
    }
    for key in ["price", "price_unit", "error_code", "error_message", "date_sent", "messaging_service_sid"] {
        assert!(reply.json[key].is_null(), "{key}");
    }
    let uri = format!("/2010-04-01/Accounts/{ACCOUNT}/Messages/{sid}");
    assert_eq!(reply.text("uri"), format!("{uri}.json"));
    assert_eq!(reply.json["subresource_uris"]["media"], format!("{uri}/Media.json"));
    assert!(reply.text("date_created").ends_with(" +0000"), "{}", reply.text("date_created"));
    assert_eq!(sim.creates().len(), 1);
}

/// Parameters, status and code, reason.
type Case<'a> = (&'a [(&'a str, &'a str)], (u16, u64), &'a str);

#[tokio::test]
async fn what_twilio_refuses_is_refused_with_its_code() {
    let sim = simulator().await;
    let long = "a".repeat(1601);
    let from = ("From", OURS);
    let body = ("Body", "Hi");
    let cases: &[Case<'_>] = &[
        (&[from, body], (400, 21604), "no To"),
        (&[("To", THEIRS), body], (400, 21603), "no From"),
        (&[("To", THEIRS), from], (400, 21602), "no Body"),
        (&[("To", THEIRS), from, ("Body", &long)], (400, 21617), "1601 characters"),
        (&[("To", "4155550100"), from, body], (400, 21211), "To is not E.164"),
        (&[("To", "+15005550001"), from, body], (400, 21211), "magic: invalid To"),
        (&[("To", "+15005550002"), from, body], (400, 21612), "magic: no route"),
        (&[("To", "+15005550003"), from, body], (400, 21408), "magic: no permission"),
        (&[("To", "+15005550004"), from, body], (400, 21610), "magic: blocked"),
        (&[("To", "+15005550009"), from, body], (400, 21614), "magic: no mobile"),
        (&[("To", THEIRS), ("From", "+15005550001"), body], (400, 21212), "magic: invalid From"),
        (&[("To", THEIRS), ("From", "+15005550007"), body], (400, 21606), "magic: From not owned"),
        (&[("To", THEIRS), ("From", "+15005550008"), body], (400, 21611), "magic: queue full"),
        (&[("To", THEIRS), ("From", "+12025550199"), body], (400, 21606), "From of someone else"),
        (&[("To", THEIRS), ("From", "not a sender!"), body], (400, 21212), "From is nothing"),
        (&[("To", OURS), from, body], (400, 21266), "to itself"),
        (&[("To", "whatsapp:+14155550100"), from, body], (400, 21910), "two channels"),
        (&[("To", THEIRS), from, body, ("StatusCallback", "ftp://x")], (400, 21609), "callback is no URL"),
        (&[("To", THEIRS), from, body, ("StatusCallback", "http://a_b.c/")], (400, 21609), "underscore in host"),
        (&[("To", THEIRS), ("MessagingServiceSid", "MG0"), body], (400, 21701), "no such service"),
        (
            &[("To", THEIRS), from, body, ("ScheduleType", "fixed"), ("SendAt", "2030-01-01T00:00:00Z")],
            (400, 35118),
            "a schedule needs a service",
        ),
    ];
    for (params, expected, why) in cases {
        let reply = post(&messages_url(&sim), params).await;
        assert_eq!(reply.refusal(), *expected, "{why}: {}", reply.json);
        assert_eq!(reply.json["status"], expected.0, "{why}");
        assert_eq!(reply.text("more_info"), format!("https://www.twilio.com/docs/errors/{}", expected.1));
        assert!(!reply.text("message").is_empty());
    }
    assert!(sim.creates().is_empty());
}

#[tokio::test]
async fn exactly_1600_characters_and_the_magic_sender_pass() {
    let sim = simulator().await;
    let body = "é".repeat(1600);
    let reply = post(&messages_url(&sim), &[("To", THEIRS), ("From", "+15005550006"), ("Body", &body)]).await;
    assert_eq!((reply.status, reply.text("num_segments")), (201, "11"));
}

#[tokio::test]
async fn only_the_account_and_its_keys_get_in() {
    let other = Account::new("AC2", "other").with_api_key("SK2", "its-secret");
    let sim =
        start(SimulatorConfig::immediate().with_account(account().with_api_key("SK1", "secret")).with_account(other))
            .await;
    let cases = [
        (Some((ACCOUNT, TOKEN)), 200, "account and token"),
        (Some(("SK1", "secret")), 200, "API key"),
        (Some((ACCOUNT, "wrong")), 401, "wrong token"),
        (Some((ACCOUNT, "")), 401, "empty token"),
        (Some(("SK1", TOKEN)), 401, "key with the token"),
        (Some(("SK2", "its-secret")), 401, "key of another account"),
        (Some(("AC2", "other")), 401, "another account"),
        (None, 401, "nobody"),
    ];
    for (who, expected, why) in cases {
        let mut request = client().get(messages_url(&sim));
        if let Some((user, password)) = who {
            request = request.basic_auth(user, Some(password));
        }
        let reply = read(request.send().await.expect("an answer")).await;
        assert_eq!(reply.status, expected, "{why}");
        if expected == 401 {
            assert_eq!(reply.refusal(), (401, 20003), "{why}");
        }
    }
}

#[tokio::test]
async fn parameters_count_only_as_a_form() {
    let sim = simulator().await;
    let request = client().post(messages_url(&sim)).basic_auth(ACCOUNT, Some(TOKEN));
    let request = request.header("Content-Type", "application/json").body(r#"{"To":"+14155550100"}"#);
    let reply: Reply = read(request.send().await.expect("an answer")).await;
    assert_eq!(reply.refusal(), (400, 21604));
}

#[tokio::test]
async fn a_messaging_service_hides_its_choice_until_it_sends() {
    let service = MessagingService::new("MG00000000000000000000000000000001").with_sender(OURS);
    let sim = start(SimulatorConfig::immediate().with_account(account().with_service(service))).await;
    let params = [("To", THEIRS), ("MessagingServiceSid", "MG00000000000000000000000000000001"), ("Body", "Hi")];
    let reply = post(&messages_url(&sim), &params).await;
    assert_eq!((reply.status, reply.text("status"), reply.text("num_segments")), (201, "accepted", "0"));
    assert!(reply.json["from"].is_null());
    sim.settled(crate::support::LIMIT).await.expect("delivered");
    assert_eq!(sim.message(reply.text("sid")).and_then(|m| m.from).as_deref(), Some(OURS));
}

#[tokio::test]
async fn whatsapp_addresses_pass_with_a_whatsapp_sender() {
    let sender = Number::new("whatsapp:+12015550124");
    let sim = start(SimulatorConfig::immediate().with_account(account().with_number(sender))).await;
    let params = [
        ("To", "whatsapp:+14155550100"),
        ("From", "whatsapp:+12015550124"),
        ("MediaUrl", "https://media.example.com/1.png"),
        ("MediaUrl", "https://media.example.com/2.png"),
    ];
    let reply = post(&messages_url(&sim), &params).await;
    assert_eq!((reply.status, reply.text("num_media")), (201, "2"));
    assert!(reply.text("sid").starts_with("MM"));
}
