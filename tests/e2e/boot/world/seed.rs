//! The state that the events speak of.
//!
//! | tenant | Twilio account | people |
//! |---|---|---|
//! | `ten_acme` | connected, three numbers, one being bought or not, one being given back | two owners, an agent, a viewer |
//! | `ten_globex` | stopped: the token that is kept is refused | its only owner |
//! | `ten_initech` | connected without numbers; its next token has become primary | its only owner |
//! | `ten_hooli` | none | its only owner |
//! | `ten_umbrella` | stopped while it was suspended, and active again | its only owner |
//! | `ten_soylent` | connected with an account that Twilio does not know | its only owner |

use std::collections::BTreeMap;

use hub_core::account::{Invitation, Link, Login, RefreshFamily, Role, User};
use hub_core::address::Address;
use hub_core::audit::{Action, Doer, Entry};
use hub_core::campaign::{Campaign, CampaignState};
use hub_core::carrier_account::{AccountKind, CarrierAccount, CarrierConnection, CarrierStatus, TWILIO};
use hub_core::channel::ChannelClass;
use hub_core::contact::Contact;
use hub_core::conversation::ConversationChange;
use hub_core::erasure::Erasure;
use hub_core::flows::Ports;
use hub_core::flows::consent::{Recorder, opt_out};
use hub_core::flows::receive_message::{Received, receive_message};
use hub_core::hours::Hours;
use hub_core::ids::{ConnectionId, ConversationId, MessageId, RecipientId, TenantId, UserId, fingerprint};
use hub_core::live::Visitor;
use hub_core::message::{Direction, Message, MessageKind, MessageStatus};
use hub_core::number::{Capabilities, NumberState, OptOutHandling, OwnNumber, VoiceMode, VoiceSettings};
use hub_core::ports::{
    DeadLetter, InboundMessage, Indexed, NewTenant, OutboundMessage, PortResult, QueuedOutcome, Settlement,
};
use hub_core::recipient::{Recipient, RecipientState};
use hub_core::schedule::{ScheduledMessage, ScheduledState, SendAt};
use hub_core::segments::segmentation;
use hub_core::settings::{AutoReplies, QuietHours, Settings};
use hub_core::templates::MessageTemplate;
use hub_core::thread::Note;
use hub_core::whatsapp::Template;
use hub_testkit::twilio::{Account, Content, Fault, MessagingService, Number, SimulatorConfig, TwilioSimulator};
use jiff::{SignedDuration, Timestamp};

/// Opens every person.
const PASSWORD: &str = "correct horse battery staple";
const ACME: &str = "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const GLOBEX: &str = "ACbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
const INITECH: &str = "ACdddddddddddddddddddddddddddddddd";
/// Leads to `ten_initech`.
pub const INITECH_SERVICE: &str = "MGdddddddddddddddddddddddddddddddd";
const HOOLI: &str = "ACeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee";
const UMBRELLA: &str = "ACffffffffffffffffffffffffffffffff";
/// The operator's account.
pub const MASTER: (&str, &str) = ("ACcccccccccccccccccccccccccccccccc", "events-master-token");
/// Signs the events' webhooks.
const AUTH_TOKEN: &str = "12345678901234567890123456789012";

/// What must stand in no log: passwords, tokens, a customer's number and words.
pub const SECRETS: &[&str] = &[
    super::JWT_SECRET,
    AUTH_TOKEN,
    PASSWORD,
    MASTER.1,
    "another long password",
    "a brand new password",
    "-events-token",
    "-events-next-token",
    "-events-old-token",
    "-events-key-secret",
    "not-the-token-of-acme",
    "events-reset-token",
    "events-media-token",
    "X-Amz-Signature",
    "events-invitation-token",
    super::guard::SESSION_SECRET,
    "+14155550123",
    "+12015550123",
    "@acme.example",
    "See you on Friday",
];

const OPEN_SOCKET: &str = "JKJaXeXAMPLEHcE=";
/// Stored as open, but the gateway does not know it any more.
pub const GONE_SOCKET: &str = "JKJaXgONEgONEHc";
/// Gone, too: its name begins with the other's.
const TEAMMATES_SOCKET: &str = "JKJaXgONEgONEHcB";
const OURS: &str = "+12015550123";
/// The events' clock stands at 2026-09-21T14:13:20Z.
const EVENTS_AT: Timestamp = Timestamp::constant(1_790_000_000, 0);

