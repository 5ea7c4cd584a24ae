//! The state that the measured events speak of: a tenant with a number and a team, threads, a queued text, an open window.

use std::sync::Arc;

use hub_adapters::aws::AwsSettings;
use hub_adapters::crypto::{EnvelopeVault, KmsKeys};
use hub_adapters::dynamo::Table;
use hub_adapters::local::SystemClock;
use hub_adapters::mail::Outbox;
use hub_adapters::memory::{MemoryMediaQueue, MemorySendQueue};
use hub_adapters::s3_media::S3Media;
use hub_adapters::twilio::Twilio;
use hub_adapters::websocket_push::WebSocketPush;
use hub_core::account::{Login, Role, User};
use hub_core::address::Address;
use hub_core::audit::{Action, Doer, Entry};
use hub_core::carrier_account::{AccountKind, CarrierAccount, CarrierConnection, TWILIO};
use hub_core::channel::ChannelClass;
use hub_core::contact::Contact;
use hub_core::flows::Ports;
use hub_core::ids::{ConnectionId, ConversationId, TenantId};
use hub_core::live::Visitor;
use hub_core::message::{Direction, Message, MessageKind, MessageStatus};
use hub_core::number::{Capabilities, NumberState, OwnNumber, VoiceMode, VoiceSettings};
use hub_core::ports::{InboundMessage, NewTenant, NoTranscriber, OutboundMessage, PortError, PortResult};
use hub_core::segments::segmentation;
use hub_core::settings::{QuietHours, Settings};
use jiff::{SignedDuration, Timestamp};

use super::environment::{ACCESS_KEY, TABLE, VAULT_KEY};

