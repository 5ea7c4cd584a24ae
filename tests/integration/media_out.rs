//! We send pictures and files.

use hub_testkit::twilio::{Attachment, Fault};
use insta::assert_snapshot;
use jiff::SignedDuration;
use serde_json::json;
use tests::TestHub;

const CUSTOMER: &str = "+14155550123";

#[tokio::test]
async fn a_picture_reaches_the_handset_once() {
    let hub = TestHub::start().await;
    let agent = hub.acme().person("agent").await;
    let picture = Attachment::picture(7).bytes;
    let id = agent.uploads("Übersicht (1).png", "image/png", picture.clone()).await;
    let body = json!({ "to": CUSTOMER, "message": "", "mediaIds": [id], "clientId": "c-1" });
    let replies = futures_util::future::join_all((0..5).map(|_| agent.post("/api/messages/send", body.clone()))).await;
    for reply in &replies {
        assert_eq!((reply.status().as_str(), reply.text("messageId")), ("202 Accepted", replies[0].text("messageId")));
    }
    hub.settles().await;
    let sent = hub.twilio().creates_to(CUSTOMER);
    assert_eq!((sent.len(), sent[0].status.as_str(), sent[0].media.len()), (1, "delivered", 1));
    let part = &sent[0].media[0];
    assert_eq!(part.content_type, "image/png");
    assert_eq!(hub.twilio().media(&part.sid), Some(picture.clone()));

    let thread = agent.thread(CUSTOMER).await;
    let media = &thread[0]["media"][0];
    assert_eq!(
        (&media["id"], &media["state"], &media["fileName"], &media["size"]),
        (&json!(id), &json!("ready"), &json!("Übersicht (1).png"), &json!(picture.len()))
    );
    assert_eq!(agent.inbox().await[0]["lastMessage"]["preview"], "Picture");
    let url = agent.get(&format!("/api/messages/{}/media/{id}", replies[0].text("messageId"))).await;
    assert_eq!(agent.fetches(url.text("url")).await.3, picture);
}

#[tokio::test]
async fn the_carriers_link_opens_without_a_session_and_ends() {
    let hub = TestHub::start().await;
    let agent = hub.acme().person("agent").await;
    let picture = Attachment::picture(7).bytes;
    let id = agent.uploads("a.png", "image/png", picture.clone()).await;
    agent.post("/api/messages/send", json!({ "to": CUSTOMER, "message": "Here", "mediaIds": [id] })).await;
    hub.settles().await;
    let link = hub.twilio().creates_to(CUSTOMER)[0].media_urls[0].clone();
    assert!(link.starts_with(&format!("{}/media/", hub.url())) && !link.contains("acme"), "{link}");
    let (status, kind, _, bytes) = agent.fetches(&link).await;
    assert_eq!((status, kind.as_str(), bytes == picture), (200, "image/png", true));
    assert_eq!(agent.fetches(&format!("{link}x")).await.0, 404);
    hub.advance(SignedDuration::from_hours(11));
    assert_eq!(agent.fetches(&link).await.0, 200, "as long as the carrier may hold the message");
    hub.advance(SignedDuration::from_hours(2));
    assert_eq!(agent.fetches(&link).await.0, 404);
}

#[tokio::test]
async fn what_cannot_be_sent_is_refused_before_it_is_uploaded() {
    let hub = TestHub::start().await;
    let agent = hub.acme().person("agent").await;
    let megabyte = 1024 * 1024;
    for (kind, size, expected, why) in [
        ("image/png", 5 * megabyte, "201", "just right"),
        ("image/png", 5 * megabyte + 1, "media_too_large", "a byte too many"),
        ("application/pdf", 500 * 1024, "201", "a small document"),
        ("application/pdf", 500 * 1024 + 1, "media_too_large", "carriers take no larger one"),
        ("image/png", 0, "media_empty", "nothing"),
        ("image/svg+xml", 10, "media_type", "a program"),
        ("text/html", 10, "media_type", "a page"),
        ("application/x-msdownload", 10, "media_type", "a program"),
        ("", 10, "media_type", "no type"),
    ] {
        let reply = agent.post("/api/media", json!({ "fileName": "x", "contentType": kind, "size": size })).await;
        let outcome = if reply.status() == "201 Created" { "201" } else { reply.code() };
        assert_eq!(outcome, expected, "{why}: {reply}");
    }
    let viewer = hub.acme().person("viewer").await;
    let refused = viewer.post("/api/media", json!({ "fileName": "x", "contentType": "image/png", "size": 1 })).await;
    assert_eq!(refused.code(), "read_only");
}

