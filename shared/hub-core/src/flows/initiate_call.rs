//! A person calls a customer: their own phone or browser rings first, and then the customer's.
//!
//! The call is stored before the carrier is asked, and the carrier is asked once. An answer that was lost is settled by the
//! reports of the call, which name it in their path, or by a look into the carrier's list; nothing is ever dialled again.

use jiff::SignedDuration;

use crate::address::{Address, is_e164};
use crate::call::{Call, CallStatus, Callee, Report, Way};
use crate::channel::ChannelClass;
use crate::contact::Contact;
use crate::flows::Ports;
use crate::flows::calls::change_call;
use crate::flows::contacts::{DECISIONS_MAX, busy};
use crate::flows::credentials::carrier_account;
use crate::ids::{CallId, ConversationId, TenantId, UserId};
use crate::number::{NumberState, OwnNumber};
use crate::phone::PhoneNumber;
use crate::ports::{CallBegun, CallRecord, CarrierDial, CarrierFailure, PortError};
use crate::routing::Plan;
use crate::settings::RecordingPolicy;

/// A call whose carrier's answer was lost is looked for after this time.
pub(crate) const LOOKED_FOR_AFTER: SignedDuration = SignedDuration::from_secs(90);
/// How long the person's own phone rings, in seconds.
pub const OWN_PHONE_SECONDS: u32 = 30;

/// A call that a person wants.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The customer, in E.164 or as dialled in the tenant's country.
    pub to: String,
    /// The number of ours; the first one that can call if absent.
    pub from: Option<String>,
    /// Who wants it.
    pub user: UserId,
    /// Their phone, in E.164; without it their browsers ring.
    pub phone: Option<String>,
    /// Whether it is recorded, where the policy lets it be.
    pub is_recorded: bool,
}

/// Why there is no call.
#[derive(Debug, thiserror::Error)]
pub enum InitiateError {
    /// It is no number.
    #[error("Invalid phone format. Must be E.164: +countrycode+number")]
    InvalidNumber,
    /// The tenant has no such number that can call.
    #[error("None of your numbers can make this call.")]
    NoNumber,
    /// There is no account, or it is stopped.
    #[error("The connected Twilio account does not work. Repair it under Settings, Integrations.")]
    NotConnected,
    /// The carrier does not make the call.
    #[error("Twilio did not make the call.")]
    Refused,
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortError),
}

/// Where the carrier asks and reports about a call.
pub trait CallLinks: Send + Sync {
    /// The document for the person who takes their own phone.
    fn document(&self, call: &CallId) -> String;
    /// The states of the call.
    fn status(&self, call: &CallId) -> String;
}

/// Rings the person's phone for a call to a customer.
///
/// # Errors
/// [`InitiateError`]; then nobody is called.
pub async fn initiate_call(
    ports: &Ports,
    tenant: &TenantId,
    wanted: &Wanted,
    links: &dyn CallLinks,
) -> Result<Call, InitiateError> {
    let settings = ports.settings.settings(tenant).await?.ok_or(InitiateError::NoNumber)?;
    let to = number(&wanted.to, &settings.default_country)?;
    let phone = wanted.phone.as_deref().map(|phone| number(phone, &settings.default_country)).transpose()?;
    let from = sender(ports, tenant, wanted.from.as_deref()).await?;
    let Some((_, account)) = carrier_account(ports, tenant).await? else { return Err(InitiateError::NotConnected) };
    let callee = Callee { phone, ..Callee::browser(&wanted.user) };
    let is_recorded = wanted.is_recorded && settings.recording_policy == RecordingPolicy::Announce;
    let call = store(ports, tenant, (&from, &to), &callee, is_recorded).await?;
    let dial = CarrierDial {
        // The browser that asked for the call takes it by itself.
        to: match &callee.phone {
            Some(phone) => phone.as_str().to_owned(),
            None => format!("{}?callId={}&own=true", callee.on_carrier_api(tenant), call.id),
        },
        from: from.number.as_str().to_owned(),
        document_url: links.document(&call.id),
        status_url: links.status(&call.id),
        ring_seconds: OWN_PHONE_SECONDS,
    };
    let now = ports.clock.now();
    let answer = ports.telephony.start_call(&account, &dial).await;
    let refused = match answer {
        Ok(sid) => {
            ports.calls.bind_call_sid(tenant, &call.id, &sid).await?;
            let bound = change_call(ports, tenant, &call.id, |record| {
                record.call.sid.get_or_insert_with(|| sid.clone());
            });
            return Ok(bound.await?.unwrap_or(call));
        }
        Err(CarrierFailure::Ambiguous { reason }) => {
            tracing::warn!(tenant.id = %tenant, call.id = %call.id, reason, "nobody knows whether the carrier calls");
            return Ok(call);
        }
        Err(refused) => refused,
    };
    tracing::warn!(tenant.id = %tenant, call.id = %call.id, %refused, "carrier does not call");
    change_call(ports, tenant, &call.id, |record| record.call.report(&Report::of(CallStatus::Failed), now)).await?;
    Err(match refused {
        CarrierFailure::Unauthorized | CarrierFailure::NotActive => InitiateError::NotConnected,
        _ => InitiateError::Refused,
    })
}

