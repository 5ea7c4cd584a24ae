//! Texts that come in and go out.

use serde_json::{Value, json};

use super::{Organisation, Place, until};
use crate::{PATIENCE, Person};

const CUSTOMER: &str = "+14155550123";
const FALLBACK: &str = "+14155550124";
const ORDERLY: &str = "+14155550125";
const STOPPED: &str = "+14155550126";

/// A signed text is stored, listed and pushed; another organisation sees and hears nothing of it.
pub async fn comes_in(place: &dyn Place, ours: &Organisation<'_>, others: &Organisation<'_>) {
    let (mut window, mut strange) = (ours.owner.listens().await, others.owner.listens().await);
    ours.receives(place, CUSTOMER, "Is anybody there?").await;
    let heard = window.until(|event| event["type"] == "new_message").await;
    let new = heard.iter().find(|event| event["type"] == "new_message");
    assert_eq!(new.map(|event| &event["data"]["message"]["body"]), Some(&json!("Is anybody there?")));
    assert_eq!(ours.owner.thread(CUSTOMER).await[0]["body"], "Is anybody there?");

    let conversation = ours.owner.inbox().await[0]["id"].as_str().unwrap_or_default().to_owned();
    let stolen = others.owner.get(&format!("/api/conversations/{conversation}")).await;
    assert_eq!(stolen.status(), "404 Not Found");
    assert_eq!(others.owner.inbox().await, Vec::<Value>::new());
    let unknown = Person::at(place.door(), None).get("/api/conversations").await;
    assert_eq!(unknown.status(), "401 Unauthorized");
    // What comes for the others comes to them, and nothing came before it.
    others.receives(place, CUSTOMER, "Hello Hooli").await;
    let heard = strange.until(|event| event["type"] == "new_message").await;
    assert!(heard.iter().all(|event| !event.to_string().contains("Is anybody there?")), "{heard:?}");
}

/// A webhook with another signature than Twilio's is refused and changes nothing.
pub async fn is_forged(place: &dyn Place, ours: &Organisation<'_>) {
    let form = [("From", CUSTOMER), ("To", &ours.number), ("Body", "I am Twilio"), ("MessageSid", "SM1")];
    let door = place.door();
    let request = door.http().post(format!("{}/webhooks/twilio/sms", door.url())).form(&form);
    let answer = request.header("X-Twilio-Signature", "bm8=").send().await.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(answer.status().as_u16(), 403);
    assert_eq!(ours.owner.thread(CUSTOMER).await.len(), 1);
}

/// When the first address fails, Twilio takes the second one that the hub has set: the function's own URL.
pub async fn comes_in_by_the_fallback(place: &dyn Place, ours: &Organisation<'_>) {
    let (carrier, number) = (place.carrier(), &ours.number);
    let owned = carrier.owned(number).unwrap_or_else(|| panic!("{number} is nobody's"));
    let fallback = owned.number.settings.sms_fallback_url.clone();
    assert_ne!(fallback, owned.number.settings.sms_url);
    let broken = carrier.set_sms_url(number, "http://127.0.0.1:9/webhooks/twilio/sms");
    broken.unwrap_or_else(|error| panic!("{error}"));
    let problems = ours.receives_after(place, FALLBACK, "By the second way").await;
    assert!(problems.iter().all(|problem| problem.starts_with("11200")), "{problems:?}");
    let posted = carrier.webhooks();
    assert!(posted.iter().any(|webhook| webhook.url == fallback), "{fallback} was called");
    assert_eq!(ours.owner.thread(FALLBACK).await[0]["body"], "By the second way");
    let mended = carrier.set_sms_url(number, owned.number.settings.sms_url);
    mended.unwrap_or_else(|error| panic!("{error}"));
}

/// Texts of one conversation reach the carrier in their order, each once; its reports make them delivered.
pub async fn go_out_in_order(place: &dyn Place, ours: &Organisation<'_>) {
    let mut window = ours.owner.listens().await;
    let texts = ["one", "two", "three", "four", "five"];
    for text in texts {
        let taken = ours.owner.sends(ORDERLY, text).await;
        assert_eq!(taken.status(), "202 Accepted", "{taken}");
    }
    let all = |ledger: &hub_testkit::twilio::Ledger| ledger.creates_to(ORDERLY).count() >= texts.len();
    let done = place.carrier().wait_until(PATIENCE, "five texts", all).await;
    done.unwrap_or_else(|error| panic!("{error}"));
    let sent: Vec<String> = place.carrier().creates_to(ORDERLY).into_iter().map(|create| create.body).collect();
    assert_eq!(sent, texts);
    until("delivery of all", async || {
        let thread = ours.owner.thread(ORDERLY).await;
        (thread.len() == texts.len() && thread.iter().all(|message| message["status"] == "delivered")).then_some(())
    })
    .await;
    let is_delivered = |event: &Value| event["data"]["message"]["status"] == "delivered";
    window.until(|event| event["type"] == "message_status_updated" && is_delivered(event)).await;
}

/// After STOP nothing is taken any more; after START again.
pub async fn is_stopped(place: &dyn Place, ours: &Organisation<'_>) {
    ours.receives(place, STOPPED, "STOP").await;
    let refused = ours.owner.sends(STOPPED, "Are you sure?").await;
    assert_eq!((refused.status().as_str(), refused.code()), ("403 Forbidden", "opted_out"));
    ours.receives(place, STOPPED, "START").await;
    assert_eq!(ours.owner.sends(STOPPED, "Welcome back").await.status(), "202 Accepted");
    let one =
        |ledger: &hub_testkit::twilio::Ledger| ledger.creates_to(STOPPED).any(|create| create.body == "Welcome back");
    let done = place.carrier().wait_until(PATIENCE, "the text after START", one).await;
    done.unwrap_or_else(|error| panic!("{error}"));
    assert!(place.carrier().creates_to(STOPPED).iter().all(|create| create.body != "Are you sure?"));
}