/// The number whose settings Twilio refuses to change.
pub fn refused_number_sid() -> String {
    Number::new("+12015550131").sid
}

/// Twilio, with the accounts of the tenants. No report of it reaches anybody.
pub async fn twilio() -> TwilioSimulator {
    let with_next = |mut account: Account, token: &str| {
        account.secondary_token = Some(token.to_owned());
        account
    };
    let old = "https://old.example.com/sms";
    let acme = Account::new(ACME, AUTH_TOKEN)
        .with_number(Number::new(OURS).with_sms_url(old))
        .with_number(Number::new("+12015550124"))
        .with_number(Number::new("+12015550125"))
        .with_number(Number::new("+12015550127"))
        .with_number(Number::new("+12015550130").with_sms_url(old))
        .with_number(Number::new("+12015550131"))
        .with_content(Content::new(
            "HX11111111111111111111111111111111",
            "visit",
            "approved",
            "See you on {{1}}.",
            &[("1", "Monday")],
        ))
        .with_number(Number::new("whatsapp:+12015550190"))
        .with_number(Number::new("whatsapp:+12015550191"))
        .with_service(MessagingService::new("MGaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa").with_sender(OURS));
    let globex = Account::new(GLOBEX, "globex-events-token").with_number(Number::new("+14155550199"));
    let initech = Account::new(INITECH, "initech-events-next-token")
        .with_number(Number::new("+12015550160"))
        .with_service(MessagingService::new(INITECH_SERVICE));
    let hooli = Account::new(HOOLI, "hooli-events-token")
        .with_api_key("SKeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee", "hooli-events-key-secret")
        .with_service(MessagingService::new("MGeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee"));
    let umbrella = Account::new(UMBRELLA, "umbrella-events-token");
    let config = SimulatorConfig::immediate()
        .with_account(with_next(acme, "acme-events-next-token"))
        .with_account(with_next(globex, "globex-events-next-token"))
        .with_account(initech)
        .with_account(hooli)
        .with_account(with_next(umbrella, "umbrella-events-next-token"))
        .with_account(Account::new(MASTER.0, MASTER.1));
    let twilio = TwilioSimulator::start(config).await.expect("a simulated Twilio");
    twilio.arm(Fault::NoCallbacks, u32::MAX);
    twilio.arm_for("+14155550126", Fault::TooManyRequests429, 1);
    twilio
}

pub fn tenant(id: &str) -> TenantId {
    id.parse().expect("an id")
}

pub fn user(id: &str) -> UserId {
    id.parse().expect("an id")
}

/// Fills the table.
pub async fn table(ports: &Ports) -> PortResult<()> {
    tenants(ports).await?;
    people(ports).await?;
    messages(ports).await?;
    consent(ports).await?;
    erasure(ports).await?;
    scheduled(ports).await?;
    campaigns(ports).await?;
    sockets(ports).await
}