pub(crate) fn number(text: &str, country: &str) -> Result<Address, InitiateError> {
    let text = text.trim();
    if is_e164(text) {
        return Ok(Address::from_carrier(text));
    }
    let parsed = PhoneNumber::parse(text, Some(country)).map_err(|_| InitiateError::InvalidNumber)?;
    Ok(Address::from_carrier(parsed.as_str()))
}

async fn sender(ports: &Ports, tenant: &TenantId, wanted: Option<&str>) -> Result<OwnNumber, InitiateError> {
    let numbers = ports.accounts.numbers(tenant).await?;
    let mut able = numbers
        .into_iter()
        .filter(|own| own.channel == ChannelClass::Sms && own.state == NumberState::Active && own.capabilities.voice);
    let found = able.find(|own| wanted.is_none_or(|wanted| own.number.as_str() == wanted));
    found.ok_or(InitiateError::NoNumber)
}

/// Stores the call before anybody is rung.
async fn store(
    ports: &Ports,
    tenant: &TenantId,
    (from, to): (&OwnNumber, &Address),
    callee: &Callee,
    is_recorded: bool,
) -> Result<Call, InitiateError> {
    let now = ports.clock.now();
    let conversation = ConversationId::between(tenant, ChannelClass::Sms.as_str(), &from.number, to);
    let id = CallId::new(ports.ids.ulid(now), &conversation);
    for _ in 0..DECISIONS_MAX {
        let contact = ports.contacts.contact(tenant, to).await?.unwrap_or_else(|| Contact::unknown(to));
        let mut call = Call::outbound(id.clone(), &conversation, (&from.number, to), now);
        call.contact_name.clone_from(&contact.name);
        call.rang = vec![callee.clone()];
        call.is_to_be_recorded = is_recorded;
        let record = CallRecord { call, source: None, due: Some(now + LOOKED_FOR_AFTER) };
        match ports.calls.begin_call(tenant, &record, &contact).await? {
            CallBegun::Stored => return Ok(record.call),
            CallBegun::Known(_) | CallBegun::Moved => {}
        }
    }
    Err(busy().into())
}

/// What happens when the person has taken their own phone: the customer is rung.
#[must_use]
pub fn connect(call: &Call) -> Plan {
    if call.is_over() {
        return Plan::HangUp;
    }
    let customer = Callee { way: Way::Customer, user_id: None, phone: Some(call.their_address.clone()) };
    Plan::Dial {
        opening: None,
        notice: call.is_to_be_recorded.then(|| crate::routing::CALLEE_NOTICE.to_owned()),
        way: Way::Customer,
        callees: vec![customer],
        seconds: OWN_PHONE_SECONDS,
        order: crate::voice::RingOrder::Together,
        is_recorded: call.is_to_be_recorded,
    }
}
