//! The tenant's account at the carrier: connecting it, rotating its token, stopping and going on.

use jiff::SignedDuration;
use secrecy::{ExposeSecret, SecretString};

use crate::audit::{Action, Doer, Entry};
use crate::carrier_account::{AccountKind, CarrierAccount, CarrierConnection, CarrierStatus, PreviousToken, TWILIO};
use crate::flows::Ports;
use crate::flows::fetch_media::wake;
use crate::flows::sweep::requeue;
use crate::ids::TenantId;
use crate::ports::{CarrierFailure, PortError, PortErrorKind, PortResult};

/// A webhook that was signed before a rotation is on its way for less than this.
pub const OLD_TOKEN_VERIFIES: SignedDuration = SignedDuration::from_hours(1);
/// How many waiting messages a request queues again before it answers; the sweep queues the rest.
const RESUMED_AT_ONCE: usize = 100;

/// Why the connection was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// A text has the wrong form.
    #[error("{0}")]
    Malformed(&'static str),
    /// The carrier refuses the account SID with this token.
    #[error("Twilio refuses this account SID and auth token. Copy both from the Twilio console again.")]
    WrongCredentials,
    /// The carrier refuses the API key.
    #[error("Twilio refuses this API key for the account. Check its SID and its secret.")]
    WrongApiKey,
    /// The account is suspended or closed.
    #[error("Twilio says that this account is suspended or closed.")]
    NotActive,
    /// Numbers of another account are still here.
    #[error("Numbers of the connected account are still in use here. Release them first.")]
    NumbersInUse,
    /// An account is connected already.
    #[error("A Twilio account is connected already.")]
    AlreadyConnected,
    /// No account is connected.
    #[error("No Twilio account is connected.")]
    NotConnected,
    /// The carrier refuses the stored token.
    #[error("Twilio refuses the stored auth token. Repair the connection with the account's present one first.")]
    Stopped,
    /// The carrier cannot be asked now.
    #[error("Twilio can't be reached right now, so nothing was changed. Try again.")]
    Unavailable(String),
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortError),
}

impl From<CarrierFailure> for ConnectError {
    fn from(failure: CarrierFailure) -> Self {
        match failure {
            CarrierFailure::Unauthorized => Self::WrongCredentials,
            CarrierFailure::NotActive => Self::NotActive,
            other => Self::Unavailable(other.to_string()),
        }
    }
}

/// The connection with its secrets opened; `None` if nothing is connected.
///
/// # Errors
/// The store's or the vault's.
pub async fn carrier_account(
    ports: &Ports,
    tenant: &TenantId,
) -> PortResult<Option<(CarrierConnection, CarrierAccount)>> {
    let Some(connection) = ports.integrations.carrier(tenant).await? else { return Ok(None) };
    let secrets = ports.vault.open(tenant, TWILIO, &connection.sealed).await?;
    let account = CarrierAccount::from_secrets(&connection.account_sid, &secrets)
        .ok_or_else(|| PortError::new(PortErrorKind::Rejected, "the sealed credentials cannot be read"))?;
    Ok(Some((connection, account)))
}

/// The same, unless the carrier refuses the credentials.
///
/// # Errors
/// The store's or the vault's.
pub async fn working_account(
    ports: &Ports,
    tenant: &TenantId,
) -> PortResult<Option<(CarrierConnection, CarrierAccount)>> {
    let connected = carrier_account(ports, tenant).await?;
    Ok(connected.filter(|(connection, _)| connection.status != CarrierStatus::Stopped))
}