const ACCOUNT: (&str, &str) = ("ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "12345678901234567890123456789012");
const OURS: &str = "+12015550123";
/// The customer of the events.
const CUSTOMER: &str = "+14155550123";
const PASSWORD: &str = "correct horse battery staple";
/// So many other customers have written.
const THREADS: usize = 20;
/// The events' clock stands at 2026-09-21T14:13:20Z.
const EVENTS_AT: Timestamp = Timestamp::constant(1_790_000_000, 0);

/// Fills the table that stands behind `outside`.
///
/// # Errors
/// A sentence that says what was refused.
pub async fn fill(outside: &str) -> Result<(), String> {
    let ports = ports(outside).map_err(|e| e.to_string())?;
    let tenant: TenantId = "ten_acme".parse().map_err(|_| "the tenant's id is none")?;
    let filled = async {
        make_tenant(&ports, &tenant).await?;
        store_messages(&ports, &tenant).await?;
        open_window(&ports, &tenant).await
    };
    filled.await.map_err(|error| format!("the events' state could not be stored: {error}"))
}

fn ports(outside: &str) -> PortResult<Ports> {
    let aws = AwsSettings { access_key_id: ACCESS_KEY.to_owned(), ..AwsSettings::local() };
    let twilio = Arc::new(Twilio::new(outside)?);
    let media = S3Media::new(aws.clone(), "hub-media", Some(outside), Arc::new(SystemClock))?;
    let table = Arc::new(Table::new(aws.dynamodb(Some(outside)), TABLE));
    let others = hub_lambda::bootstrap::Outside {
        queue: Arc::new(MemorySendQueue::default()),
        push: Arc::new(WebSocketPush::new(aws.websocket(outside))),
        carrier: twilio.clone(),
        telephony: twilio.clone(),
        transcriber: Arc::new(NoTranscriber),
        provisioning: twilio.clone(),
        carrier_media: twilio,
        media: Arc::new(media),
        media_queue: Arc::new(MemoryMediaQueue::default()),
        vault: Arc::new(EnvelopeVault::new(Arc::new(KmsKeys::new(aws.kms(Some(outside)), VAULT_KEY)))),
        mailer: Arc::new(Outbox::default()),
    };
    Ok(hub_lambda::bootstrap::ports(table, others))
}

fn wrong(what: &str) -> PortError {
    PortError::new(hub_core::ports::PortErrorKind::Rejected, format!("{what} is not valid"))
}

async fn make_tenant(ports: &Ports, tenant: &TenantId) -> PortResult<()> {
    let user = User {
        id: "usr_01".parse().map_err(|_| wrong("usr_01"))?,
        name: "Andy Agent".to_owned(),
        email: "agent@acme.example".to_owned(),
        role: Role::Agent,
        tenant_id: tenant.clone(),
        joined_at: None,
    };
    let login = Login { user, password_hash: ports.passwords.hash(PASSWORD).await?, signed_in_after: None };
    let number = OwnNumber {
        state: NumberState::Active,
        sid: Some("PN00000000000000000000000000000001".to_owned()),
        account_sid: Some(ACCOUNT.0.to_owned()),
        capabilities: Capabilities { sms: true, mms: true, voice: true },
        pace: Some(1000.0),
        voice: VoiceSettings { mode: VoiceMode::Ring, ..VoiceSettings::default() },
        ..OwnNumber::new(Address::from_carrier(OURS), "Front desk")
    };
    let account = CarrierAccount::new(ACCOUNT.0, ACCOUNT.1);
    let sealed = ports.vault.seal(tenant, TWILIO, &account.secrets()).await?;
    let quiet_hours = QuietHours { enabled: false, ..QuietHours::default() };
    let new = NewTenant {
        id: tenant.clone(),
        settings: Settings { quiet_hours, ..Settings::new("Acme Dental", "America/New_York", "US") },
        people: vec![login],
        numbers: vec![number],
        carrier: Some(CarrierConnection::working(&account, AccountKind::Own, sealed, ports.clock.now())),
    };
    ports.people.create_tenant(&new, &Entry::new(ports, &Doer::hub(), Action::SignedUp)).await?;
    Ok(())
}

/// A text of each customer, and one to the customer of the events that waits to be sent.
async fn store_messages(ports: &Ports, tenant: &TenantId) -> PortResult<()> {
    let others = (1..=THREADS).map(|number| format!("+1415555{:04}", 1000 + number));
    for customer in others.chain([CUSTOMER.to_owned()]) {
        let message = message(tenant, Direction::Inbound, &customer, 0)?;
        let contact = Contact::unknown(&message.from);
        let inbound = InboundMessage {
            name: None,
            message,
            contact,
            consent: None,
            reply: None,
            opt_out_suspected: false,
            sources: Vec::new(),
            due: EVENTS_AT,
        };
        ports.messages.store_inbound(tenant, &inbound).await?;
    }
    let message = message(tenant, Direction::Outbound, CUSTOMER, 1)?;
    let contact = ports.contacts.contact(tenant, &message.to).await?.ok_or_else(|| wrong("the contact"))?;
    let outbound = OutboundMessage { message, contact, idempotency_key: None, due: EVENTS_AT, fired: None };
    ports.messages.store_outbound(tenant, &outbound).await?;
    Ok(())
}

async fn open_window(ports: &Ports, tenant: &TenantId) -> PortResult<()> {
    let socket = "JKJaXeXAMPLEHcE=";
    let id = ConnectionId::from_gateway(socket).ok_or_else(|| wrong("the socket"))?;
    let user_id = "usr_01".parse().map_err(|_| wrong("usr_01"))?;
    let visitor = Visitor { tenant_id: tenant.clone(), user_id, is_external: false };
    ports.live.put_connection(&id, socket, &visitor, ports.clock.now() + SignedDuration::from_hours(1)).await
}

fn message(tenant: &TenantId, direction: Direction, customer: &str, ulid: u8) -> PortResult<Message> {
    let (ours, theirs) = (Address::from_carrier(OURS), Address::from_carrier(customer));
    let conversation_id = ConversationId::between(tenant, "sms", &ours, &theirs);
    let id = conversation_id.as_str().replace("cnv_", &format!("msg_01M3250V00EVENTS{ulid:010}_"));
    let (status, sid, body, from, to) = match direction {
        Direction::Inbound => {
            let sid = format!("SM{:0>32}", customer.trim_start_matches('+'));
            (MessageStatus::Received, Some(sid), "Are you open on Friday?", theirs, ours)
        }
        Direction::Outbound => (MessageStatus::Queued, None, "See you on Friday at 10.", ours, theirs),
    };
    let size = segmentation(body);
    Ok(Message {
        id: id.parse().map_err(|_| wrong("the message's id"))?,
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
        channel: ChannelClass::Sms,
        template: None,
        created_at: EVENTS_AT,
        sent_at: None,
        delivered_at: None,
        version: 1,
    })
}
