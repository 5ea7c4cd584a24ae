//! What a person's browser needs to take calls: an identity at the carrier, and a key to sign for it.

use crate::audit::{Action, Doer, Entry};
use crate::call::identity;
use crate::carrier_account::{ApiKey, CarrierAccount, CarrierConnection};
use crate::flows::Ports;
use crate::flows::credentials::{ConnectError, store, working_account};
use crate::ids::{TenantId, UserId};
use crate::ports::{CarrierFailure, PortError, PortErrorKind};

/// What the key is called at the carrier.
const KEY_NAME: &str = "Communications hub: calls in the browser";

/// Who takes calls in a browser, and the account's key that vouches for them.
#[derive(Debug, Clone)]
pub struct BrowserPhone {
    /// The name by which the carrier rings the person's browsers.
    pub identity: String,
    /// The account's SID.
    pub account_sid: String,
    /// Its key.
    pub key: ApiKey,
}

/// Why a browser takes no calls.
#[derive(Debug, thiserror::Error)]
pub enum BrowserPhoneError {
    /// There is no account, or it is stopped.
    #[error("The connected Twilio account does not work. Repair it under Settings, Integrations.")]
    NotConnected,
    /// The carrier makes no key.
    #[error("Twilio made no key for calls in the browser. Try again, or add an API key under Settings, Integrations.")]
    NoKey,
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortError),
}

/// The person's identity with the account's key. An account that has none gets one of the carrier, once.
///
/// # Errors
/// [`BrowserPhoneError`].
pub async fn browser_phone(
    ports: &Ports,
    tenant: &TenantId,
    user: &UserId,
    doer: &Doer,
) -> Result<BrowserPhone, BrowserPhoneError> {
    let (connection, account) = connected(ports, tenant).await?;
    let account_sid = account.account_sid.clone();
    let key = match account.api_key.clone() {
        Some(key) => key,
        None => make_key(ports, tenant, (&connection, account), doer).await?,
    };
    Ok(BrowserPhone { identity: identity(tenant, user), account_sid, key })
}

async fn connected(ports: &Ports, tenant: &TenantId) -> Result<(CarrierConnection, CarrierAccount), BrowserPhoneError> {
    working_account(ports, tenant).await?.ok_or(BrowserPhoneError::NotConnected)
}

async fn make_key(
    ports: &Ports,
    tenant: &TenantId,
    (connection, account): (&CarrierConnection, CarrierAccount),
    doer: &Doer,
) -> Result<ApiKey, BrowserPhoneError> {
    let key = ports.provisioning.make_api_key(&account, KEY_NAME).await.map_err(|failure| {
        tracing::warn!(tenant.id = %tenant, %failure, "carrier made no key");
        match failure {
            CarrierFailure::Unauthorized | CarrierFailure::NotActive => BrowserPhoneError::NotConnected,
            _ => BrowserPhoneError::NoKey,
        }
    })?;
    let entry = Entry::new(ports, doer, Action::CarrierKeyMade).on(&key.sid);
    let account = CarrierAccount { api_key: Some(key.clone()), ..account };
    match store(ports, tenant, &account, connection.kind, connection.version, Some(&entry)).await {
        Ok(_) => Ok(key),
        // Somebody else made one at the same time, and theirs is the one that is kept.
        Err(ConnectError::Port(error)) if error.kind == PortErrorKind::Conflict => {
            connected(ports, tenant).await?.1.api_key.ok_or_else(|| error.into())
        }
        Err(ConnectError::Port(error)) => Err(error.into()),
        Err(_) => Err(BrowserPhoneError::NotConnected),
    }
}
