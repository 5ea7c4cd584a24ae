//! Numbers: finding, buying, importing, changing and releasing them.
//!
//! A number is kept in the table before the carrier is asked for it, so that a crash in between leaves a trace that
//! [`repair`](crate::flows::number_health::repair) follows: it finds out whether the carrier sold the number.

use crate::address::{Address, is_e164};
use crate::audit::{Action, Doer, Entry};
use crate::carrier_account::CarrierAccount;
use crate::channel::ChannelClass;
use crate::flows::Ports;
use crate::flows::credentials::carrier_account;
use crate::ids::TenantId;
use crate::number::{NumberChange, NumberId, NumberState, OwnNumber, check_label};
use crate::ports::{
    AvailableNumber, CarrierFailure, CarrierNumber, Claimed, NumberSearch, PortError, PortErrorKind, Webhooks,
};
use crate::settings::FieldError;

/// Twilio: the number is not available.
const NOT_AVAILABLE: u64 = 21422;

/// Why a number was not bought, changed or released.
#[derive(Debug, thiserror::Error)]
pub enum NumberError {
    /// The tenant has no such number.
    #[error("Not found.")]
    NotFound,
    /// A text is no number.
    #[error("Invalid phone format. Must be E.164: +countrycode+number")]
    NotANumber,
    /// A field cannot be so.
    #[error(transparent)]
    Field(#[from] FieldError),
    /// No carrier account is connected.
    #[error("Connect a Twilio account first.")]
    NotConnected,
    /// Somebody else has it.
    #[error("This number is no longer available. Choose another one.")]
    Taken,
    /// The carrier refuses for good.
    #[error("Twilio refused: {reason}")]
    Refused {
        /// The carrier's error code.
        code: u64,
        /// Its wording.
        reason: String,
    },
    /// The carrier refuses the credentials.
    #[error("Twilio refuses our credentials. Repair the connection first.")]
    Unauthorized,
    /// The carrier cannot be asked now; nothing was done.
    #[error("Twilio can't be reached right now. Try again.")]
    Unavailable(String),
    /// The carrier's answer was lost, so nobody knows whether it was done.
    #[error("Twilio's answer was lost. Check the number again in a moment.")]
    Uncertain(String),
    /// The confirmation does not name the number.
    #[error("Type the number to confirm that you give it back for good.")]
    NotConfirmed,
    /// Somebody changed it in between: the number as it is now.
    #[error("Somebody else changed this number in the meantime.")]
    Newer(Box<OwnNumber>),
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortError),
}

impl From<CarrierFailure> for NumberError {
    fn from(failure: CarrierFailure) -> Self {
        match failure {
            CarrierFailure::Unauthorized | CarrierFailure::NotActive => Self::Unauthorized,
            CarrierFailure::NotFound => Self::NotFound,
            CarrierFailure::Refused { code, reason } => Self::Refused { code, reason },
            CarrierFailure::NotNow { reason } => Self::Unavailable(reason),
            CarrierFailure::Ambiguous { reason } => Self::Uncertain(reason),
        }
    }
}

/// The tenant's account.
///
/// # Errors
/// [`NumberError::NotConnected`], or a port's.
pub async fn account(ports: &Ports, tenant: &TenantId) -> Result<CarrierAccount, NumberError> {
    let connected = carrier_account(ports, tenant).await?;
    connected.map(|(_, account)| account).ok_or(NumberError::NotConnected)
}

fn parse(number: &str) -> Result<Address, NumberError> {
    if is_e164(number) { Ok(Address::from_carrier(number)) } else { Err(NumberError::NotANumber) }
}

/// Numbers that can be bought.
///
/// # Errors
/// [`NumberError`].
pub async fn available(
    ports: &Ports,
    tenant: &TenantId,
    search: &NumberSearch,
) -> Result<Vec<AvailableNumber>, NumberError> {
    let account = account(ports, tenant).await?;
    match ports.provisioning.available(&account, search).await {
        // The carrier has no numbers of this kind in this country.
        Err(CarrierFailure::NotFound) => Ok(Vec::new()),
        found => Ok(found?),
    }
}

/// Numbers that the account owns and the hub does not know.
///
/// # Errors
/// [`NumberError`].
pub async fn importable(ports: &Ports, tenant: &TenantId) -> Result<Vec<CarrierNumber>, NumberError> {
    let account = account(ports, tenant).await?;
    let known = ports.accounts.numbers(tenant).await?;
    let mut owned = ports.provisioning.owned(&account).await?;
    let is_known = |number: &str| known.iter().any(|own| own.id == NumberId::of(&Address::from_carrier(number)));
    owned.retain(|owned| is_e164(&owned.number) && !is_known(&owned.number));
    Ok(owned)
}