async fn tenants(ports: &Ports) -> PortResult<()> {
    let hash = ports.passwords.hash(PASSWORD).await?;
    let login = |tenant_id: &TenantId, id: &str, name: &str, email: &str, role| Login {
        user: User {
            id: user(id),
            name: name.to_owned(),
            email: email.to_owned(),
            role,
            tenant_id: tenant_id.clone(),
            joined_at: None,
        },
        password_hash: hash.clone(),
        signed_in_after: None,
    };
    let id = tenant("ten_acme");
    let people = vec![
        login(&id, "usr_01", "Andy Agent", "agent@acme.example", Role::Agent),
        login(&id, "usr_02", "Olivia Owner", "owner@acme.example", Role::Owner),
        login(&id, "usr_03", "Oscar Owner", "second-owner@acme.example", Role::Owner),
        login(&id, "usr_04", "Vera Viewer", "viewer@acme.example", Role::Readonly),
    ];
    let numbers = vec![
        OwnNumber {
            voice: VoiceSettings { mode: VoiceMode::Ring, ..VoiceSettings::default() },
            ..number(OURS, ACME, NumberState::Active)
        },
        OwnNumber {
            opt_out_handling: OptOutHandling::Hub,
            // Never open.
            business_hours: Some(Hours::default()),
            voice: VoiceSettings {
                mode: VoiceMode::Forward,
                forward_to: Some("+12015550177".to_owned()),
                greeting: Some("One moment, please.".to_owned()),
                ..VoiceSettings::default()
            },
            ..number("+12015550124", ACME, NumberState::Active)
        },
        number("+12015550125", ACME, NumberState::Buying),
        number("+12015550126", ACME, NumberState::Buying),
        number("+12015550127", ACME, NumberState::Releasing),
        OwnNumber::whatsapp(Address::from_carrier("+12015550190"), "WhatsApp"),
    ];
    make(ports, &id, people, numbers, Some(CarrierAccount::new(ACME, AUTH_TOKEN))).await?;

    ports.whatsapp.replace_templates(&id, &[gone_template(ports)]).await?;

    let id = tenant("ten_globex");
    let people = vec![login(&id, "usr_11", "Greta Owner", "owner@globex.example", Role::Owner)];
    let numbers = vec![number("+14155550199", GLOBEX, NumberState::Active)];
    make(ports, &id, people, numbers, Some(CarrierAccount::new(GLOBEX, "globex-events-old-token"))).await?;
    stop(ports, &id, "Twilio refuses the account's credentials.").await?;

    let id = tenant("ten_initech");
    let people = vec![login(&id, "usr_21", "Ivan Owner", "owner@initech.example", Role::Owner)];
    let mut rotating = CarrierAccount::new(INITECH, "initech-events-old-token");
    rotating.next_auth_token = Some("initech-events-next-token".into());
    make(ports, &id, people, Vec::new(), Some(rotating)).await?;
    ports.numbers.put_services(&id, &[INITECH_SERVICE.to_owned()]).await?;

    let id = tenant("ten_hooli");
    let people = vec![login(&id, "usr_31", "Hanna Owner", "owner@hooli.example", Role::Owner)];
    make(ports, &id, people, Vec::new(), None).await?;

    let id = tenant("ten_umbrella");
    let people = vec![login(&id, "usr_41", "Uma Owner", "owner@umbrella.example", Role::Owner)];
    make(ports, &id, people, Vec::new(), Some(CarrierAccount::new(UMBRELLA, "umbrella-events-token"))).await?;
    stop(ports, &id, "Twilio has suspended the account.").await?;

    let id = tenant("ten_soylent");
    let people = vec![login(&id, "usr_51", "Sol Owner", "owner@soylent.example", Role::Owner)];
    let unknown = CarrierAccount::new("AC99999999999999999999999999999999", "soylent-events-token");
    make(ports, &id, people, Vec::new(), Some(unknown)).await
}

/// A template that the carrier does not have any more.
fn gone_template(ports: &Ports) -> Template {
    Template {
        sid: "HX22222222222222222222222222222222".to_owned(),
        name: "old".to_owned(),
        language: "en".to_owned(),
        body: "Hello".to_owned(),
        variables: Vec::new(),
        status: "approved".to_owned(),
        category: None,
        rejection_reason: None,
        is_sendable: true,
        synced_at: ports.clock.now(),
    }
}

async fn stop(ports: &Ports, id: &TenantId, reason: &str) -> PortResult<()> {
    let connection = ports.integrations.carrier(id).await?.expect("a connection");
    let stopped = CarrierConnection {
        status: CarrierStatus::Stopped,
        stopped_at: Some(ports.clock.now()),
        reason: Some(reason.to_owned()),
        ..connection
    };
    let entry = Entry::new(ports, &Doer::hub(), Action::CarrierStopped);
    assert!(ports.integrations.put_carrier(id, &stopped, 1, Some(&entry)).await?, "{id} is stopped");
    Ok(())
}

fn number(number: &str, account_sid: &str, state: NumberState) -> OwnNumber {
    OwnNumber {
        state,
        sid: (state == NumberState::Active).then(|| Number::new(number).sid),
        account_sid: Some(account_sid.to_owned()),
        capabilities: Capabilities { sms: true, mms: true, voice: true },
        // So that the texts of a batch do not wait for each other.
        pace: Some(1000.0),
        ..OwnNumber::new(Address::from_carrier(number), "Front desk")
    }
}