/// Stores the tenant's own account after the carrier took its credentials. What waited for a repair goes on.
///
/// # Errors
/// [`ConnectError`]; then what was stored before is untouched.
pub async fn connect(
    ports: &Ports,
    tenant: &TenantId,
    mut account: CarrierAccount,
    doer: &Doer,
) -> Result<CarrierConnection, ConnectError> {
    check_form(&account)?;
    ports.provisioning.check_account(&account.account_sid, &account.auth_token).await?;
    if let Some(key) = &account.api_key {
        ports.provisioning.check_api_key(&account.account_sid, key).await.map_err(|failure| match failure {
            CarrierFailure::Unauthorized => ConnectError::WrongApiKey,
            other => other.into(),
        })?;
    }
    let before = carrier_account(ports, tenant).await?;
    let mut kind = AccountKind::Own;
    if let Some((connection, old)) = &before {
        if old.account_sid == account.account_sid {
            kind = connection.kind;
            if old.auth_token.expose_secret() != account.auth_token.expose_secret() {
                let until = ports.clock.now() + OLD_TOKEN_VERIFIES;
                account.previous_auth_token = Some(PreviousToken { token: old.auth_token.clone(), until });
            }
        } else if has_numbers_of(ports, tenant, &old.account_sid).await? {
            return Err(ConnectError::NumbersInUse);
        }
    }
    let expected = before.map_or(0, |(connection, _)| connection.version);
    let entry = Entry::new(ports, doer, Action::CarrierConnected)
        .on(&account.account_sid)
        .with("kind", serde_json::json!(kind))
        .with("hasApiKey", account.api_key.is_some());
    let connection = store(ports, tenant, &account, kind, expected, Some(&entry)).await?;
    go_on(ports, tenant, &account).await?;
    Ok(connection)
}

fn check_form(account: &CarrierAccount) -> Result<(), ConnectError> {
    let is_sid = |sid: &str, prefix: &str| {
        sid.strip_prefix(prefix).is_some_and(|body| body.len() == 32 && body.bytes().all(|b| b.is_ascii_hexdigit()))
    };
    if !is_sid(&account.account_sid, "AC") {
        return Err(ConnectError::Malformed("An account SID is AC and 32 digits or letters a to f."));
    }
    if !is_token(&account.auth_token) {
        return Err(ConnectError::Malformed("That is no auth token."));
    }
    match &account.api_key {
        Some(key) if !is_sid(&key.sid, "SK") => {
            Err(ConnectError::Malformed("An API key's SID is SK and 32 digits or letters a to f."))
        }
        Some(key) if !is_token(&key.secret) => Err(ConnectError::Malformed("That is no API key secret.")),
        _ => Ok(()),
    }
}

fn is_token(token: &SecretString) -> bool {
    let token = token.expose_secret();
    (8..=128).contains(&token.len()) && token.bytes().all(|b| b.is_ascii_graphic())
}

async fn has_numbers_of(ports: &Ports, tenant: &TenantId, account_sid: &str) -> PortResult<bool> {
    let numbers = ports.accounts.numbers(tenant).await?;
    Ok(numbers.iter().any(|number| number.account_sid.as_deref() == Some(account_sid)))
}

pub(crate) async fn store(
    ports: &Ports,
    tenant: &TenantId,
    account: &CarrierAccount,
    kind: AccountKind,
    expected: u64,
    entry: Option<&Entry>,
) -> Result<CarrierConnection, ConnectError> {
    let sealed = ports.vault.seal(tenant, TWILIO, &account.secrets()).await?;
    let mut connection = CarrierConnection::working(account, kind, sealed, ports.clock.now());
    connection.version = expected + 1;
    if ports.integrations.put_carrier(tenant, &connection, expected, entry).await? {
        return Ok(connection);
    }
    Err(PortError::new(PortErrorKind::Conflict, "the connection was changed at the same time").into())
}

/// After a connection works: the account's Messaging Services lead to the tenant, and what waited is queued.
async fn go_on(ports: &Ports, tenant: &TenantId, account: &CarrierAccount) -> PortResult<()> {
    match ports.provisioning.service_sids(account).await {
        Ok(sids) => ports.numbers.put_services(tenant, &sids).await?,
        Err(failure) => {
            tracing::warn!(tenant.id = %tenant, %failure, "Messaging Services could not be listed; the next health check lists them");
        }
    }
    // The sweep comes after us: what a worker parks while we queue is found there.
    ports.integrations.call_sweep(tenant, ports.clock.now()).await?;
    resume(ports, tenant, RESUMED_AT_ONCE).await.map(|_| ())
}

