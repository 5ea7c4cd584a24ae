//! Customers send pictures and files.

use std::sync::Arc;

use async_trait::async_trait;
use axum::Router;
use axum::routing::any;
use hub_core::address::Address;
use hub_core::flows::Ports;
use hub_core::flows::deliver_message::Delivery;
use hub_core::flows::fetch_media::{MediaLimits, fetch_media};
use hub_core::flows::receive_message::{Received, ReceivedMedia, receive_message};
use hub_core::ids::MessageId;
use hub_core::ports::{MediaQueue, MediaTask, PortError, PortErrorKind, PortResult};
use hub_testkit::twilio::{Attachment, Fault, Inbound};
use insta::assert_snapshot;
use jiff::SignedDuration;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde_json::{Value, json};
use tests::{Person, TestHub};

use crate::mortal::Mortal;

const CUSTOMER: &str = "+14155550123";

fn pictures(count: u64) -> Vec<Attachment> {
    (0..count).map(Attachment::picture).collect()
}

/// The attachments of the newest message.
async fn newest_media(person: &Person<'_>) -> Vec<Value> {
    person.thread(CUSTOMER).await[0]["media"].as_array().expect("a list").clone()
}

fn states(media: &[Value]) -> Vec<&str> {
    media.iter().map(|media| media["state"].as_str().expect("a state")).collect()
}

fn path(message: &Value, media: &Value) -> String {
    let id = |value: &Value| value["id"].as_str().expect("an id").to_owned();
    format!("/api/messages/{}/media/{}", id(message), id(media))
}