/// Which number is wanted, and what the team will call it.
#[derive(Debug, Clone)]
pub struct Wanted<'a> {
    /// In E.164.
    pub number: &'a str,
    /// Its label; the number itself if none is given.
    pub label: Option<&'a str>,
    /// Where the carrier shall call us.
    pub webhooks: &'a Webhooks,
}

/// Keeps the wanted number for the tenant, `buying`; says whether it was kept by this very call.
async fn claim(
    ports: &Ports,
    tenant: &TenantId,
    wanted: &Wanted<'_>,
    account: &CarrierAccount,
) -> Result<(OwnNumber, bool), NumberError> {
    let number = parse(wanted.number)?;
    let label = wanted.label.map(str::trim).filter(|label| !label.is_empty()).unwrap_or(number.as_str());
    check_label(label)?;
    let mut own = OwnNumber::new(number.clone(), label);
    own.state = NumberState::Buying;
    own.account_sid = Some(account.account_sid.clone());
    own.created_at = Some(ports.clock.now());
    match ports.numbers.claim_number(tenant, &own).await? {
        Claimed::Kept => Ok((own, true)),
        Claimed::Ours(known) => Ok((*known, false)),
        Claimed::Taken => Err(NumberError::Taken),
    }
}

/// Buys a number. A repeat answers the number that was bought, and no path buys it twice: the carrier sells a number
/// once, and a lost answer is looked up among the account's numbers.
///
/// # Errors
/// [`NumberError`]. After [`NumberError::Uncertain`] the number stays `buying` until it is repaired.
pub async fn buy(ports: &Ports, tenant: &TenantId, wanted: &Wanted<'_>, doer: &Doer) -> Result<OwnNumber, NumberError> {
    let account = account(ports, tenant).await?;
    let (own, is_fresh) = claim(ports, tenant, wanted, &account).await?;
    match own.state {
        NumberState::Active => return Ok(own),
        NumberState::Releasing => return Err(NumberError::Taken),
        NumberState::Buying => {}
    }
    let bought = ports.provisioning.buy(&account, &own.number, &own.label, wanted.webhooks).await;
    let bought = match bought {
        Ok(bought) => bought,
        Err(failure) => match ports.provisioning.owned_number(&account, &own.number).await {
            Ok(Some(owned)) => owned,
            Ok(None) if matches!(failure, CarrierFailure::Ambiguous { .. }) => return Err(failure.into()),
            // Nobody can tell now, so the trace stays.
            Err(_) if matches!(failure, CarrierFailure::Ambiguous { .. } | CarrierFailure::Refused { .. }) => {
                return Err(NumberError::Uncertain(failure.to_string()));
            }
            Ok(None) | Err(_) => {
                if is_fresh {
                    ports.numbers.remove_number(tenant, &own, None).await?;
                }
                return Err(match failure {
                    CarrierFailure::Refused { code: NOT_AVAILABLE, .. } => NumberError::Taken,
                    other => other.into(),
                });
            }
        },
    };
    adopt(ports, tenant, own, &bought, Entry::new(ports, doer, Action::NumberBought)).await
}

/// Takes a number into the hub that the account owns already. It never buys.
///
/// # Errors
/// [`NumberError`].
pub async fn import(
    ports: &Ports,
    tenant: &TenantId,
    wanted: &Wanted<'_>,
    doer: &Doer,
) -> Result<OwnNumber, NumberError> {
    let account = account(ports, tenant).await?;
    let number = parse(wanted.number)?;
    let owned = ports.provisioning.owned_number(&account, &number).await?.ok_or(NumberError::NotFound)?;
    let (own, is_fresh) = claim(ports, tenant, wanted, &account).await?;
    if own.state == NumberState::Active {
        return Ok(own);
    }
    match ports.provisioning.configure(&account, &owned.sid, wanted.webhooks).await {
        Ok(configured) => adopt(ports, tenant, own, &configured, Entry::new(ports, doer, Action::NumberImported)).await,
        Err(failure) => {
            if is_fresh {
                ports.numbers.remove_number(tenant, &own, None).await?;
            }
            Err(failure.into())
        }
    }
}