/// Makes an account for the tenant under the operator's own. A repeat finds the one that was made before.
///
/// # Errors
/// [`ConnectError`].
pub async fn make_subaccount(
    ports: &Ports,
    master: &CarrierAccount,
    tenant: &TenantId,
    doer: &Doer,
) -> Result<CarrierConnection, ConnectError> {
    if ports.integrations.carrier(tenant).await?.is_some() {
        return Err(ConnectError::AlreadyConnected);
    }
    let account = ports.provisioning.subaccount(master, &format!("hub {tenant}")).await?;
    let entry = Entry::new(ports, doer, Action::CarrierConnected)
        .on(&account.account_sid)
        .with("kind", serde_json::json!(AccountKind::Subaccount));
    store(ports, tenant, &account, AccountKind::Subaccount, 0, Some(&entry)).await
}

/// Keeps the token that becomes primary next, after the carrier took it. Both tokens count from then on.
///
/// # Errors
/// [`ConnectError`]; then what was stored before is untouched.
pub async fn add_next_token(
    ports: &Ports,
    tenant: &TenantId,
    token: SecretString,
    doer: &Doer,
) -> Result<CarrierConnection, ConnectError> {
    if !is_token(&token) {
        return Err(ConnectError::Malformed("That is no auth token."));
    }
    let (connection, stored) = carrier_account(ports, tenant).await?.ok_or(ConnectError::NotConnected)?;
    ports.provisioning.check_account(&stored.account_sid, &token).await?;
    let mut account = present(ports, stored).await?;
    account.next_auth_token = Some(token);
    let entry = Entry::new(ports, doer, Action::CarrierTokenAdded).on(&account.account_sid);
    let stored = store(ports, tenant, &account, connection.kind, connection.version, Some(&entry)).await?;
    if connection.status == CarrierStatus::Stopped {
        go_on(ports, tenant, &account).await?;
    }
    Ok(stored)
}

/// The account with the token that is primary at the carrier now: an earlier next token may have become it, and nobody
/// may have noticed. To forget that one would make every webhook unverifiable.
async fn present(ports: &Ports, account: CarrierAccount) -> Result<CarrierAccount, ConnectError> {
    match ports.provisioning.check_account(&account.account_sid, &account.auth_token).await {
        Err(CarrierFailure::Unauthorized) => {}
        checked => return checked.map(|()| account).map_err(Into::into),
    }
    let next = account.next_auth_token.clone().ok_or(ConnectError::Stopped)?;
    match ports.provisioning.check_account(&account.account_sid, &next).await {
        Err(CarrierFailure::Unauthorized) => Err(ConnectError::Stopped),
        Err(failure) => Err(failure.into()),
        Ok(()) => account.promoted(ports.clock.now() + OLD_TOKEN_VERIFIES).ok_or(ConnectError::Stopped),
    }
}

/// Forgets the account.
///
/// # Errors
/// [`ConnectError::NumbersInUse`] while numbers are left.
pub async fn disconnect(ports: &Ports, tenant: &TenantId, doer: &Doer) -> Result<(), ConnectError> {
    let (connection, account) = carrier_account(ports, tenant).await?.ok_or(ConnectError::NotConnected)?;
    if has_numbers_of(ports, tenant, &connection.account_sid).await? {
        return Err(ConnectError::NumbersInUse);
    }
    let entry = Entry::new(ports, doer, Action::CarrierDisconnected).on(&connection.account_sid);
    if ports.integrations.remove_carrier(tenant, connection.version, &entry).await? {
        return Ok(forget_services(ports, tenant, &account).await?);
    }
    Err(PortError::new(PortErrorKind::Conflict, "the connection was changed at the same time").into())
}

/// The account's Messaging Services no longer lead to the tenant, so that they can lead to another one.
async fn forget_services(ports: &Ports, tenant: &TenantId, account: &CarrierAccount) -> PortResult<()> {
    match ports.provisioning.service_sids(account).await {
        Ok(sids) => ports.numbers.remove_services(tenant, &sids).await,
        Err(failure) => {
            tracing::warn!(tenant.id = %tenant, %failure, "Messaging Services could not be listed; they still lead to the tenant");
            Ok(())
        }
    }
}