#[tokio::test]
async fn all_ten_attachments_arrive_and_only_their_team_sees_them() {
    let hub = TestHub::start().await;
    let agent = hub.acme().person("agent").await;
    let mut window = agent.listens().await;
    let sent = pictures(10);
    let delivery = hub.acme().receives_files(CUSTOMER, "Look at this", sent.clone()).await;
    assert_eq!((delivery.status, delivery.problems), (Some(200), vec![]));
    let all_ready = |event: &Value| {
        let media = event["data"]["message"]["media"].as_array().map(Vec::as_slice).unwrap_or_default();
        media.len() == 10 && media.iter().all(|media| media["state"] == "ready")
    };
    window.until(|event| event["type"] == "new_message").await;
    window.until(|event| event["type"] == "message_status_updated" && all_ready(event)).await;
    hub.settles().await;

    let message = agent.thread(CUSTOMER).await[0].clone();
    let stranger = hub.globex().person("owner").await;
    for (media, sent) in message["media"].as_array().expect("a list").iter().zip(&sent) {
        assert_eq!(
            (&media["contentType"], &media["size"], &media["error"]),
            (&json!("image/png"), &json!(sent.bytes.len()), &json!(null))
        );
        let url = agent.get(&path(&message, media)).await.text("url").to_owned();
        let (status, kind, disposition, bytes) = agent.fetches(&url).await;
        assert_eq!((status, kind.as_str(), bytes == sent.bytes), (200, "image/png", true));
        assert!(disposition.starts_with("inline; filename=\"attachment-"), "{disposition}");
        let refused = stranger.get(&path(&message, media)).await;
        assert_eq!(refused.to_string(), r#"404 Not Found {"code":"not_found","error":"Not found."}"#);
    }
    assert_eq!(agent.inbox().await[0]["lastMessage"]["preview"], "Look at this");
    let everything = agent.get_text("/api/sync?after=0").await + &message.to_string();
    assert!(!everything.contains("2010-04-01"), "the carrier's address shows nowhere");
    assert!(hub.runner().bucket().keys().iter().all(|key| key.starts_with("t/acme/media/med_")));
}

#[tokio::test]
async fn the_carriers_files_are_asked_with_credentials_and_its_other_hosts_without() {
    let hub = TestHub::start().await;
    hub.acme().receives_files(CUSTOMER, "", pictures(1)).await;
    hub.settles().await;
    let agent = hub.acme().person("agent").await;
    // The simulator's file host answers 400 to a request that shows credentials, its API 401 to one that does not.
    assert_eq!(states(&newest_media(&agent).await), ["ready"]);
    assert_eq!(agent.inbox().await[0]["lastMessage"]["preview"], "Picture");
    let url = hub.twilio().requests().iter().find(|request| request.path.contains("/Media/")).map(|r| r.path.clone());
    let open = hub.http().get(format!("{}{}", hub.url(), url.expect("a request"))).send().await.expect("an answer");
    assert_eq!(open.status().as_u16(), 401, "nobody else gets it");
}

#[tokio::test]
async fn a_foreign_address_is_never_asked() {
    let hub = TestHub::start().await;
    // Another address of this machine, which is not one of its names.
    let listener = tokio::net::TcpListener::bind("127.0.0.2:0").await.expect("a port");
    let foreign = format!("http://{}/x.png", listener.local_addr().expect("an address"));
    let (asked, mut seen) = tokio::sync::mpsc::unbounded_channel();
    let app = Router::new().fallback(any(move || async move {
        let _ = asked.send(());
        "bytes"
    }));
    let server = tokio::spawn(async move { axum::serve(listener, app).await });

    let agent = hub.acme().person("agent").await;
    let number = hub.acme().demo.number;
    let direct = Inbound::text(CUSTOMER, number, "direct").with_media(&foreign, "image/png");
    hub.twilio().send(direct).await.expect("delivered");
    hub.settles().await;
    let media = newest_media(&agent).await;
    assert_eq!(
        (states(&media), &media[0]["error"]),
        (vec!["failed"], &json!("The file's address is not the carrier's, so it was not opened."))
    );

    hub.twilio().arm(Fault::MediaRedirect { location: foreign }, 1);
    hub.acme().receives_files(CUSTOMER, "by a redirect", pictures(1)).await;
    hub.settles().await;
    assert_eq!(states(&newest_media(&agent).await), ["failed"]);
    assert!(seen.try_recv().is_err(), "the foreign address was asked");
    server.abort();
}

#[tokio::test]
async fn what_is_too_large_or_is_not_what_it_says_is_not_shown() {
    let hub = TestHub::start().await;
    let agent = hub.acme().person("agent").await;
    hub.twilio().arm(Fault::MediaTooBig, 1);
    hub.acme().receives_files(CUSTOMER, "endless", pictures(1)).await;
    hub.settles().await;
    let media = newest_media(&agent).await;
    assert_eq!((states(&media), &media[0]["error"]), (vec!["failed"], &json!("The file is larger than 5 MB.")));

    let page = Attachment::new("text/html", "<!doctype html><html><script>alert(1)</script></html>");
    let program = Attachment::new("image/svg+xml", "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>");
    let card = Attachment::new("text/vcard", "BEGIN:VCARD\r\nFN:Ada\r\nEND:VCARD");
    hub.twilio().arm(Fault::MediaWrongType, 1);
    hub.acme().receives_files(CUSTOMER, "odd", vec![Attachment::picture(1), page, program, card]).await;
    hub.settles().await;
    let message = agent.thread(CUSTOMER).await[0].clone();
    let media = message["media"].as_array().expect("a list").clone();
    let types: Vec<_> = media.iter().map(|media| media["contentType"].as_str().expect("a type")).collect();
    assert_eq!(types, ["application/octet-stream", "text/html", "application/octet-stream", "text/vcard"]);
    for media in &media {
        let url = agent.get(&path(&message, media)).await.text("url").to_owned();
        let (status, kind, disposition, _) = agent.fetches(&url).await;
        assert_eq!((status, kind.as_str()), (200, "application/octet-stream"), "{media}");
        assert!(disposition.starts_with("attachment; "), "{disposition}");
    }
}

#[tokio::test]
async fn an_attachment_that_is_late_arrives_by_itself() {
    let hub = TestHub::start().await;
    let agent = hub.acme().person("agent").await;
    for fault in
        [Fault::MediaNotFound404, Fault::MediaServerError500, Fault::MediaCut, Fault::MediaSlow { delay_ms: 40 }]
    {
        hub.twilio().arm(fault.clone(), 2);
        hub.acme().receives_files(CUSTOMER, "later", pictures(1)).await;
        hub.settles().await;
        assert_eq!(states(&newest_media(&agent).await), ["ready"], "{fault:?}");
    }
}

#[tokio::test]
async fn what_never_comes_fails_with_a_reason_and_a_person_may_try_again() {
    let hub = TestHub::start().await;
    let (agent, viewer) = (hub.acme().person("agent").await, hub.acme().person("viewer").await);
    hub.twilio().arm(Fault::MediaNotFound404, 6);
    hub.acme().receives_files(CUSTOMER, "one is lost", pictures(1)).await;
    hub.settles().await;
    let message = agent.thread(CUSTOMER).await[0].clone();
    let media = message["media"][0].clone();
    assert_eq!((&media["state"], &media["error"]), (&json!("failed"), &json!("The carrier did not have this file.")));
    let shown = agent.get(&path(&message, &media)).await;
    assert_snapshot!(shown, @r#"409 Conflict {"code":"media_not_ready","error":"This file is not here yet."}"#);

    let retry = path(&message, &media) + "/retry";
    assert_eq!(viewer.post(&retry, json!({})).await.code(), "read_only");
    assert_eq!(hub.globex().person("owner").await.post(&retry, json!({})).await.status(), "404 Not Found");
    let asked = agent.post(&retry, json!({})).await;
    assert_eq!((asked.status().as_str(), &asked.body["state"]), ("202 Accepted", &json!("pending")));
    hub.settles().await;
    assert_eq!(states(&newest_media(&agent).await), ["ready"]);
    let again = agent.post(&retry, json!({})).await;
    assert_snapshot!(again, @r#"409 Conflict {"code":"media_not_failed","error":"This file did not fail."}"#);
}

#[tokio::test]
async fn refused_credentials_let_attachments_wait_for_the_repair() {
    let hub = TestHub::start().await;
    let sid = hub.acme().demo.account_sid;
    let (owner, agent) = (hub.acme().person("owner").await, hub.acme().person("agent").await);
    let mut window = agent.listens().await;
    hub.twilio().arm_for(sid, Fault::Unauthorized401, u32::MAX);
    hub.acme().receives_files(CUSTOMER, "waits", pictures(2)).await;
    window.until(|event| event["type"] == "carrier_changed" && event["data"]["status"] == "stopped").await;
    hub.settles().await;
    assert_eq!(states(&newest_media(&agent).await), ["pending", "pending"]);
    let asked = || hub.twilio().requests().iter().filter(|request| request.path.contains("/Media/")).count();
    let before = asked();
    hub.acme().receives_files(CUSTOMER, "waits too", pictures(1)).await;
    hub.passes(SignedDuration::from_mins(10)).await;
    assert_eq!(asked(), before, "a stopped account is not tried again and again");

    hub.twilio().clear_faults();
    let body = json!({ "accountSid": sid, "authToken": hub.acme().demo.auth_token });
    assert_eq!(owner.put("/api/integrations/twilio", body).await.body["status"], "connected");
    hub.passes(SignedDuration::from_mins(2)).await;
    for message in agent.thread(CUSTOMER).await {
        let media = message["media"].as_array().expect("a list").clone();
        assert!(states(&media).iter().all(|state| *state == "ready"), "{message}");
    }
}

#[tokio::test]
async fn a_file_that_the_account_may_not_open_stops_nothing_else() {
    let hub = TestHub::start().await;
    let (acme, globex) = (hub.acme().demo, hub.globex().demo);
    let theirs = format!("{}/2010-04-01/Accounts/{}/Messages/MM1/Media/ME1", hub.url(), globex.account_sid);
    let inbound = Inbound::text(CUSTOMER, acme.number, "not ours").with_media(theirs, "image/png");
    hub.twilio().send(inbound).await.expect("delivered");
    hub.settles().await;
    let agent = hub.acme().person("agent").await;
    let media = newest_media(&agent).await;
    let refused = json!("The carrier does not hand this file over.");
    assert_eq!((states(&media), &media[0]["error"]), (vec!["failed"], &refused));
    assert_eq!(agent.get("/api/me").await.body["carrier"]["status"], "connected");
    assert!(agent.sends(CUSTOMER, "Texts still go out").await.is_done());
    hub.settles().await;
    assert_eq!(hub.twilio().creates_to(CUSTOMER).len(), 1);
}

#[tokio::test]
async fn a_url_ends_and_cannot_be_made_into_another() {
    let hub = TestHub::start().await;
    hub.acme().receives_files(CUSTOMER, "private", pictures(2)).await;
    hub.settles().await;
    let agent = hub.acme().person("agent").await;
    let message = agent.thread(CUSTOMER).await[0].clone();
    let (one, other) = (&message["media"][0], &message["media"][1]);
    let shown = agent.get(&path(&message, one)).await;
    let url = shown.text("url").to_owned();
    let other_id = other["id"].as_str().expect("an id");
    let one_id = one["id"].as_str().expect("an id");
    for (changed, why) in [
        (url.replace(one_id, other_id), "another file"),
        (url.replace("t/acme", "t/globex"), "another tenant"),
        (url.replace("image%2Fpng", "text%2Fhtml"), "another type"),
        (url.replace("inline", "attachment"), "another disposition"),
        (url.replace("X-Amz-Expires=300", "X-Amz-Expires=604800"), "a longer life"),
        (url.split('?').next().expect("a path").to_owned(), "no signature"),
    ] {
        assert_ne!(changed, url, "{why}");
        assert_eq!(agent.fetches(&changed).await.0, 403, "{why}");
    }
    assert_eq!(agent.fetches(&url).await.0, 200);
    hub.advance(SignedDuration::from_secs(301));
    assert_eq!(agent.fetches(&url).await.0, 403, "it ends after five minutes");
    let file = agent.get(&(path(&message, one) + "?download=true")).await.text("url").to_owned();
    let (_, kind, disposition, _) = agent.fetches(&file).await;
    assert_eq!(kind, "application/octet-stream");
    assert!(disposition.starts_with("attachment; filename=\"attachment-1.png\""), "{disposition}");
}

/// A queue that takes nothing.
struct Full;

#[async_trait]
impl MediaQueue for Full {
    async fn enqueue(&self, _: &MediaTask) -> PortResult<()> {
        Err(PortError::new(PortErrorKind::Unavailable, "full"))
    }
    async fn come_again(&self, _: &str, _: SignedDuration) -> PortResult<()> {
        Ok(())
    }
}

#[tokio::test]
async fn what_is_stored_is_fetched_even_if_the_queue_took_nothing() {
    let hub = TestHub::start().await;
    let tenant = hub.acme().demo.tenant_id();
    // The carrier keeps the file of another message; its address is as good as any.
    hub.acme().receives_files("+14155550177", "", pictures(1)).await;
    hub.settles().await;
    let requests = hub.twilio().requests();
    let kept = requests.iter().find(|request| request.path.contains("/Media/")).expect("a request").path.clone();
    let ports = Ports { media_queue: Arc::new(Full), ..(*hub.runner().hub().ports).clone() };
    let received = Received {
        channel: hub_core::channel::ChannelClass::Sms,
        profile_name: None,
        sid: "MM00000000000000000000000000000001".to_owned(),
        from: Address::from_carrier(CUSTOMER),
        to: Address::from_carrier(hub.acme().demo.number),
        body: String::new(),
        opt_out_type: None,
        media: vec![ReceivedMedia { url: format!("{}{kept}", hub.url()), content_type: "image/png".to_owned() }],
    };
    assert!(receive_message(&ports, &tenant, received).await.expect("stored").is_new);
    let agent = hub.acme().person("agent").await;
    hub.settles().await;
    assert_eq!(states(&newest_media(&agent).await), ["pending"]);
    hub.passes(SignedDuration::from_mins(3)).await;
    assert_eq!(states(&newest_media(&agent).await), ["ready"]);
}

#[tokio::test]
async fn workers_that_die_anywhere_lose_no_attachment() {
    for seed in 1..=3 {
        let hub = TestHub::start().await;
        let mut die = StdRng::seed_from_u64(seed);
        let (tenant, ports) = (hub.acme().demo.tenant_id(), (*hub.runner().hub().ports).clone());
        // The hub's own workers stand still, so that the ones that die are alone.
        hub.twilio().arm(Fault::MediaNotFound404, u32::MAX);
        hub.acme().receives_files(CUSTOMER, "", pictures(4)).await;
        hub.settles().await;
        hub.twilio().clear_faults();
        let agent = hub.acme().person("agent").await;
        let message = agent.thread(CUSTOMER).await[0].clone();
        for media in message["media"].as_array().expect("a list") {
            let id = media["id"].as_str().expect("an id").parse().expect("an id");
            let message = message["id"].as_str().expect("an id").parse().expect("an id");
            let quiet = Ports { media_queue: Arc::new(Full), ..ports.clone() };
            hub_core::flows::fetch_media::retry_media(&quiet, &tenant, &message, &id).await.expect("pending again");
        }
        let message: MessageId = message["id"].as_str().expect("an id").parse().expect("an id");
        let (mut deaths, mut rounds) = (0, 0);
        loop {
            let (ports, tenant, message) = (ports.clone(), tenant.clone(), message.clone());
            let life = Box::pin(async move { fetch_media(&ports, MediaLimits::default(), (&tenant, &message)).await });
            let polls_left = if rounds < 20 { die.random_range(1..9) } else { usize::MAX };
            rounds += 1;
            match (Mortal { life, polls_left }).await {
                None => deaths += 1,
                Some(Ok(Delivery::Done)) => break,
                Some(other) => drop(other),
            }
        }
        hub.settles().await;
        assert!(deaths > 4, "seed {seed}: {deaths} deaths");
        let media = newest_media(&agent).await;
        assert_eq!(states(&media), ["ready"; 4], "seed {seed}");
        for (number, media) in media.iter().enumerate() {
            let key = format!("t/acme/media/{}", media["id"].as_str().expect("an id"));
            let kept = hub.runner().bucket().object(&key).expect("the bytes");
            assert_eq!(kept, Attachment::picture(number as u64).bytes, "seed {seed}");
        }
    }
}

#[tokio::test]
async fn the_same_picture_message_delivered_again_is_one_message() {
    let hub = TestHub::start().await;
    let delivery = hub.acme().receives_files(CUSTOMER, "", pictures(2)).await;
    let again = hub.twilio().redeliver(&delivery.sid, 20, true).await.expect("deliveries");
    assert!(again.iter().all(|delivery| delivery.status == Some(200)));
    hub.settles().await;
    let agent = hub.acme().person("agent").await;
    assert_eq!(agent.thread(CUSTOMER).await.len(), 1);
    assert_eq!(hub.runner().bucket().keys().len(), 2);
}
