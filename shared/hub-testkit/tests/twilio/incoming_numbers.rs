//! Buying, setting and releasing numbers.

use hub_testkit::twilio::{Account, Fault, Number, SimulatorConfig, sign};
use serde_json::json;

use crate::support::{
    ACCOUNT, FakeHub, LIMIT, OURS, THEIRS, TOKEN, account, buy, delete, get, get_as, messages_url, number_url,
    numbers_url, post, post_as, simulator, start, try_post,
};

const NEW: &str = "+12015550150";

#[tokio::test]
async fn a_bought_number_answers_the_documented_json_and_is_charged_once() {
    let sim = simulator().await;
    let params = [
        ("PhoneNumber", NEW),
        ("FriendlyName", "Line 2"),
        ("SmsUrl", "https://hub.example.com/sms"),
        ("VoiceUrl", "https://hub.example.com/voice"),
        ("VoiceMethod", "GET"),
        ("StatusCallback", "https://hub.example.com/status"),
    ];
    let bought = post(&numbers_url(&sim), &params).await;
    assert_eq!(bought.status, 201, "{}", bought.json);
    let sid = bought.text("sid").to_owned();
    assert!(sid.starts_with("PN") && sid.len() == 34, "{sid}");
    for (key, value) in [
        ("account_sid", ACCOUNT),
        ("phone_number", NEW),
        ("friendly_name", "Line 2"),
        ("sms_url", "https://hub.example.com/sms"),
        ("sms_method", "POST"),
        ("sms_fallback_url", ""),
        ("voice_url", "https://hub.example.com/voice"),
        ("voice_method", "GET"),
        ("voice_application_sid", ""),
        ("status_callback", "https://hub.example.com/status"),
        ("status_callback_method", "POST"),
        ("status", "in-use"),
    ] {
        assert_eq!(bought.text(key), value, "{key}");
    }
    assert!(bought.json["trunk_sid"].is_null());
    assert_eq!(bought.json["capabilities"], json!({"voice": true, "sms": true, "mms": true, "fax": false}));
    assert_eq!(get(&number_url(&sim, &sid)).await.json, bought.json);

    assert_eq!(buy(&sim, NEW).await.refusal(), (400, 21422));
    let charged: Vec<_> = sim.purchases().into_iter().map(|p| (p.account_sid, p.number)).collect();
    assert_eq!(charged, [(ACCOUNT.to_owned(), NEW.to_owned())]);
    let from_it = [("To", THEIRS), ("From", NEW), ("Body", "Hi")];
    assert_eq!(post(&messages_url(&sim), &from_it).await.status, 201, "it sends at once");
}

/// Parameters, code, reason.
type Case<'a> = (&'a [(&'a str, &'a str)], u64, &'a str);

#[tokio::test]
async fn what_cannot_be_bought_is_refused_and_not_charged() {
    let other = Account::new("AC2", "other").with_number(Number::new("+12015550160"));
    let sim = start(SimulatorConfig::immediate().with_account(account()).with_account(other)).await;
    let cases: [Case<'_>; 9] = [
        (&[("PhoneNumber", OURS)], 21422, "its own"),
        (&[("PhoneNumber", "+12015550160")], 21422, "somebody else's"),
        (&[("PhoneNumber", "+12125550100")], 21422, "not Twilio's"),
        (&[("PhoneNumber", "2015550150")], 21421, "no E.164"),
        (&[], 21421, "nothing named"),
        (&[("AreaCode", "212")], 21452, "no numbers there"),
        (&[("AreaCode", "20")], 21451, "no area code"),
        (&[("PhoneNumber", NEW), ("SmsUrl", "hub.example.com")], 21402, "no URL"),
        (&[("PhoneNumber", NEW), ("SmsMethod", "PUT")], 21403, "no method"),
    ];
    for (params, code, why) in cases {
        assert_eq!(post(&numbers_url(&sim), params).await.refusal(), (400, code), "{why}");
    }
    assert!(sim.purchases().is_empty());
    let by_area = post(&numbers_url(&sim), &[("AreaCode", "415")]).await;
    assert!(by_area.text("phone_number").starts_with("+1415555"));
    assert_eq!(by_area.text("friendly_name").get(..10), Some("(415) 555-"));
    assert_eq!(sim.purchases().len(), 1);
}