async fn make(
    ports: &Ports,
    id: &TenantId,
    people: Vec<Login>,
    numbers: Vec<OwnNumber>,
    account: Option<CarrierAccount>,
) -> PortResult<()> {
    let carrier = match account {
        Some(account) => {
            let sealed = ports.vault.seal(id, TWILIO, &account.secrets()).await?;
            Some(CarrierConnection::working(&account, AccountKind::Own, sealed, ports.clock.now()))
        }
        None => None,
    };
    // The events come at any hour.
    let quiet_hours = QuietHours { enabled: false, ..QuietHours::default() };
    let after_hours = Some("We are closed and answer in the morning.".to_owned());
    let missed_call = Some("Sorry that we missed you.".to_owned());
    let auto_replies = AutoReplies { after_hours, missed_call };
    let settings = Settings { quiet_hours, auto_replies, ..Settings::new("Acme Dental", "America/New_York", "US") };
    let unset = Settings { version: 0, ..settings.clone() };
    let new = NewTenant { id: id.clone(), settings: unset, people, numbers, carrier };
    let is_made = ports.people.create_tenant(&new, &Entry::new(ports, &Doer::hub(), Action::SignedUp)).await?;
    assert!(is_made, "{id} is made");
    // Only a change of the settings lets the sweep look for recordings that are too old.
    let settings = Settings { recordings_kept_days: Some(3650), ..settings };
    let entry = Entry::new(ports, &Doer::hub(), Action::SettingsChanged);
    assert!(ports.settings.put_settings(id, &settings, &entry).await?, "{id} has settings");
    Ok(())
}

/// A sign-in, the mailed links and some lines of the audit.
async fn people(ports: &Ports) -> PortResult<()> {
    let (acme, agent) = (tenant("ten_acme"), user("usr_01"));
    let now = ports.clock.now();
    let soon = now + SignedDuration::from_hours(1);
    let family = RefreshFamily {
        id: "01M3250V00EVENTS0000000009".to_owned(),
        user_id: agent.clone(),
        current: fingerprint("ten_acme.01M3250V00EVENTS0000000009.events-refresh-token"),
        previous: None,
        started_at: now,
        rotated_at: now,
    };
    ports.accounts.put_refresh_family(&acme, &family, soon).await?;
    let reset = Link::Reset { tenant_id: acme.clone(), user_id: agent, asked_at: now };
    ports.people.put_link("events-reset-token", &reset, soon).await?;
    let doer = Doer::person(&user("usr_02"), "Olivia Owner", "198.51.100.7");
    for (ulid, email, token) in [
        ("01M3250V00EVENTS0000000021", "invited@acme.example", "events-invitation-token"),
        // Since then this person has joined another organisation.
        ("01M3250V00EVENTS0000000022", "owner@globex.example", "events-taken-token"),
    ] {
        let invitation = Invitation {
            id: format!("inv_{ulid}").parse().expect("an id"),
            email: email.to_owned(),
            role: Role::Agent,
            invited_by: "Olivia Owner".to_owned(),
            created_at: now,
            expires_at: soon,
        };
        let entry = Entry::new(ports, &doer, Action::PersonInvited).on(email).with("role", "agent");
        ports.people.put_invitation(&acme, &invitation, token, None, &entry).await?;
    }
    ports.audit.record(&acme, &Entry::new(ports, &doer, Action::SettingsChanged).with("fields", vec!["name"])).await
}

/// A thread that a customer began, and texts in every state that a worker or the sweep meets.
async fn messages(ports: &Ports) -> PortResult<()> {
    let [acme, globex, initech, hooli, umbrella] =
        ["ten_acme", "ten_globex", "ten_initech", "ten_hooli", "ten_umbrella"].map(tenant);
    // Long due, whatever this machine's clock says, so that the sweep finds them.
    let due = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24);
    let first = message(&acme, Direction::Inbound, (OURS, "+14155550123"), 0);
    let contact = Contact::unknown(&first.from);
    let inbound = InboundMessage {
        name: None,
        message: first,
        contact,
        consent: None,
        reply: None,
        opt_out_suspected: false,
        sources: Vec::new(),
        due,
    };
    ports.messages.store_inbound(&acme, &inbound).await?;
    let (id, conversation) = (inbound.message.id.clone(), inbound.message.conversation_id.clone());
    notes(ports, &acme, &conversation).await?;
    let text = Indexed::Text { id, before: None, after: Some(inbound.message.body.clone()) };
    let number = Some((String::new(), inbound.message.from.as_str().to_owned()));
    let names = Indexed::Names { id: conversation, before: None, after: number };
    ports.search.index(&[(acme.clone(), text), (acme.clone(), names)]).await?;
    let mut ids = Vec::new();
    for (tenant, ours, theirs, ulid) in [
        (&acme, OURS, "+14155550123", 1),
        (&acme, OURS, "+14155550123", 2),
        (&acme, OURS, "+14155550124", 3),
        (&acme, OURS, "+14155550125", 4),
        (&acme, OURS, "+14155550125", 5),
        (&acme, OURS, "+14155550126", 6),
        (&initech, "+12015550160", "+14155550151", 7),
        (&globex, "+14155550199", "+14155550152", 8),
        (&hooli, "+12015550170", "+14155550153", 9),
        (&umbrella, "+12015550180", "+14155550154", 10),
    ] {
        let message = message(tenant, Direction::Outbound, (ours, theirs), ulid);
        ids.push(message.id.clone());
        queue(ports, tenant, message, due).await?;
    }
    // 4, 8 and 10 wait for the repair of a connection, and the worker of 5 has vanished.
    for (tenant, id) in [(&acme, &ids[3]), (&globex, &ids[7]), (&umbrella, &ids[9])] {
        assert!(ports.messages.park(tenant, id).await?, "{id} waits");
    }
    assert!(ports.messages.claim(&acme, &ids[4], due, due).await?.is_some(), "a worker has claimed {}", ids[4]);
    doubtful(ports, &acme).await?;
    given_up(ports, &acme).await?;
    // Two connections were repaired; for initech nothing waits any more.
    ports.integrations.call_sweep(&acme, due).await?;
    ports.integrations.call_sweep(&initech, due).await
}