#[tokio::test]
async fn only_ones_own_complete_and_honest_uploads_are_sent() {
    let hub = TestHub::start().await;
    let agent = hub.acme().person("agent").await;
    let picture = Attachment::picture(1).bytes;
    let good = agent.uploads("good.png", "image/png", picture.clone()).await;
    let lying = agent.uploads("lying.png", "image/png", b"MZ this is a program".to_vec()).await;
    let announced = json!({ "fileName": "never.png", "contentType": "image/png", "size": 10 });
    let never = agent.post("/api/media", announced).await.text("mediaId").to_owned();
    let theirs = hub.globex().person("owner").await.uploads("theirs.png", "image/png", picture.clone()).await;
    let many: Vec<String> = (0..11).map(|number| format!("med_{number}")).collect();
    for (fields, expected, why) in [
        (json!({ "mediaIds": [lying] }), "400 Bad Request media_mismatch", "not a picture"),
        (json!({ "mediaIds": [good, never] }), "409 Conflict media_not_uploaded", "announced only"),
        (json!({ "mediaIds": [theirs] }), "400 Bad Request unknown_media", "another tenant's"),
        (json!({ "mediaIds": ["med_made-up"] }), "400 Bad Request unknown_media", "nobody's"),
        (json!({ "mediaIds": many }), "400 Bad Request too_many_media", "eleven"),
        (json!({ "mediaUrls": ["https://example.com/cat.png"] }), "400 Bad Request foreign_media_url", "foreign"),
        (json!({ "mediaUrls": ["http://127.0.0.1/x"] }), "400 Bad Request foreign_media_url", "this machine"),
        (json!({}), "400 Bad Request message_empty", "neither words nor a picture"),
    ] {
        let mut body = json!({ "to": CUSTOMER, "message": "" });
        body.as_object_mut().expect("an object").extend(fields.as_object().expect("an object").clone());
        let reply = agent.post("/api/messages/send", body).await;
        assert_eq!(format!("{} {}", reply.status(), reply.code()), expected, "{why}: {reply}");
    }
    hub.settles().await;
    hub.twilio().sent_nothing_to(CUSTOMER);
    let url = format!("hub:{good}");
    let sent = agent.post("/api/messages/send", json!({ "to": CUSTOMER, "message": "", "mediaUrls": [url] })).await;
    assert_snapshot!(sent.status(), @"202 Accepted");
    hub.settles().await;
    assert_eq!(hub.twilio().creates_to(CUSTOMER)[0].media.len(), 1);
}

#[tokio::test]
async fn five_megabytes_is_the_most_for_all_files_together() {
    let hub = TestHub::start().await;
    let agent = hub.acme().person("agent").await;
    let mut large = Attachment::picture(1).bytes;
    large.resize(2_700_000, 0);
    let mut ids = Vec::new();
    for name in ["one.png", "two.png"] {
        ids.push(agent.uploads(name, "image/png", large.clone()).await);
    }
    let both = agent.post("/api/messages/send", json!({ "to": CUSTOMER, "message": "", "mediaIds": ids })).await;
    assert_eq!((both.status().as_str(), both.code()), ("400 Bad Request", "media_too_large"));
    let one = agent.post("/api/messages/send", json!({ "to": CUSTOMER, "message": "", "mediaIds": [ids[0]] })).await;
    assert_snapshot!(one.status(), @"202 Accepted");
    hub.settles().await;
}

#[tokio::test]
async fn an_upload_url_takes_one_file_of_one_size_and_type_and_ends() {
    let hub = TestHub::start().await;
    let agent = hub.acme().person("agent").await;
    let announced = json!({ "fileName": "a.png", "contentType": "image/png", "size": 4 });
    let offer = agent.post("/api/media", announced).await;
    let url = offer.text("uploadUrl").to_owned();
    let put = async |url: &str, kind: &str, bytes: &'static [u8]| {
        let request = hub.http().put(url).header("content-type", kind).body(bytes);
        request.send().await.expect("an answer").status().as_u16()
    };
    assert_eq!(offer.body["headers"], json!({ "content-type": "image/png" }));
    assert_eq!(put(&url, "text/html", b"\x89PNG").await, 403, "another type");
    assert_eq!(put(&url, "image/png", b"\x89PNG and more").await, 403, "a larger file");
    assert_eq!(put(&url.replace("acme", "globex"), "image/png", b"\x89PNG").await, 403, "another tenant");
    assert_eq!(put(&url, "image/png", b"\x89PNG").await, 200);
    assert_eq!(
        hub.http().get(&url).send().await.expect("an answer").status().as_u16(),
        403,
        "it cannot be read with it"
    );
    hub.advance(SignedDuration::from_mins(16));
    assert_eq!(put(&url, "image/png", b"\x89PNG").await, 403, "it has ended");
}

#[tokio::test]
async fn a_lost_answer_about_a_picture_without_words_is_looked_up() {
    let hub = TestHub::start().await;
    let agent = hub.acme().person("agent").await;
    // The carrier never had the one with one picture, and has the one with two.
    for (count, fault) in [(1, Fault::RefuseBeforeAccept), (2, Fault::AcceptThenCut)] {
        let mut ids = Vec::new();
        for number in 0..count {
            ids.push(agent.uploads("a.png", "image/png", Attachment::picture(number).bytes).await);
        }
        hub.twilio().arm(fault, 1);
        hub.twilio().arm(Fault::NoCallbacks, 1);
        agent.post("/api/messages/send", json!({ "to": CUSTOMER, "message": "", "mediaIds": ids })).await;
        hub.settles().await;
    }
    hub.passes(SignedDuration::from_mins(3)).await;
    let mut sent: Vec<_> = hub.twilio().creates_to(CUSTOMER).into_iter().map(|message| message.media.len()).collect();
    sent.sort_unstable();
    assert_eq!(sent, [1, 2], "each once");
    let thread = agent.thread(CUSTOMER).await;
    let sids: std::collections::HashSet<_> = thread.iter().filter_map(|message| message["sid"].as_str()).collect();
    assert_eq!((thread.len(), sids.len()), (2, 2), "each has a record of its own");
    assert!(thread.iter().all(|message| message["status"] != "uncertain"));
}