/// Notes that the next token opened the API after the present one was refused. Somebody else may have noted it before.
///
/// The refusal is asked for once more: a token that was demoted by mistake would no longer verify webhooks in an hour.
///
/// # Errors
/// The store's or the vault's.
pub async fn promote_next_token(
    ports: &Ports,
    tenant: &TenantId,
    connection: &CarrierConnection,
    account: &CarrierAccount,
) -> PortResult<()> {
    let Some(promoted) = account.promoted(ports.clock.now() + OLD_TOKEN_VERIFIES) else { return Ok(()) };
    let checked = ports.provisioning.check_account(&account.account_sid, &account.auth_token).await;
    if checked != Err(CarrierFailure::Unauthorized) {
        return Ok(());
    }
    let sealed = ports.vault.seal(tenant, TWILIO, &promoted.secrets()).await?;
    let next =
        CarrierConnection { has_next_token: false, sealed, version: connection.version + 1, ..connection.clone() };
    let entry = Entry::new(ports, &Doer::hub(), Action::CarrierTokenPromoted).on(&account.account_sid);
    if ports.integrations.put_carrier(tenant, &next, connection.version, Some(&entry)).await? {
        tracing::info!(tenant.id = %tenant, "the next auth token became the primary one");
    }
    Ok(())
}

/// Stops the tenant's sending, because the carrier refuses what `connection` holds. A newer connection is not stopped.
///
/// # Errors
/// The store's.
pub async fn stop(ports: &Ports, tenant: &TenantId, connection: &CarrierConnection, reason: &str) -> PortResult<()> {
    if connection.status == CarrierStatus::Stopped {
        return Ok(());
    }
    let stopped = CarrierConnection {
        status: CarrierStatus::Stopped,
        stopped_at: Some(ports.clock.now()),
        reason: Some(reason.to_owned()),
        version: connection.version + 1,
        ..connection.clone()
    };
    let entry =
        Entry::new(ports, &Doer::hub(), Action::CarrierStopped).on(&connection.account_sid).with("reason", reason);
    if ports.integrations.put_carrier(tenant, &stopped, connection.version, Some(&entry)).await? {
        tracing::error!(tenant.id = %tenant, reason, "carrier refuses the tenant's credentials; its texts wait");
    }
    Ok(())
}

/// Whether texts of the tenant go out at this moment.
///
/// # Errors
/// The store's.
pub async fn is_working(ports: &Ports, tenant: &TenantId) -> PortResult<bool> {
    let connection = ports.integrations.carrier(tenant).await?;
    Ok(connection.is_some_and(|connection| connection.status == CarrierStatus::Connected))
}

/// Queues again what waited for the repair, oldest first, at most `limit`, and says how many that were. For a connection
/// that works: otherwise the workers only let it wait again.
///
/// # Errors
/// The store's or the queue's; a repeat goes on from there.
pub async fn resume(ports: &Ports, tenant: &TenantId, limit: usize) -> PortResult<u64> {
    let mut resumed = 0;
    for id in ports.messages.parked(tenant, limit).await? {
        let is_resumed = requeue(ports, tenant, &id, ports.clock.now()).await? || wake(ports, tenant, &id).await?;
        resumed += u64::from(is_resumed);
    }
    if resumed > 0 {
        tracing::info!(tenant.id = %tenant, resumed, "waiting messages queued again");
    }
    Ok(resumed)
}

/// Seals the tenant's credentials anew, under a fresh data key of the present main key. `false` if they were changed
/// meanwhile, which sealed them anew too.
///
/// # Errors
/// The store's or the vault's.
pub async fn reseal(ports: &Ports, tenant: &TenantId) -> PortResult<bool> {
    let Some((connection, account)) = carrier_account(ports, tenant).await? else { return Ok(false) };
    let sealed = ports.vault.seal(tenant, TWILIO, &account.secrets()).await?;
    let next = CarrierConnection { sealed, version: connection.version + 1, ..connection.clone() };
    ports.integrations.put_carrier(tenant, &next, connection.version, None).await
}
