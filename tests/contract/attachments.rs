//! What the table promises of attachments.

use hub_core::contact::Contact;
use hub_core::ids::MediaId;
use hub_core::media::{Media, MediaState};
use hub_core::message::{Direction, Message};
use hub_core::ports::{
    AttachmentStore, Attachments, DueWork, FetchWork, InboundMessage, InboundOutcome, MediaLink, MediaSource,
    MessageStore, Upload,
};

use crate::sample::{RIVALS, later, now, stranger, tenant, ulid};
use crate::stores::Stores;
use crate::table::{OURS, message};

const URL: &str = "https://api.twilio.com/canary";

/// A stored message with one attachment to be fetched.
async fn stored(stores: &Stores) -> Attachments {
    let media = vec![Media::pending(MediaId::new(ulid(now())), "image/png")];
    let sources = vec![MediaSource { url: URL.to_owned(), tries: 0 }];
    let message = Message { sid: Some("MM1".to_owned()), media, ..message(Direction::Inbound, OURS, "") };
    let inbound = InboundMessage {
        name: None,
        contact: Contact::unknown(&message.from),
        message: message.clone(),
        consent: None,
        reply: None,
        opt_out_suspected: false,
        sources: sources.clone(),
        due: later(120),
    };
    assert_eq!(stores.table.store_inbound(&tenant(), &inbound).await.expect("an answer"), InboundOutcome::Stored);
    Attachments { message, sources }
}

async fn due(stores: &Stores, seconds: i64) -> Vec<DueWork> {
    stores.table.due(later(seconds), 10).await.expect("a list")
}

pub async fn an_attachment_is_the_sweeps_until_it_is_fetched(stores: &Stores) {
    let attachments = stored(stores).await;
    let id = &attachments.message.id;
    assert_eq!(due(stores, 60).await, []);
    assert_eq!(due(stores, 121).await, [DueWork::Message { tenant: tenant(), id: id.clone() }]);
    let read = stores.table.attachments(&tenant(), id).await.expect("read").expect("a message");
    assert_eq!(read, attachments);
    let shown = stores.table.message(&tenant(), id).await.expect("read").expect("a message");
    assert!(!serde_json::to_string(&shown).expect("JSON").contains("canary"), "the team never sees the URL");

    assert!(stores.table.put_attachments(&tenant(), &read, FetchWork::Parked).await.expect("parked"));
    assert_eq!(due(stores, 1_000).await, []);
    assert_eq!(stores.table.parked(&tenant(), 10).await.expect("a list"), std::slice::from_ref(id));
    let read = stores.table.attachments(&tenant(), id).await.expect("read").expect("a message");
    assert!(stores.table.put_attachments(&tenant(), &read, FetchWork::Due(later(5))).await.expect("due"));
    assert_eq!((due(stores, 6).await.len(), stores.table.parked(&tenant(), 10).await.expect("a list")), (1, vec![]));
    let mut read = stores.table.attachments(&tenant(), id).await.expect("read").expect("a message");
    read.message.media[0].state = MediaState::Ready;
    assert!(stores.table.put_attachments(&tenant(), &read, FetchWork::Done).await.expect("done"));
    assert_eq!(due(stores, 1_000).await, []);
    assert!(stores.table.attachments(&stranger(), id).await.expect("read").is_none(), "another tenant's");
}

pub async fn of_many_changes_of_attachments_one_wins(stores: &Stores) {
    let attachments = stored(stores).await;
    let tenant = tenant();
    let change = |number: u64| {
        let mut attachments = attachments.clone();
        attachments.sources[0].tries = number + 1;
        let (table, tenant) = (&stores.table, &tenant);
        async move { table.put_attachments(tenant, &attachments, FetchWork::Due(later(9))).await.expect("asked") }
    };
    let won = futures_util::future::join_all((0..RIVALS as u64).map(change)).await;
    assert_eq!(won.iter().filter(|won| **won).count(), 1);
    let read = stores.table.attachments(&tenant, &attachments.message.id).await.expect("read").expect("a message");
    assert_eq!(read.message.version, attachments.message.version + 1);
}

pub async fn an_upload_is_known_to_its_tenant_alone(stores: &Stores) {
    let upload = Upload {
        id: MediaId::new(ulid(now())),
        file_name: "plan.png".to_owned(),
        content_type: "image/png".to_owned(),
        size: 8,
    };
    stores.table.put_upload(&tenant(), &upload, later(60)).await.expect("kept");
    assert_eq!(stores.table.upload(&tenant(), &upload.id).await.expect("read"), Some(upload.clone()));
    assert_eq!(stores.table.upload(&stranger(), &upload.id).await.expect("read"), None);
}

pub async fn a_link_opens_until_it_ends(stores: &Stores) {
    let link = MediaLink {
        tenant_id: tenant(),
        media_id: MediaId::new(ulid(now())),
        content_type: "image/png".to_owned(),
        file_name: "plan.png".to_owned(),
    };
    stores.table.put_media_link("token", &link, later(60)).await.expect("kept");
    assert_eq!(stores.table.media_link("token", later(59)).await.expect("read"), Some(link));
    assert_eq!(stores.table.media_link("token", later(60)).await.expect("read"), None);
    assert_eq!(stores.table.media_link("tokem", now()).await.expect("read"), None);
}
