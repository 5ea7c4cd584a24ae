//! The calls that the events speak of, all between `ten_acme`'s number and the customer.
//!
//! | call | what |
//! |---|---|
//! | 60 | a call of a person, whose own phone rings |
//! | 61 | rings the team |
//! | 62 | was forwarded, and both sides were told of its recording |
//! | 63 | is over; its recording is being fetched |
//! | 64 | is over; its recording is here |
//! | 65 | a voicemail whose words are awaited |
//! | 66 | was missed, as it seemed |
//! | 67 | was asked whether it may be recorded |
//! | 68 | rings |
//! | 69 | rings since long ago, and the sweep finds it |
//! | 70 | a voicemail of long ago, older than recordings are kept |
//! | 73 | a voicemail with its words, shared by two links, one of which is revoked |
//! | 80, 81, 84 | goes on with a person |
//! | 82 | is passed on to a colleague, who talks with that person |
//! | 83 | is passed on to a colleague, whose phone rings |

use hub_core::address::Address;
use hub_core::audit::{Action, Doer, Entry};
use hub_core::call::share::{SHARE_LIFETIME, Share};
use hub_core::call::{
    Call, CallStatus, Callee, CarrierCopy, LegReport, Recording, RecordingConsent, RecordingSource, RecordingState,
    Report, Side, Transcript, TranscriptState, Transfer, TransferKind, TransferState, Voicemail, VoicemailState, Way,
};
use hub_core::contact::Contact;
use hub_core::flows::Ports;
use hub_core::ids::{CallId, ConversationId, TenantId};
use hub_core::ports::{CallBegun, CallRecord, PortResult};
use hub_core::settings::RecordingPolicy;
use jiff::{SignedDuration, Timestamp};

use super::seed::{tenant, user};
use super::seed_media::media_id;

/// The links to the last call.
const LINKS: [(&str, &str); 2] = [
    ("shr_01M3250V00EVENTS0000000001", "events-share-token"),
    ("shr_01M3250V00EVENTS0000000002", "events-ended-share-token"),
];

fn recording(number: u8, state: RecordingState) -> Recording {
    Recording {
        source: RecordingSource::Conversation,
        sid: format!("RE{number:032}"),
        state,
        media_id: Some("med_01M3250V00EVENTS0000000001".parse().expect("an id")),
        content_type: Some("audio/mpeg".to_owned()),
        duration_seconds: Some(7),
        error: None,
        carrier_copy: CarrierCopy::default(),
    }
}

fn told(policy: RecordingPolicy, given: bool, at: Timestamp) -> Option<RecordingConsent> {
    Some(RecordingConsent { policy, asked: true, given, at, callee_told_at: None })
}

/// A person has taken it in a browser.
fn goes_on(acme: &TenantId, call: &mut Call, now: Timestamp) {
    call.rang = vec![Callee::browser(&"usr_01".parse().expect("an id"))];
    call.report(&Report::of(CallStatus::InProgress), now);
    taken(acme, call, &call.rang[0].clone(), now);
}

fn taken(acme: &TenantId, call: &mut Call, callee: &Callee, now: Timestamp) {
    let sid = format!("{}{}", call.sid.as_deref().expect("a SID"), call.legs.len());
    let to = Some(callee.on_carrier_api(acme));
    call.report_leg(acme, &LegReport { sid, to, way: None, report: Report::of(CallStatus::InProgress) }, now);
}

fn is_passed_on(acme: &TenantId, call: &mut Call, is_answered: bool, now: Timestamp) {
    goes_on(acme, call, now);
    let to = Callee { way: Way::Transfer, ..Callee::browser(&"usr_02".parse().expect("an id")) };
    let (by, state) = ("usr_01".parse().expect("an id"), TransferState::Ringing);
    let transfer = Transfer {
        id: 1,
        kind: TransferKind::Warm,
        to: to.clone(),
        reason: None,
        by,
        at: now,
        state,
        ended_at: None,
        sid: Some(format!("{}1", call.sid.as_deref().expect("a SID"))),
    };
    call.transfer(transfer).expect("somebody talks");
    if is_answered {
        taken(acme, call, &to, now);
        call.ask(Side::Team(1), None, false, now);
    }
}

