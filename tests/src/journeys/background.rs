//! What is done behind the API: by the clock, by the table's changes, by queues, by mail.

use hub_testkit::twilio::{Attachment, Inbound};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{Organisation, Place, until};
use crate::{PATIENCE, Person};

const PHOTOGRAPHER: &str = "+14155550128";
const PATIENT: &str = "+14155550129";
const UNLUCKY: &str = "+14155550130";
/// So many texts take so many seconds.
const AHEAD: usize = 12;

/// Schedules a text for the minute after the next; its id.
pub async fn schedules(ours: &Organisation<'_>) -> String {
    let at = (Timestamp::now() + SignedDuration::from_mins(2)).to_zoned(TimeZone::UTC);
    let send_at = json!({ "local": at.strftime("%Y-%m-%dT%H:%M").to_string(), "zone": "UTC" });
    let wanted = json!({ "to": PATIENT, "message": "It is time.", "sendAt": send_at });
    let made = ours.owner.post("/api/messages/scheduled", wanted).await;
    assert_eq!(made.text("state"), "scheduled", "{made}");
    made.text("id").to_owned()
}

/// A scheduled text goes out once at its time.
pub async fn fires(place: &dyn Place, ours: &Organisation<'_>, id: &str) {
    let path = format!("/api/messages/scheduled/{id}");
    until("time of the scheduled text", async || {
        let is_sent = ours.owner.get(&path).await.body["state"] == "sent";
        if !is_sent {
            place.passes_a_minute().await;
        }
        is_sent.then_some(())
    })
    .await;
    let sent = |ledger: &hub_testkit::twilio::Ledger| ledger.creates_to(PATIENT).count() > 0;
    let done = place.carrier().wait_until(PATIENCE, "the scheduled text", sent).await;
    done.unwrap_or_else(|error| panic!("{error}"));
    let sent: Vec<String> = place.carrier().creates_to(PATIENT).into_iter().map(|create| create.body).collect();
    assert_eq!(sent, ["It is time."]);
}

/// A picture is fetched from the carrier and kept; a URL of minutes shows it.
pub async fn picture(place: &dyn Place, ours: &Organisation<'_>) {
    let picture = Attachment::picture(7);
    let bytes = picture.bytes.clone();
    let inbound = Inbound::text(PHOTOGRAPHER, &ours.number, "Look").with_attachment(picture);
    let delivery = place.carrier().send(inbound).await.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(delivery.status, Some(200));
    let message = until("picture", async || {
        let message = ours.owner.thread(PHOTOGRAPHER).await.into_iter().next()?;
        (message["media"][0]["state"] == "ready").then_some(message)
    })
    .await;
    let id = |value: &Value| value["id"].as_str().unwrap_or_default().to_owned();
    let path = format!("/api/messages/{}/media/{}", id(&message), id(&message["media"][0]));
    let url = ours.owner.get(&path).await;
    let (status, kind, _, found) = ours.owner.fetches(url.text("url")).await;
    assert_eq!((status, kind.as_str(), found == bytes), (200, "image/png", true));
}

/// A picture that was uploaded past the hub reaches the handset by a link of the hub.
pub async fn sent_picture(place: &dyn Place, ours: &Organisation<'_>) {
    let bytes = Attachment::picture(8).bytes;
    let id = ours.owner.uploads("chart.png", "image/png", bytes.clone()).await;
    let wanted = json!({ "to": PHOTOGRAPHER, "message": "And this?", "mediaIds": [id] });
    assert_eq!(ours.owner.post("/api/messages/send", wanted).await.status(), "202 Accepted");
    let sent = |ledger: &hub_testkit::twilio::Ledger| ledger.creates_to(PHOTOGRAPHER).any(|create| create.is_final());
    let done = place.carrier().wait_until(PATIENCE, "the sent picture", sent).await;
    done.unwrap_or_else(|error| panic!("{error}"));
    let sent = place.carrier().creates_to(PHOTOGRAPHER).remove(0);
    assert_eq!((sent.status.as_str(), sent.media.len()), ("delivered", 1), "{:?}", sent.media_urls);
    assert_eq!(place.carrier().media(&sent.media[0].sid), Some(bytes));
}

/// What was texted is found soon after.
pub async fn search(ours: &Organisation<'_>) {
    until("found text", async || {
        let found = ours.owner.get("/api/search?q=anybod").await;
        let text = found.body["messages"][0]["excerpt"]["text"].as_str().unwrap_or_default().to_owned();
        (text == "Is anybody there?").then_some(())
    })
    .await;
}

/// An invitation is mailed, and its link makes a person of the organisation.
pub async fn invitation(place: &dyn Place, ours: &Organisation<'_>) {
    let invited =
        ours.owner.post("/api/users/invitations", json!({ "email": "pat@initech.test", "role": "agent" })).await;
    assert!(invited.is_done(), "{invited}");
    let mail = until("mail", async || place.mail_to("pat@initech.test").await).await;
    let token = mail.split_once("#token=").and_then(|(_, rest)| rest.split_whitespace().next()).unwrap_or_default();
    let nobody = Person::at(place.door(), None);
    let body = json!({ "token": token, "name": "Pat", "password": "another-long-password" });
    let session = nobody.post("/auth/invitation/accept", body).await;
    let pat = Person::at(place.door(), Some(session.text("token")));
    assert_eq!(pat.get("/api/me").await.body["tenant"]["id"], json!(ours.id));
    let login = json!({ "email": "pat@initech.test", "password": "another-long-password" });
    assert!(nobody.post("/auth/login", login).await.is_done());
}

/// The page and what it loads.
pub async fn page(place: &dyn Place) {
    let page = Person::at(place.door(), None).get_text("/").await;
    assert!(page.contains("<script"), "{page}");
}

/// Of two tasks that came back too often, one ends its text, which its sender sees; the other names none and is set aside.
pub async fn dead_letters(place: &dyn Place, ours: &Organisation<'_>) {
    // A number sends a segment a second, so the last of these waits behind the others of its conversation.
    let mut last = None;
    for number in 0..AHEAD {
        last = Some(ours.owner.sends(UNLUCKY, &format!("Text {number}")).await);
    }
    let last = last.unwrap_or_else(|| panic!("no text"));
    let id = last.text("messageId");
    let good = json!({ "version": 1, "tenantId": ours.id, "messageId": id, "attempt": 1 }).to_string();
    let bad = json!({ "version": 1 }).to_string();
    assert_eq!(place.gives_up_on(vec![bad.clone(), good]).await, [bad]);
    let letters = ours.owner.get("/api/dead-letters").await;
    assert_eq!(letters.body["deadLetters"][0]["messageId"], json!(id), "{letters}");
    until("delivery of the others", async || {
        let thread = ours.owner.thread(UNLUCKY).await;
        let delivered = thread.iter().filter(|message| message["status"] == "delivered").count();
        (delivered == AHEAD - 1).then_some(())
    })
    .await;
    let message = &ours.owner.thread(UNLUCKY).await[0];
    assert_eq!((&message["status"], &message["errorCode"]), (&json!("failed"), &json!("dead_letter")));
    assert_eq!(place.carrier().creates_to(UNLUCKY).len(), AHEAD - 1);
}