pub async fn queue(ports: &Ports, tenant: &TenantId, message: Message, due: Timestamp) -> PortResult<()> {
    let contact = ports.contacts.contact(tenant, &message.to).await?;
    let contact = contact.unwrap_or_else(|| Contact::unknown(&message.to));
    let outbound = OutboundMessage { message, contact, idempotency_key: None, due, fired: None };
    assert_eq!(ports.messages.store_outbound(tenant, &outbound).await?, QueuedOutcome::Stored);
    Ok(())
}

/// Three texts of which nobody knows whether the carrier took them, minutes ago. The sweep has nothing to do with them.
async fn doubtful(ports: &Ports, tenant: &TenantId) -> PortResult<()> {
    let far = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * 365 * 200);
    for ulid in [15, 16, 17] {
        let message = message(tenant, Direction::Outbound, (OURS, "+14155550123"), ulid);
        let id = message.id.clone();
        queue(ports, tenant, message, far).await?;
        let minutes_ago = ports.clock.now() - SignedDuration::from_mins(5);
        let claim = ports.messages.claim(tenant, &id, minutes_ago, far).await?.expect("a claim");
        let (code, reason) = ("carrier_answer_lost".to_owned(), "The carrier's answer was lost.".to_owned());
        let settlement = Settlement::Doubted { code, reason, due: far };
        assert!(ports.messages.settle(tenant, &claim, &settlement, minutes_ago).await?, "{id} is in doubt");
    }
    Ok(())
}

/// A text that no worker could hand over.
async fn given_up(ports: &Ports, tenant: &TenantId) -> PortResult<()> {
    let message = message(tenant, Direction::Outbound, (OURS, "+14155550123"), 18);
    let letter = DeadLetter {
        id: "01M1XJQ6Z0DEADDEADDEADDEAD".to_owned(),
        at: EVENTS_AT,
        message_id: message.id.clone(),
        conversation_id: message.conversation_id.clone(),
        from: message.from.clone(),
        to: message.to.clone(),
        reason: "Something on our side kept this from being sent.".to_owned(),
    };
    queue(ports, tenant, message, EVENTS_AT).await?;
    assert!(ports.dead_letters.bury(tenant, &letter).await?, "it is given up");
    Ok(())
}

/// A text of a customer.
fn received(sid: &str, from: &str, body: &str) -> Received {
    Received {
        channel: ChannelClass::Sms,
        profile_name: None,
        sid: sid.to_owned(),
        from: Address::from_carrier(from),
        to: Address::from_carrier(OURS),
        body: body.to_owned(),
        opt_out_type: None,
        media: Vec::new(),
    }
}

/// One customer whom a person opted out, and one who texted STOP.
async fn consent(ports: &Ports) -> PortResult<()> {
    let acme = tenant("ten_acme");
    for (sid, from, body) in [("SM28", "+14155550128", "Hello"), ("SM29", "+14155550129", "STOP")] {
        receive_message(ports, &acme, received(sid, from, body)).await?;
    }
    let (agent, told) = (user("usr_01"), Address::from_carrier("+14155550128"));
    let doer = Doer::person(&agent, "Andy Agent", "198.51.100.7");
    let recorder = Recorder { doer: &doer, user: &agent };
    opt_out(ports, &acme, (&told, ChannelClass::Sms), (recorder, None)).await.expect("opted out");
    Ok(())
}

