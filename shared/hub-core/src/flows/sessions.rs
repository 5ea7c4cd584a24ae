//! Sign-in by password, and refresh tokens that rotate.

use jiff::SignedDuration;

use crate::account::{RefreshFamily, User};
use crate::audit::{Action, Doer, Entry};
use crate::flows::Ports;
use crate::ids::{TenantId, fingerprint};
use crate::ports::{Allowance, Attempt, PortError, PortResult};

/// How long a refresh token is good without being used.
pub const REFRESH_LIFETIME: SignedDuration = SignedDuration::from_hours(24 * 30);
/// The token before the current one is still answered for so long, so that two tabs may refresh at once.
const PREVIOUS_GRACE: SignedDuration = SignedDuration::from_secs(30);

/// More refreshes of one sign-in at the same moment than this are none of a person's tabs.
const REFRESH_TRIES: usize = 5;

/// Who signed in and the token that keeps them signed in.
pub struct SignedIn {
    /// The person, read anew, so that a changed role counts at once.
    pub user: User,
    /// The refresh token; shown to the client once.
    pub refresh_token: String,
}

/// Why a sign-in or refresh was refused.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// The e-mail address or the password is wrong; the two are not told apart.
    #[error("The e-mail address or the password is wrong.")]
    WrongCredentials,
    /// Too many tries.
    #[error("Too many tries. Wait before you try again.")]
    TooMany(SignedDuration),
    /// The refresh token is unknown, spent or expired.
    #[error("Your session has ended. Sign in again.")]
    SessionEnded,
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortError),
}

/// Tries at one account: the pause never exceeds a quarter of an hour, so that nobody can lock a person out for long.
pub const GUESSES: Allowance = Allowance { free: 5, pause_max: SignedDuration::from_mins(15) };
/// Tries from one address, behind which a whole office may sit.
const GUESSES_OF_ADDRESS: Allowance = Allowance { free: 30, pause_max: SignedDuration::from_mins(15) };

/// The name under which tries at an account are counted.
#[must_use]
pub fn account_name(email: &str) -> String {
    format!("account {email}")
}

/// Signs a person in. An unknown address takes as long as a wrong password, and is slowed down like a known one.
///
/// # Errors
/// [`SignInError`].
pub async fn sign_in(ports: &Ports, email: &str, password: &str, from: &str) -> Result<SignedIn, SignInError> {
    let email = email.trim().to_lowercase();
    let (account, address) = (account_name(&email), format!("address {from}"));
    let now = ports.clock.now();
    for (name, allowance) in [(&address, GUESSES_OF_ADDRESS), (&account, GUESSES)] {
        if let Attempt::Refused { wait } = ports.attempts.attempt(name, allowance, now).await? {
            return Err(SignInError::TooMany(wait));
        }
    }
    let login = match ports.directory.user_by_email(&email).await? {
        Some((tenant, user)) => ports.accounts.login(&tenant, &user).await?,
        None => None,
    };
    let is_right = ports.passwords.verify(password, login.as_ref().map(|login| login.password_hash.as_str())).await;
    let Some(login) = login.filter(|_| is_right) else { return Err(SignInError::WrongCredentials) };
    ports.attempts.forget(&account).await?;
    ports.attempts.take_back(&address).await?;
    let doer = Doer::person(&login.user.id, &login.user.name, from);
    let entry = Entry::new(ports, &doer, Action::SignedIn);
    ports.audit.record(&login.user.tenant_id, &entry).await?;
    Ok(open_session(ports, login.user).await?)
}

/// Opens a session for a person who has proved who they are.
///
/// # Errors
/// The store's.
pub async fn open_session(ports: &Ports, user: User) -> PortResult<SignedIn> {
    let now = ports.clock.now();
    let family = ports.ids.ulid(now).to_string();
    let refresh_token = new_token(ports, &user.tenant_id, &family);
    let record = RefreshFamily {
        id: family,
        user_id: user.id.clone(),
        current: fingerprint(&refresh_token),
        previous: None,
        started_at: now,
        rotated_at: now,
    };
    ports.accounts.put_refresh_family(&user.tenant_id, &record, now + REFRESH_LIFETIME).await?;
    Ok(SignedIn { user, refresh_token })
}

/// Ends the sign-in of a refresh token. A token that is no token, or not the present one, ends nothing.
///
/// # Errors
/// The store's.
pub async fn sign_out(ports: &Ports, token: &str) -> PortResult<()> {
    let Some((tenant, family_id)) = parse_token(token) else { return Ok(()) };
    let Some(family) = ports.accounts.refresh_family(&tenant, &family_id).await? else { return Ok(()) };
    let shown = fingerprint(token);
    if family.current == shown || family.previous.as_deref() == Some(&shown) {
        ports.accounts.revoke_refresh_family(&tenant, &family_id).await?;
    }
    Ok(())
}

/// Trades a refresh token for a new one. A token that was spent earlier ends the whole family: somebody has a copy.
///
/// # Errors
/// [`SignInError::SessionEnded`], or a port's.
pub async fn refresh(ports: &Ports, token: &str) -> Result<SignedIn, SignInError> {
    let (tenant, family_id) = parse_token(token).ok_or(SignInError::SessionEnded)?;
    // Two tabs may refresh at the very same moment: the slower one looks again, and its token is the one before.
    for _ in 0..REFRESH_TRIES {
        if let Some(signed_in) = try_refresh(ports, &tenant, &family_id, token).await? {
            return Ok(signed_in);
        }
    }
    Err(SignInError::SessionEnded)
}

/// `None` if another refresh of the family was a moment faster.
async fn try_refresh(
    ports: &Ports,
    tenant: &TenantId,
    family_id: &str,
    token: &str,
) -> Result<Option<SignedIn>, SignInError> {
    let Some(family) = ports.accounts.refresh_family(tenant, family_id).await? else {
        return Err(SignInError::SessionEnded);
    };
    let now = ports.clock.now();
    let shown = fingerprint(token);
    let in_grace = family.previous.as_deref() == Some(&shown) && now.duration_since(family.rotated_at) < PREVIOUS_GRACE;
    if family.rotated_at + REFRESH_LIFETIME < now {
        return Err(SignInError::SessionEnded);
    }
    if family.current != shown && !in_grace {
        tracing::warn!(tenant.id = %tenant, user.id = %family.user_id, "spent refresh token shown again; session ended");
        ports.accounts.revoke_refresh_family(tenant, family_id).await?;
        return Err(SignInError::SessionEnded);
    }
    let login = ports.accounts.login(tenant, &family.user_id).await?;
    let Some(login) = login.filter(|login| login.signed_in_after.is_none_or(|after| family.started_at >= after)) else {
        return Err(SignInError::SessionEnded);
    };
    let refresh_token = new_token(ports, tenant, family_id);
    if !ports.accounts.rotate_refresh(tenant, &family, &fingerprint(&refresh_token), now).await? {
        return Ok(None);
    }
    Ok(Some(SignedIn { user: login.user, refresh_token }))
}

/// `tenant.family.secret`: the first two find the record, whose fingerprint the whole token must have.
fn new_token(ports: &Ports, tenant: &TenantId, family: &str) -> String {
    format!("{tenant}.{family}.{}", ports.ids.secret())
}

fn parse_token(token: &str) -> Option<(TenantId, String)> {
    let mut parts = token.split('.');
    let (tenant, family) = (parts.next()?.parse().ok()?, parts.next()?);
    parts.next()?;
    let is_plain = !family.is_empty() && family.bytes().all(|b| b.is_ascii_alphanumeric());
    is_plain.then(|| (tenant, family.to_owned()))
}