#[tokio::test]
async fn twenty_buyers_at_once_make_one_purchase() {
    let sim = simulator().await;
    let buyers = (0..20).map(|_| buy(&sim, NEW));
    let answers = futures_util::future::join_all(buyers).await;
    assert_eq!(answers.iter().filter(|a| a.status == 201).count(), 1);
    assert!(answers.iter().all(|a| a.status == 201 || a.refusal() == (400, 21422)));
    assert_eq!(sim.purchases().len(), 1);
}

#[tokio::test]
async fn buying_again_can_be_an_update_instead() {
    let config = SimulatorConfig { buying_again_updates: true, ..SimulatorConfig::immediate() };
    let sim = start(config.with_account(account())).await;
    let first = buy(&sim, NEW).await;
    let again = post(&numbers_url(&sim), &[("PhoneNumber", NEW), ("FriendlyName", "Again")]).await;
    assert_eq!((again.status, again.text("sid")), (201, first.text("sid")));
    assert_eq!(again.text("friendly_name"), "Again");
    assert_eq!(sim.purchases().len(), 1);
}

#[tokio::test]
async fn a_purchase_whose_answer_is_cut_is_made_and_found() {
    let sim = simulator().await;
    sim.arm_for("+12015550151", Fault::PurchaseServerError500, 1);
    sim.arm_for(NEW, Fault::PurchaseAcceptThenCut, 1);
    assert!(try_post(&numbers_url(&sim), &[("PhoneNumber", NEW)], LIMIT).await.is_err());
    let listed = get(&format!("{}?PhoneNumber=%2B12015550150", numbers_url(&sim))).await;
    assert_eq!(listed.json["incoming_phone_numbers"][0]["phone_number"], NEW);
    assert_eq!(buy(&sim, NEW).await.refusal(), (400, 21422));
    assert_eq!(sim.purchases().len(), 1);

    assert_eq!(buy(&sim, "+12015550151").await.refusal(), (500, 20500));
    assert!(sim.owned("+12015550151").is_none());
    assert_eq!(buy(&sim, "+12015550151").await.status, 201, "the fault is used up");
}

#[tokio::test]
async fn the_list_is_filtered_and_paged() {
    let whatsapp = account().with_number(Number::new("whatsapp:+12015550124"));
    let sim = start(SimulatorConfig::immediate().with_account(whatsapp)).await;
    for last in 0..4 {
        buy(&sim, &format!("+1201555015{last}")).await;
    }
    post(&numbers_url(&sim), &[("PhoneNumber", "+14155550155"), ("FriendlyName", "West")]).await;
    let addresses = |json: &serde_json::Value| -> Vec<String> {
        let rows = json["incoming_phone_numbers"].as_array().expect("numbers");
        rows.iter().filter_map(|row| row["phone_number"].as_str().map(ToOwned::to_owned)).collect()
    };
    let west = get(&format!("{}?FriendlyName=West", numbers_url(&sim))).await;
    assert_eq!(addresses(&west.json), ["+14155550155"]);
    assert!(addresses(&get(&format!("{}?PhoneNumber=%2B12015559999", numbers_url(&sim))).await.json).is_empty());

    let mut url = format!("{}?PageSize=4", numbers_url(&sim));
    let mut all = vec![];
    for page in 0..2 {
        let reply = get(&url).await;
        assert_eq!((&reply.json["page"], &reply.json["page_size"]), (&json!(page), &json!(4)));
        all.extend(addresses(&reply.json));
        if let Some(next) = reply.json["next_page_uri"].as_str() {
            url = format!("{}{next}", sim.base_url());
        } else {
            assert_eq!(page, 1);
        }
    }
    all.sort();
    assert_eq!(all.len(), 6, "the WhatsApp sender is no phone number: {all:?}");
    assert_eq!(all.first().map(String::as_str), Some(OURS));
}

#[tokio::test]
async fn a_number_of_the_configuration_has_a_stable_sid_and_can_be_set() {
    let mut sids = vec![];
    for _ in 0..2 {
        let sim = simulator().await;
        let listed = get(&numbers_url(&sim)).await;
        let number = &listed.json["incoming_phone_numbers"][0];
        assert_eq!((&number["voice_url"], &number["voice_method"]), (&json!(""), &json!("POST")));
        assert_eq!(number["friendly_name"], "(201) 555-0123");
        sids.push(number["sid"].as_str().expect("a SID").to_owned());
        let set = post(&number_url(&sim, &sids[0]), &[("VoiceUrl", "https://hub.example.com/voice")]).await;
        assert_eq!((set.status, set.text("voice_url")), (200, "https://hub.example.com/voice"));
        assert_eq!(post(&number_url(&sim, &sids[0]), &[("VoiceUrl", "nowhere")]).await.refusal(), (400, 21402));
    }
    assert_eq!(sids[0], sids[1]);
}