/// Makes a number that the carrier has sold to us active.
pub(crate) async fn adopt(
    ports: &Ports,
    tenant: &TenantId,
    own: OwnNumber,
    carrier: &CarrierNumber,
    entry: Entry,
) -> Result<OwnNumber, NumberError> {
    let id = own.id.clone();
    let next = OwnNumber {
        state: NumberState::Active,
        sid: Some(carrier.sid.clone()),
        capabilities: carrier.capabilities,
        version: own.version + 1,
        ..own
    };
    let entry = entry.on(next.number.as_str());
    if ports.numbers.put_number(tenant, &next, Some(&entry)).await? {
        tracing::info!(tenant.id = %tenant, number = %next.number, "number is ours");
        return Ok(next);
    }
    match ports.numbers.number(tenant, &id).await? {
        // The same request at the same time was a moment faster.
        Some(stored) if stored.state == NumberState::Active => Ok(stored),
        Some(stored) => Err(NumberError::Newer(Box::new(stored))),
        // A failed request for the same number, or a repair, gave up what was kept while the carrier sold it to us.
        None => {
            let kept = OwnNumber { state: NumberState::Buying, version: next.version - 1, ..next.clone() };
            let is_kept = ports.numbers.claim_number(tenant, &kept).await? == Claimed::Kept;
            if is_kept && ports.numbers.put_number(tenant, &next, Some(&entry)).await? {
                return Ok(next);
            }
            Err(PortError::new(PortErrorKind::Conflict, "the number was changed at the same time").into())
        }
    }
}

/// Changes the number that the change was made from, and no other.
///
/// # Errors
/// [`NumberError`]; then nothing changed.
pub async fn change(
    ports: &Ports,
    tenant: &TenantId,
    id: &NumberId,
    change: NumberChange,
    doer: &Doer,
) -> Result<OwnNumber, NumberError> {
    let stored = ports.numbers.number(tenant, id).await?.ok_or(NumberError::NotFound)?;
    if stored.version != change.version {
        return Err(NumberError::Newer(Box::new(stored)));
    }
    let (next, changed) = stored.after(change)?;
    if changed.is_empty() {
        return Ok(stored);
    }
    check_forwarding(ports, tenant, &next).await?;
    let entry = Entry::new(ports, doer, Action::NumberChanged).on(next.number.as_str()).with("fields", changed);
    if ports.numbers.put_number(tenant, &next, Some(&entry)).await? {
        return Ok(next);
    }
    let newer = ports.numbers.number(tenant, id).await?.ok_or(NumberError::NotFound)?;
    Err(NumberError::Newer(Box::new(newer)))
}

/// A number that forwards to another one of ours could forward in a circle, and each round is billed.
async fn check_forwarding(ports: &Ports, tenant: &TenantId, number: &OwnNumber) -> Result<(), NumberError> {
    let Some(to) = &number.voice.forward_to else { return Ok(()) };
    let numbers = ports.accounts.numbers(tenant).await?;
    if numbers.iter().any(|own| own.number.as_str() == to) {
        let sentence = "That is a number of this hub. Forward to a phone outside of it.".to_owned();
        return Err(FieldError { field: "voice", sentence }.into());
    }
    Ok(())
}

/// Gives a number back for good, if `confirmation` is the number.
///
/// # Errors
/// [`NumberError`]. After [`NumberError::Uncertain`] the number stays `releasing` until it is repaired.
pub async fn release(
    ports: &Ports,
    tenant: &TenantId,
    id: &NumberId,
    confirmation: &str,
    doer: &Doer,
) -> Result<(), NumberError> {
    let stored = ports.numbers.number(tenant, id).await?.ok_or(NumberError::NotFound)?;
    if confirmation != stored.number.as_str() {
        return Err(NumberError::NotConfirmed);
    }
    let account = account(ports, tenant).await?;
    let releasing = OwnNumber { state: NumberState::Releasing, version: stored.version + 1, ..stored.clone() };
    if !ports.numbers.put_number(tenant, &releasing, None).await? {
        return Err(PortError::new(PortErrorKind::Conflict, "the number was changed at the same time").into());
    }
    match give_back(ports, tenant, &account, &releasing, doer).await {
        Err(failure @ (NumberError::Refused { .. } | NumberError::Unauthorized | NumberError::Unavailable(_))) => {
            let back = OwnNumber { state: stored.state, version: releasing.version + 1, ..releasing };
            ports.numbers.put_number(tenant, &back, None).await?;
            Err(failure)
        }
        done => done,
    }
}

/// Releases a number at the carrier and forgets it. One that the carrier no longer has is only forgotten.
pub(crate) async fn give_back(
    ports: &Ports,
    tenant: &TenantId,
    account: &CarrierAccount,
    number: &OwnNumber,
    doer: &Doer,
) -> Result<(), NumberError> {
    let sid = match &number.sid {
        // A sender of WhatsApp stays with the account; only the hub forgets it.
        _ if number.channel == ChannelClass::Whatsapp => None,
        Some(sid) => Some(sid.clone()),
        None => ports.provisioning.owned_number(account, &number.number).await?.map(|owned| owned.sid),
    };
    if let Some(sid) = sid {
        ports.provisioning.release(account, &sid).await?;
    }
    let entry =
        Entry::new(ports, doer, Action::NumberReleased).on(number.number.as_str()).with("label", number.label.clone());
    ports.numbers.remove_number(tenant, number, Some(&entry)).await?;
    Ok(())
}