/// Stores the calls.
pub async fn calls(ports: &Ports) -> PortResult<()> {
    let acme = tenant("ten_acme");
    let (ours, theirs) = (Address::from_carrier("+12015550123"), Address::from_carrier("+14155550123"));
    let conversation = ConversationId::between(&acme, "sms", &ours, &theirs);
    let now = ports.clock.now();
    let long_ago = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24);
    let far = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * 365 * 200);
    for number in (60..=70u8).chain([73]).chain(80..=84) {
        let ulid = format!("01M3250V00EVENTS{number:010}").parse().expect("a ULID");
        let id = CallId::new(ulid, &conversation);
        let began = if matches!(number, 69 | 70) { long_ago } else { now };
        let mut call = Call::inbound(id, &conversation, (&ours, &theirs), began);
        if number == 60 {
            call = Call::outbound(call.id, &conversation, (&ours, &theirs), began);
        }
        call.sid = Some(format!("CA{number:032}"));
        let over = Report::of(CallStatus::Completed);
        let phone = || Callee { way: Way::Forward, user_id: None, phone: Some(Address::from_carrier("+12015550177")) };
        match number {
            61 => call.rang = vec![Callee::browser(&"usr_01".parse().expect("an id"))],
            62 => {
                call.rang = vec![phone()];
                call.consent = told(RecordingPolicy::Announce, true, now);
            }
            63 => call.recording = Some(recording(number, RecordingState::Processing)),
            64 => {
                let carrier_copy = CarrierCopy::Deleting;
                call.recording = Some(Recording { carrier_copy, ..recording(number, RecordingState::Completed) });
            }
            70 | 73 => {
                let source = RecordingSource::Voicemail;
                call.recording = Some(Recording { source, ..recording(number, RecordingState::Completed) });
                let text = Some("Call me back.".to_owned());
                let transcript = Transcript { state: TranscriptState::Ready, text };
                call.voicemail = Some(Voicemail { state: VoicemailState::New, transcript, left_at: began });
            }
            65 => {
                let source = RecordingSource::Voicemail;
                let media_id = Some(media_id(65));
                call.recording = Some(Recording { source, media_id, ..recording(number, RecordingState::Completed) });
                let transcript = Transcript { state: TranscriptState::Pending, text: None };
                call.voicemail = Some(Voicemail { state: VoicemailState::New, transcript, left_at: now });
            }
            66 => call.rang = vec![phone()],
            67 => call.consent = told(RecordingPolicy::RequireKeypress, false, now),
            80 | 81 | 84 => goes_on(&acme, &mut call, now),
            82 | 83 => is_passed_on(&acme, &mut call, number == 82, now),
            _ => {}
        }
        if (63..=66).contains(&number) || (70..80).contains(&number) {
            call.report(&over, now);
        }
        let due = if number == 69 { long_ago } else { far };
        let record = CallRecord { call, source: None, due: Some(due) };
        let contact = ports.contacts.contact(&acme, &theirs).await?.unwrap_or_else(|| Contact::unknown(&theirs));
        assert_eq!(ports.calls.begin_call(&acme, &record, &contact).await?, CallBegun::Stored);
    }
    let shared: CallId =
        format!("call_01M3250V00EVENTS0000000073_{}", conversation.as_str().trim_start_matches("cnv_"))
            .parse()
            .expect("an id");
    let doer = Doer::person(&user("usr_01"), "Andy Agent", "198.51.100.7");
    for (id, token) in LINKS {
        let share = Share {
            id: id.parse().expect("an id"),
            call_id: shared.clone(),
            email: "partner@example.com".to_owned(),
            shared_by: user("usr_01"),
            shared_by_name: "Andy Agent".to_owned(),
            created_at: now,
            ends_at: now + SHARE_LIFETIME,
            revoked_at: None,
            opened: 0,
        };
        let entry = Entry::new(ports, &doer, Action::CallShared);
        ports.shares.put_share(&acme, &share, (token, share.ends_at), &entry).await?;
        if token.contains("ended") {
            let entry = Entry::new(ports, &doer, Action::CallShareRevoked);
            assert!(ports.shares.revoke_share(&acme, (&shared, &share.id), now, &entry).await?);
        }
    }
    Ok(())
}