#[tokio::test]
async fn the_webhook_of_the_resource_is_the_one_that_is_asked() {
    let (sim, hub) = (simulator().await, FakeHub::start().await);
    let sms = format!("{}/sms?a=b", hub.base_url);
    let fallback = format!("{}/fallback", hub.base_url);
    let params =
        [("PhoneNumber", NEW), ("SmsUrl", sms.as_str()), ("SmsMethod", "GET"), ("SmsFallbackUrl", fallback.as_str())];
    let sid = post(&numbers_url(&sim), &params).await.text("sid").to_owned();
    hub.will_answer(404, "text/plain", "");
    sim.send_inbound(THEIRS, NEW, "Hi & bye").await.expect("a known number");

    let told = hub.told();
    assert_eq!((told[0].method.as_str(), told[1].method.as_str()), ("GET", "POST"));
    assert!(told[0].path.starts_with("/sms?a=b&") && told[0].path.contains("Body=Hi+%26+bye"), "{}", told[0].path);
    assert!(told[0].params.is_empty());
    let url = format!("{}{}", hub.base_url, told[0].path);
    assert_eq!(told[0].header("x-twilio-signature"), sign(TOKEN, &url, &[]), "a GET is signed by its URL alone");
    assert_eq!(told[1].path, "/fallback");
    assert_eq!(told[1].header("x-twilio-signature"), sign(TOKEN, &fallback, &told[1].params));

    post(&number_url(&sim, &sid), &[("SmsApplicationSid", "AP1")]).await;
    let lost = sim.send_inbound(THEIRS, NEW, "Hi").await.expect("a known number");
    assert!(lost.status.is_none() && lost.problems[0].contains("application"));
    post(&number_url(&sim, &sid), &[("SmsApplicationSid", ""), ("SmsUrl", "")]).await;
    let lost = sim.send_inbound(THEIRS, NEW, "Hi").await.expect("a known number");
    assert!(lost.problems[0].starts_with("11200"));
}

#[tokio::test]
async fn a_released_number_is_for_sale_again() {
    let sim = simulator().await;
    let first = buy(&sim, NEW).await.text("sid").to_owned();
    assert_eq!(delete(&number_url(&sim, &first)).await.status, 204);
    assert!(sim.owned(NEW).is_none());
    assert_eq!(delete(&number_url(&sim, &first)).await.refusal(), (404, 20404));
    let from_it = [("To", THEIRS), ("From", NEW), ("Body", "Hi")];
    assert_eq!(post(&messages_url(&sim), &from_it).await.refusal(), (400, 21606));
    assert!(sim.send_inbound(THEIRS, NEW, "Hi").await.is_err());
    let again = buy(&sim, NEW).await;
    assert_ne!(again.text("sid"), first, "a new resource");
    assert_eq!(sim.purchases().len(), 2, "and a new charge");
}

#[tokio::test]
async fn a_subaccount_owns_what_is_bought_for_it() {
    let sub = Account::new("AC2", "sub-token").with_owner(ACCOUNT);
    let sim = start(SimulatorConfig::immediate().with_account(account()).with_account(sub)).await;
    let url = format!("{}/2010-04-01/Accounts/AC2/IncomingPhoneNumbers.json", sim.base_url());
    let bought = post_as((ACCOUNT, TOKEN), &url, &[("PhoneNumber", NEW)]).await;
    assert_eq!(bought.text("account_sid"), "AC2");
    assert_eq!(sim.owned(NEW).map(|owned| owned.account_sid).as_deref(), Some("AC2"));
    let sid = bought.text("sid");
    assert_eq!(get(&number_url(&sim, sid)).await.refusal(), (404, 20404), "not the main account's");
    let own = format!("{}/2010-04-01/Accounts/AC2/IncomingPhoneNumbers/{sid}.json", sim.base_url());
    assert_eq!(get_as(("AC2", "sub-token"), &own).await.status, 200);
}
