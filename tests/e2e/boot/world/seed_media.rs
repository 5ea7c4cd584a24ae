//! The attachments that the events speak of.
//!
//! | message | of | attachments |
//! |---|---|---|
//! | 30 | `ten_acme` | one that is here, one that failed |
//! | 31 | `ten_acme` | one to be fetched |
//! | 32 | `ten_acme` | one that Twilio does not have |
//! | 33 | `ten_globex` | one that waits: the connection is stopped |
//! | 34 | `ten_soylent` | one for which every credential is refused |
//! | 35 | `ten_acme` | one that nobody fetched in time |

use hub_core::contact::Contact;
use hub_core::flows::Ports;
use hub_core::flows::show_media::carrier_links;
use hub_core::ids::MediaId;
use hub_core::media::{Media, MediaState};
use hub_core::message::{Direction, Message};
use hub_core::ports::{InboundMessage, InboundOutcome, MediaLink, MediaSource, PortResult, Upload};
use hub_testkit::objects::Bucket;
use hub_testkit::twilio::{Attachment, Inbound, TwilioSimulator};
use jiff::{SignedDuration, Timestamp};

use super::seed::{message, queue, tenant};

/// The first bytes of a PNG; nothing here looks further.
pub const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n";

pub fn media_id(number: u8) -> MediaId {
    format!("med_01M3250V00EVENTS{number:010}").parse().expect("an id")
}

/// What lies in the bucket.
pub fn objects(bucket: &Bucket) {
    bucket.put(&format!("t/ten_acme/media/{}", media_id(1)), PICTURE);
    bucket.put(&format!("uploads/t/ten_acme/{}", media_id(9)), PICTURE);
    // The sound of a voicemail; nobody listens to it.
    bucket.put(&format!("t/ten_acme/media/{}", media_id(65)), PICTURE);
}

/// Stores messages with attachments, uploads and a link.
pub async fn media(ports: &Ports, twilio: &TwilioSimulator, url: &str) -> PortResult<()> {
    // A number without a webhook: Twilio has the file, and nobody was told.
    let inbound = Inbound::text("+14155550123", "+12015550124", "").with_attachment(Attachment::picture(1));
    let sid = twilio.send(inbound).await.expect("kept").sid;
    let kept = twilio.message(&sid).expect("a message").media_urls[0].replace(&twilio.base_url(), url);
    let lost = format!("{url}/2010-04-01/Accounts/ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/Messages/MM1/Media/ME1");
    let (long_due, far) = (Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24), far());
    let acme = ("ten_acme", "+12015550123", "+14155550123");
    let pending = |number: u8| Media::pending(media_id(number), "image/png");
    let ready = Media { state: MediaState::Ready, size: Some(8), file_name: Some("a.png".to_owned()), ..pending(1) };
    let failed = Media { state: MediaState::Failed, error: Some("It was not there.".to_owned()), ..pending(2) };
    for ((id, ours, theirs), ulid, media, source, due) in [
        (acme, 30, vec![ready, failed], &kept, far),
        (acme, 31, vec![pending(3)], &kept, far),
        (acme, 32, vec![pending(4)], &lost, far),
        (("ten_globex", "+14155550199", "+14155550152"), 33, vec![pending(5)], &kept, far),
        (("ten_soylent", "+12015550190", "+14155550155"), 34, vec![pending(6)], &kept, far),
        (acme, 35, vec![pending(7)], &kept, long_due),
    ] {
        let id = tenant(id);
        let sources = media.iter().map(|_| MediaSource { url: source.clone(), tries: 0 }).collect();
        let message = Message {
            sid: Some(format!("MM{ulid:032}")),
            body: String::new(),
            media,
            ..message(&id, Direction::Inbound, (ours, theirs), ulid)
        };
        let contact = ports.contacts.contact(&id, &message.from).await?;
        let contact = contact.unwrap_or_else(|| Contact::unknown(&message.from));
        let inbound = InboundMessage {
            message,
            contact,
            name: None,
            consent: None,
            reply: None,
            opt_out_suspected: false,
            sources,
            due,
        };
        let outcome = ports.messages.store_inbound(&id, &inbound).await?;
        assert_eq!(outcome, InboundOutcome::Stored, "message {ulid} is new");
    }
    for number in [9, 10] {
        let upload = Upload {
            id: media_id(number),
            file_name: "plan.png".to_owned(),
            content_type: "image/png".to_owned(),
            size: PICTURE.len() as u64,
        };
        ports.attachments.put_upload(&tenant("ten_acme"), &upload, far).await?;
    }
    let link = MediaLink {
        tenant_id: tenant("ten_acme"),
        media_id: media_id(1),
        content_type: "image/png".to_owned(),
        file_name: "a.png".to_owned(),
    };
    ports.attachments.put_media_link("events-media-token", &link, far).await?;
    sent(ports, far).await
}

fn far() -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * 365 * 200)
}

/// A text with a picture that a worker is to send.
async fn sent(ports: &Ports, due: Timestamp) -> PortResult<()> {
    let acme = tenant("ten_acme");
    let media = Media {
        state: MediaState::Ready,
        size: Some(8),
        file_name: Some("plan.png".to_owned()),
        ..Media::pending(media_id(1), "image/png")
    };
    let message =
        Message { media: vec![media], ..message(&acme, Direction::Outbound, ("+12015550123", "+14155550123"), 36) };
    // The same links that the worker will make; they only show that the table takes them.
    carrier_links(ports, "https://hub.example.com", &acme, &message).await?;
    queue(ports, &acme, message, due).await
}