/// A customer who was erased, and whose text is still to be removed; the sweep's turn to see to it has come.
async fn erasure(ports: &Ports) -> PortResult<()> {
    let (acme, customer) = (tenant("ten_acme"), Address::from_carrier("+14155550131"));
    receive_message(ports, &acme, received("SM31", customer.as_str(), "Forget me")).await?;
    let contact = ports.contacts.contact(&acme, &customer).await?.expect("a contact");
    let threads: Vec<_> = contact.threads.iter().cloned().collect();
    let row = ports.conversations.conversation(&acme, &threads[0]).await?.expect("a thread");
    let (doer, now) = (Doer::person(&user("usr_02"), "Olivia Owner", "198.51.100.7"), ports.clock.now());
    let id = "ers_01M3250V00EVENTS0000000001".parse().expect("an id");
    let rows = [row];
    let erasure = Erasure::new(id, (&customer, false), (threads, &rows), (doer.actor.clone(), now));
    let entry = Entry::new(ports, &doer, Action::ContactErased);
    let begun = ports.erasures.begin(&acme, (&contact, &rows), (&erasure, now), &entry).await?;
    assert!(begun, "the customer is erased");
    Ok(())
}

/// A note of the agent and one of somebody else, and a conversation whose snooze is over.
async fn notes(ports: &Ports, tenant: &TenantId, conversation: &ConversationId) -> PortResult<()> {
    let long_ago = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24);
    for (ulid, author) in [(71, "usr_01"), (72, "usr_02")] {
        let id = conversation.as_str().replace("cnv_", &format!("not_01M3250V00EVENTS{ulid:010}_"));
        let note = Note {
            id: id.parse().expect("an id"),
            conversation_id: conversation.clone(),
            author_id: user(author),
            text: "She prefers mornings.".to_owned(),
            created_at: long_ago,
            deleted_at: None,
            version: 1,
        };
        ports.threads.put_note(tenant, &note).await?;
    }
    let snooze = ConversationChange { snooze_until: Some(long_ago), ..ConversationChange::default() };
    ports.conversations.change_conversation(tenant, conversation, &snooze, long_ago).await.map(|_| ())
}

/// A text for a distant day, and two that are due, one of which the customer's text cancels.
async fn scheduled(ports: &Ports) -> PortResult<()> {
    let acme = tenant("ten_acme");
    let long_ago = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24);
    let distant = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * 365 * 200);
    for (ulid, utc, cancel_if_replied) in [(31, distant, false), (33, long_ago, false), (34, long_ago, true)] {
        let Message { id, conversation_id, from, to, body, .. } =
            message(&acme, Direction::Outbound, (OURS, "+14155550123"), ulid);
        let scheduled = ScheduledMessage {
            id: id.as_str().replace("msg_", "sch_").parse().expect("an id"),
            conversation_id,
            to,
            from,
            body,
            send_at: SendAt { local: "2026-09-28T09:00".to_owned(), zone: "UTC".to_owned(), utc, shift: None },
            cancel_if_replied,
            replies_since: long_ago,
            state: ScheduledState::Scheduled,
            message_id: None,
            reason: None,
            reason_text: None,
            author_id: Some(user("usr_01")),
            changed_by: None,
            created_at: long_ago,
            updated_at: long_ago,
            version: 1,
        };
        ports.schedule.create_scheduled(&acme, &scheduled, None).await?;
    }
    Ok(())
}

