//! Sign-in by password, and refresh tokens that rotate.

use jiff::SignedDuration;

use crate::account::{RefreshFamily, User};
use crate::flows::Ports;
use crate::ids::{TenantId, fingerprint};
use crate::ports::PortError;

/// How long a refresh token is good without being used.
pub const REFRESH_LIFETIME: SignedDuration = SignedDuration::from_hours(24 * 30);
/// The token before the current one is still answered for so long, so that two tabs may refresh at once.
const PREVIOUS_GRACE: SignedDuration = SignedDuration::from_secs(30);

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
    /// The refresh token is unknown, spent or expired.
    #[error("Your session has ended. Sign in again.")]
    SessionEnded,
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortError),
}

/// Signs a person in. An unknown address takes as long as a wrong password.
///
/// # Errors
/// [`SignInError::WrongCredentials`], or a port's.
pub async fn sign_in(ports: &Ports, email: &str, password: &str) -> Result<SignedIn, SignInError> {
    let email = email.trim().to_lowercase();
    let login = match ports.directory.user_by_email(&email).await? {
        Some((tenant, user)) => ports.accounts.login(&tenant, &user).await?,
        None => None,
    };
    let is_right = ports.passwords.verify(password, login.as_ref().map(|login| login.password_hash.as_str())).await;
    let Some(login) = login.filter(|_| is_right) else { return Err(SignInError::WrongCredentials) };
    let now = ports.clock.now();
    let family = ports.ids.ulid(now).to_string();
    let refresh_token = new_token(ports, &login.user.tenant_id, &family);
    let record = RefreshFamily {
        id: family,
        user_id: login.user.id.clone(),
        current: fingerprint(&refresh_token),
        previous: None,
        rotated_at: now,
    };
    ports.accounts.put_refresh_family(&login.user.tenant_id, &record, now + REFRESH_LIFETIME).await?;
    Ok(SignedIn { user: login.user, refresh_token })
}

/// Trades a refresh token for a new one. A token that was spent earlier ends the whole family: somebody has a copy.
///
/// # Errors
/// [`SignInError::SessionEnded`], or a port's.
pub async fn refresh(ports: &Ports, token: &str) -> Result<SignedIn, SignInError> {
    let (tenant, family_id) = parse_token(token).ok_or(SignInError::SessionEnded)?;
    let Some(family) = ports.accounts.refresh_family(&tenant, &family_id).await? else {
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
        ports.accounts.revoke_refresh_family(&tenant, &family_id).await?;
        return Err(SignInError::SessionEnded);
    }
    let Some(login) = ports.accounts.login(&tenant, &family.user_id).await? else {
        return Err(SignInError::SessionEnded);
    };
    let refresh_token = new_token(ports, &tenant, &family_id);
    if !ports.accounts.rotate_refresh(&tenant, &family, &fingerprint(&refresh_token), now).await? {
        return Err(SignInError::SessionEnded);
    }
    Ok(SignedIn { user: login.user, refresh_token })
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