/// A template, and a campaign in each state that can be changed, with a recipient who waits and one whose
/// text is queued.
async fn campaigns(ports: &Ports) -> PortResult<()> {
    let (acme, at) = (tenant("ten_acme"), Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24));
    let (text, author) = ("Hi {{first_name}}, your check-up is due.", user("usr_01"));
    let template = MessageTemplate {
        id: "tpl_01M3250V00EVENTS0000000001".parse().expect("an id"),
        name: "Check-up".to_owned(),
        body: text.to_owned(),
        variables: vec!["first_name".to_owned()],
        author_id: author.clone(),
        changed_by: None,
        created_at: at,
        updated_at: at,
        version: 1,
    };
    ports.templates.put_template(&acme, None, &template).await?;
    let distant = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * 365 * 200);
    let later = SendAt { local: "2169-11-13T00:00".to_owned(), zone: "UTC".to_owned(), utc: distant, shift: None };
    let states = [CampaignState::Draft, CampaignState::Running, CampaignState::Paused, CampaignState::Scheduled];
    for (number, state) in (1..).zip(states) {
        let campaign = Campaign {
            id: format!("cmp_01M3250V00EVENTS000000000{number}").parse().expect("an id"),
            name: "Check-up".to_owned(),
            from: Address::from_carrier(OURS),
            body: text.to_owned(),
            template_id: None,
            opt_out_footer: true,
            start_at: (state == CampaignState::Scheduled).then(|| later.clone()),
            state,
            is_clearing: false,
            author_id: author.clone(),
            changed_by: None,
            created_at: at,
            updated_at: at,
            started_at: None,
            ended_at: None,
            version: 1,
        };
        ports.campaigns.put_campaign(&acme, &campaign).await?;
        let to = Address::from_carrier("+14155550177");
        let recipient = Recipient {
            id: RecipientId::of(&to),
            campaign_id: campaign.id,
            to: Some(to),
            typed: None,
            name: Some("Ada".to_owned()),
            variables: BTreeMap::new(),
            line: 2,
            country: Some("US".to_owned()),
            state: RecipientState::Waiting,
            reason: None,
            reason_text: None,
            due_at: at,
            message_id: None,
            message_version: 0,
            segments: 0,
            sent_at: None,
            delivered_at: None,
            failed_at: None,
            updated_at: at,
            version: 1,
        };
        let other = Address::from_carrier("+14155550178");
        let queued = Recipient {
            id: RecipientId::of(&other),
            to: Some(other),
            line: 3,
            state: RecipientState::Queued,
            message_id: Some("msg_01M3250V00EVENTS0000000001_wxcr7mun7dps2fnm5nehnggu".parse().expect("an id")),
            ..recipient.clone()
        };
        ports.campaigns.add_recipients(&acme, &[recipient, queued]).await?;
    }
    Ok(())
}

/// Tickets, and two sockets of one person.
async fn sockets(ports: &Ports) -> PortResult<()> {
    let soon = ports.clock.now() + SignedDuration::from_hours(1);
    let visitor = |id| Visitor { tenant_id: tenant("ten_acme"), user_id: user(id), is_external: false };
    ports.directory.put_ticket("events-ticket", &visitor("usr_01"), soon).await?;
    ports.directory.put_ticket("removed-persons-ticket", &visitor("usr_99"), soon).await?;
    for (socket, person) in [(OPEN_SOCKET, "usr_01"), (GONE_SOCKET, "usr_01"), (TEAMMATES_SOCKET, "usr_02")] {
        let id = ConnectionId::from_gateway(socket).expect("an id");
        ports.live.put_connection(&id, socket, &visitor(person), soon).await?;
    }
    Ok(())
}

pub fn message(tenant: &TenantId, direction: Direction, (ours, theirs): (&str, &str), ulid: u8) -> Message {
    let (ours, theirs) = (Address::from_carrier(ours), Address::from_carrier(theirs));
    let conversation_id = ConversationId::between(tenant, "sms", &ours, &theirs);
    let id = conversation_id.as_str().replace("cnv_", &format!("msg_01M3250V00EVENTS{ulid:010}_"));
    let id: MessageId = id.parse().expect("an id");
    let (status, sid, body, from, to) = match direction {
        Direction::Inbound => (
            MessageStatus::Received,
            Some("SM00000000000000000000000000000000".to_owned()),
            "Are you open on Friday?",
            theirs,
            ours,
        ),
        Direction::Outbound => (MessageStatus::Queued, None, "See you on Friday at 10.", ours, theirs),
    };
    let size = segmentation(body);
    Message {
        id,
        conversation_id,
        direction,
        kind: MessageKind::Person,
        body: body.to_owned(),
        status,
        error_code: None,
        error_message: None,
        from,
        to,
        encoding: size.encoding,
        segments: size.segments,
        sid,
        client_id: None,
        author_id: None,
        keyword: None,
        media: Vec::new(),
        campaign: None,
        turn_at: None,
        channel: hub_core::channel::ChannelClass::Sms,
        template: None,
        created_at: EVENTS_AT,
        sent_at: None,
        delivered_at: None,
        version: 1,
    }
}
